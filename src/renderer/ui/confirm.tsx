import { useRef, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

export interface ConfirmProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** It is gone, and the focus is back where it was. */
  readonly onClosed?: () => void;
  readonly title: string;
  /** What is lost, and what stays. */
  readonly children: ReactNode;
  /** On the button that does it. */
  readonly verb: string;
  /** On the button that does not. */
  readonly cancel?: string;
  /** Whether something is lost. */
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
}

/** Asks before what cannot be taken back. The safe button has the focus. */
export const Confirm = ({
  open,
  onClose,
  onClosed,
  title,
  children,
  verb,
  cancel = 'Cancel',
  danger = true,
  disabled = false,
  onConfirm,
}: ConfirmProps) => {
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      onClosed={onClosed}
      title={title}
      focus={safe}
      actions={
        <>
          <Button ref={safe} onClick={onClose}>
            {cancel}
          </Button>
          <Button variant={danger ? 'danger' : 'primary'} disabled={disabled} onClick={onConfirm}>
            {verb}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
};
