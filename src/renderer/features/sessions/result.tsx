import type { Session } from '#shared/contract/sessions.ts';
import { CopyIcon } from '#renderer/ui/copy-button.tsx';

/** What came of a background run: its last message, or the text of its error. Text, whatever stands in it. */
export const Result = ({ result }: { readonly result: NonNullable<Session['run']['result']> }) => {
  const { text, isError } = result;
  return (
    <section aria-label="Result" className="border-b border-line-faint px-4 py-3">
      <div className="mb-1 flex items-center justify-between">
        <h2 className="text-xs font-medium text-fg-3">{isError ? 'Error' : 'Last message'}</h2>
        {text !== '' && <CopyIcon label="Copy result" text={text} />}
      </div>
      {text === '' ? (
        <p className="text-xs text-fg-3">It said nothing.</p>
      ) : (
        <p
          tabIndex={0}
          className={`max-h-60 overflow-y-auto text-xs break-words whitespace-pre-wrap ${isError ? 'text-failed' : 'text-fg'}`}
        >
          {text}
        </p>
      )}
    </section>
  );
};
