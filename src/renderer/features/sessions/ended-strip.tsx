import type { Session } from '#shared/contract/sessions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { CopyIcon } from '#renderer/ui/copy-button.tsx';
import { useResumeEstimate } from './estimate.ts';
import { SessionFailure } from './session-failure.tsx';
import { useActing } from './use-acting.ts';
import { agentSentence, reasonBesideResult, savedSentence } from './words.ts';

const Outcome = ({ text, isError }: NonNullable<Session['run']['result']>) =>
  text === '' ? null : (
    <div className="flex items-start gap-2 border-t border-line-faint py-1 pr-2 pl-3">
      <p
        tabIndex={0}
        aria-label="Result"
        className={`max-h-24 min-w-0 flex-1 overflow-y-auto py-0.5 text-sm break-words whitespace-pre-wrap ${isError ? 'text-failed' : 'text-fg'}`}
      >
        {text}
      </p>
      <CopyIcon label="Copy result" text={text} />
    </div>
  );

/** Under the head of a session without a process: why, what came of it, and how to go on. */
export const EndedStrip = ({ session }: { readonly session: Session }) => {
  const acting = useActing();
  const busy = acting.under(session.id) !== null;
  const estimate = useResumeEstimate(session);
  const { result } = session.run;
  const facts = [reasonBesideResult(session), savedSentence(session), agentSentence(session)].filter(
    (fact) => fact !== null,
  );
  return (
    <div className="shrink-0 border-b border-line-faint bg-sunken text-xs text-fg-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-1">
        <p className="min-w-40 flex-1 break-words">
          {facts.join(' ')}
          {estimate !== undefined && (
            <span className="block text-fg-3">{estimate.replace(/^Reads/, 'Resume reads')}</span>
          )}
        </p>
        {session.agentNow === 'changed' && (
          <Button
            size="small"
            disabled={busy}
            onClick={() => acting.resume(session.id, { agent: 'current' })}
          >
            Use the agent as it is now
          </Button>
        )}
        <Button size="small" disabled={busy} onClick={() => acting.askToContinue([session])}>
          Continue in background
        </Button>
        <Button
          size="small"
          variant="primary"
          disabled={busy}
          title={estimate}
          aria-description={estimate}
          onClick={() => acting.resume(session.id)}
        >
          Resume
        </Button>
      </div>
      {result && <Outcome {...result} />}
      <SessionFailure session={session} className="mx-3 mb-2" />
    </div>
  );
};
