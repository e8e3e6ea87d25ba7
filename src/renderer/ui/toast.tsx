import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';

/** How long one stays, milliseconds. */
const STAYS = 4000;
const AT_MOST = 2;

interface Toast {
  readonly id: number;
  readonly text: string;
}

interface Toasting {
  readonly toasts: readonly Toast[];
  readonly tell: (text: string) => void;
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
    (text: string) =>
      setToasts((shown) => [...shown, { id: (shown.at(-1)?.id ?? 0) + 1, text }].slice(-AT_MOST)),
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
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => drop(toast.id), STAYS);
    return () => clearTimeout(timer);
  }, [held, toast.id, drop]);
  return (
    <p
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      className="popup line-clamp-4 px-3 py-2 text-xs break-words text-fg"
    >
      {toast.text}
    </p>
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
