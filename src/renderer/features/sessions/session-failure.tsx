import type { ReactNode } from 'react';
import type { ConversationId, RuntimeId } from '#shared/contract/ids.ts';
import type { Session, Writer } from '#shared/contract/sessions.ts';
import { explain, isFailure } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { AlreadyLive } from './already-live.tsx';
import { resumedBy } from './estimate.ts';
import { useActing } from './use-acting.ts';

interface FailureProps {
  /** Of the session, or of the conversation that is no session's. */
  readonly id: string;
  readonly className?: string | undefined;
  readonly whenLive: (writer: Writer) => ReactNode;
}

const Failure = ({ id, className = '', whenLive }: FailureProps) => {
  const { problem, dismiss } = useActing();
  const failed = problem(id);
  if (failed === undefined) return null;
  return (
    <Note kind="error" className={className}>
      <p>{explain(failed)}</p>
      <div className="mt-1.5 flex flex-wrap gap-1.5">
        {isFailure(failed) && failed.code === 'ALREADY_LIVE' && whenLive(failed.data)}
        <Button size="small" variant="quiet" onClick={() => dismiss(id)}>
          Dismiss
        </Button>
      </div>
    </Note>
  );
};

/** Why the last attempt on a session failed, and the way on if there is one. */
export const SessionFailure = ({
  session,
  className,
}: {
  readonly session: Session;
  readonly className?: string;
}) => {
  const acting = useActing();
  const { id, runtime, title } = session;
  const conversation = resumedBy(session);
  const watch = (writer: Writer): (() => void) | null => {
    if (!writer.ours && conversation === null) return null;
    return () => {
      acting.dismiss(id);
      if (writer.ours) acting.open(id);
      else if (conversation !== null) acting.read(conversation, title.slice(0, 200));
    };
  };
  return (
    <Failure
      id={id}
      className={className}
      whenLive={(writer) => (
        <AlreadyLive
          writer={writer}
          runtime={runtime}
          onWatch={watch(writer)}
          onFork={() => acting.fork({ of: 'session', sessionId: id })}
          onTakeOver={(live) => acting.resume(id, { live })}
        />
      )}
    />
  );
};

/** Why the last attempt on a conversation that is no session of ours failed, and the way on. */
export const FoundFailure = ({
  runtime,
  conversationId,
  title,
  className,
}: {
  readonly runtime: RuntimeId;
  readonly conversationId: ConversationId;
  readonly title: string | null;
  readonly className?: string;
}) => {
  const acting = useActing();
  return (
    <Failure
      id={conversationId}
      className={className}
      whenLive={(writer) => (
        <AlreadyLive
          writer={writer}
          runtime={runtime}
          onWatch={() => {
            acting.dismiss(conversationId);
            acting.read(conversationId, title?.slice(0, 200) ?? null);
          }}
          onFork={() => acting.fork({ of: 'conversation', runtime, conversationId })}
          onTakeOver={(live) => acting.resumeFound(runtime, conversationId, live)}
        />
      )}
    />
  );
};
