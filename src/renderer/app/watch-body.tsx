import { Suspense } from 'react';
import type { Session } from '#shared/contract/sessions.ts';
import { LiveSteps } from './pages.tsx';

const waitingWords = ({ run, status }: Session): string => {
  if (!run.live) return 'Its log has no step.';
  return status.cause.code === 'queued'
    ? 'Queued: it starts when others have ended.'
    : 'Waiting for its first step.';
};

/** What stands where a terminal would: the steps of a session whose newest run has none. */
export const WatchBody = ({ session }: { readonly session: Session }) => {
  const waiting = waitingWords(session);
  const conversation = session.conversations.at(-1);
  const note = (
    <p role="status" className="px-3 py-2 text-xs text-fg-3">
      {waiting}
    </p>
  );
  return (
    <div className="flex min-h-0 grow flex-col bg-content">
      {conversation ? (
        <Suspense fallback={note}>
          <LiveSteps key={conversation.id} conversationId={conversation.id} waiting={waiting} />
        </Suspense>
      ) : (
        note
      )}
    </div>
  );
};
