import type { Session } from '#shared/contract/sessions.ts';
import { statusReason } from '#shared/status-reason.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useActing } from './acting.tsx';
import { SessionFailure } from './session-failure.tsx';
import { agentSentence, savedSentence } from './words.ts';

/** Under the head of a session without a process: why, and how to go on. */
export const EndedStrip = ({ session }: { readonly session: Session }) => {
  const acting = useActing();
  const busy = acting.under(session.id) !== null;
  const facts = [statusReason(session), savedSentence(session), agentSentence(session)].filter(
    (fact) => fact !== null,
  );
  return (
    <div className="shrink-0 border-b border-line-faint bg-sunken text-xs text-fg-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-1">
        <p className="min-w-40 flex-1 break-words">{facts.join(' ')}</p>
        {session.agentNow === 'changed' && (
          <Button size="small" disabled={busy} onClick={() => acting.resume(session.id, 'current')}>
            Use the agent as it is now
          </Button>
        )}
        <Button size="small" variant="primary" disabled={busy} onClick={() => acting.resume(session.id)}>
          Resume
        </Button>
      </div>
      <SessionFailure session={session} className="mx-3 mb-2" />
    </div>
  );
};
