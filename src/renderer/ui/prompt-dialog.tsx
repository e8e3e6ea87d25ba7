import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Confirm } from './confirm.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';

export interface PromptDialogProps {
  readonly title: string;
  /** On the button that sends it. */
  readonly verb: string;
  readonly help: ReactNode;
  /** Fields before the prompt. */
  readonly before?: ReactNode;
  /** What is to know about it, below the prompt. */
  readonly children: ReactNode;
  /** Said beside the buttons. */
  readonly note?: string;
  /** False while it is under way, or something else is missing. */
  readonly ready: boolean;
  readonly onSend: (prompt: string) => void;
  readonly onClose: () => void;
}

const SEND_KEYS = navigator.platform.startsWith('Mac') ? '⌘↵' : 'Ctrl+Enter';

/** Asks for a prompt. What was typed is not dropped unasked. */
export const PromptDialog = ({
  title,
  verb,
  help,
  before,
  children,
  note,
  ready,
  onSend,
  onClose,
}: PromptDialogProps) => {
  const [prompt, setPrompt] = useState('');
  const [leaving, setLeaving] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const empty = prompt.trim() === '';
  const close = (): void => {
    if (empty) onClose();
    else setLeaving(true);
  };
  const send = (): void => {
    if (ready && !empty) onSend(prompt);
  };
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <Dialog
      open
      wide
      onClose={close}
      title={title}
      focus={field}
      actions={
        <>
          {note !== undefined && <span className="min-w-32 grow basis-0 text-xs text-fg-3">{note}</span>}
          <Button onClick={close}>Cancel</Button>
          <Button variant="primary" keys={SEND_KEYS} disabled={!ready || empty} onClick={send}>
            {verb}
          </Button>
        </>
      }
    >
      {before}
      <Field label="Prompt" help={help}>
        {(control) => (
          <textarea
            {...control}
            ref={field}
            value={prompt}
            onChange={({ target }) => setPrompt(target.value)}
            onKeyDown={handleKey}
            className="control block field-sizing-content max-h-[40vh] min-h-23 resize-y text-fg short:min-h-16"
          />
        )}
      </Field>
      {children}
      <Confirm
        open={leaving}
        onClose={() => setLeaving(false)}
        title="Drop this prompt?"
        verb="Drop the prompt"
        cancel="Keep writing"
        onConfirm={onClose}
      >
        <p>What you typed is kept nowhere. Nothing was started.</p>
      </Confirm>
    </Dialog>
  );
};
