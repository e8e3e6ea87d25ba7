import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** It is gone, and the focus is back where it was. */
  readonly onClosed?: (() => void) | undefined;
  readonly title: string;
  readonly children: ReactNode;
  /** The buttons, right-aligned, the safe one first. */
  readonly actions: ReactNode;
  /** What gets the focus on opening; else the first control. */
  readonly focus?: RefObject<HTMLElement | null>;
  /** Wider, for what is written in it. */
  readonly wide?: boolean;
}

/** A modal question. Only for deletion, and for what must be settled before going on; never for errors. */
export const Dialog = ({
  open,
  onClose,
  onClosed,
  title,
  children,
  actions,
  focus,
  wide = false,
}: DialogProps) => (
  <Base.Root
    open={open}
    onOpenChange={(next) => {
      if (!next) onClose();
    }}
    onOpenChangeComplete={(next) => {
      if (!next) onClosed?.();
    }}
  >
    <Base.Portal>
      <Base.Backdrop className="fixed inset-0 z-30 bg-scrim transition-opacity duration-(--dur-1) data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
      <Base.Popup
        {...(focus ? { initialFocus: focus } : {})}
        className={`popup fixed top-[88px] left-1/2 z-40 flex max-h-[calc(100vh-120px)] -translate-x-1/2 flex-col !shadow-lg short:top-8 short:max-h-[calc(100vh-56px)] ${wide ? 'w-[min(560px,calc(100vw-48px))]' : 'w-[min(480px,calc(100vw-48px))]'}`}
      >
        <Base.Title className="px-5 pt-4 text-lg font-semibold break-words">{title}</Base.Title>
        <Base.Description
          render={<div />}
          className="min-h-0 overflow-y-auto px-5 pt-2 pb-4 break-words text-fg-2"
        >
          {children}
        </Base.Description>
        <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line-faint px-5 py-3">
          {actions}
        </div>
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
);
