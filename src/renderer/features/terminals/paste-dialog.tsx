import { useRef } from 'react';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
import type { PasteQuestion } from './paste.ts';

const title = (lines: number): string =>
  lines === 1 ? 'Paste a line that ends with Enter?' : `Paste ${lines.toLocaleString('en')} lines?`;

/** Asks before many lines reach a program: a line break can be an order. */
export const PasteDialog = ({
  question,
  onAnswer,
}: {
  readonly question: PasteQuestion;
  readonly onAnswer: (paste: boolean) => void;
}) => {
  const paste = useRef<HTMLButtonElement>(null);
  const more = question.lines - question.head.length;
  return (
    <Dialog
      open
      onClose={() => onAnswer(false)}
      title={title(question.lines)}
      focus={paste}
      actions={
        <>
          <Button onClick={() => onAnswer(false)}>Cancel</Button>
          <Button ref={paste} variant="primary" onClick={() => onAnswer(true)}>
            Paste
          </Button>
        </>
      }
    >
      <p>
        {question.text.length.toLocaleString('en')} characters. A program may run each line as soon as it
        arrives.
      </p>
      <pre className="mt-2 max-h-48 overflow-auto rounded-sm bg-sunken p-2 font-mono text-xs text-fg">
        {question.head.join('\n')}
      </pre>
      {more > 0 && (
        <p className="mt-1 text-xs text-fg-3">
          {more === 1 ? '1 more line' : `${more.toLocaleString('en')} more lines`}
        </p>
      )}
    </Dialog>
  );
};
