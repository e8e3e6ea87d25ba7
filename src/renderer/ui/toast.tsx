import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';

/** How long one stays, milliseconds; longer when there is something to choose. */
const STAYS = 4000;
const STAYS_WITH_ACTION = 8000;
const AT_MOST = 2;

/** The one thing to do about what was told. */
export interface ToastAction {
  readonly label: string;
  readonly onChoose: () => void;
}

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action: ToastAction | null;
}

interface Toasting {
  readonly toasts: readonly Toast[];
  readonly tell: (text: string, action?: ToastAction) => void;
  readonly drop: (id: number) => void;
}

const ToastContext = createContext<Toasting | null>(null);

const useToasting = (): Toasting => {
  const toasting = use(ToastContext);
  if (!toasting) throw new Error('Toasts need a ToastProvider above them.');
  return toasting;
};

/** Lets every component below say in passing that something is done. */
export const ToastProvider = ({ children }: { readonly children: ReactNode }) => {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const tell = useCallback(
    (text: string, action: ToastAction | null = null) =>
      setToasts((shown) => [...shown, { id: (shown.at(-1)?.id ?? 0) + 1, text, action }].slice(-AT_MOST)),
    [],
  );
  const drop = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  );
  return <ToastContext value={{ toasts, tell, drop }}>{children}</ToastContext>;
};

/** Says in passing that something was done whose place is gone; never a failure. */
export const useToast = (): Toasting['tell'] => useToasting().tell;

const Shown = ({ toast, drop }: { readonly toast: Toast } & Pick<Toasting, 'drop'>) => {
  const { id, text, action } = toast;
  const [held, setHeld] = useState(false);
  const stays = action ? STAYS_WITH_ACTION : STAYS;
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => drop(id), stays);
    return () => clearTimeout(timer);
  }, [held, id, stays, drop]);
  return (
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="popup flex items-center gap-2 px-3 py-2 text-xs text-fg"
    >
      <p className="line-clamp-4 min-w-0 grow break-words">{text}</p>
      {action && (
        <Button
          size="small"
          variant="quiet"
          onClick={() => {
            drop(id);
            action.onChoose();
          }}
        >
          {action.label}
        </Button>
      )}
    </div>
  );
};

/** Where toasts are shown, and read out. */
export const Toasts = ({ className }: { readonly className: string }) => {
  const { toasts, drop } = useToasting();
  return (
    <div role="status" aria-live="polite" className={className}>
      {toasts.map((toast) => (
        <Shown key={toast.id} toast={toast} drop={drop} />
      ))}
    </div>
  );
};
