import type { Session } from '#shared/contract/sessions.ts';
import { explain, isFailure } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { useActing } from './acting.tsx';

/** Why the last attempt on a session failed, and the way on if there is one. */
export const SessionFailure = ({
  session,
  className,
}: {
  readonly session: Session;
  readonly className?: string;
}) => {
  const { problem, dismiss, open } = useActing();
  const failed = problem(session.id);
  if (failed === undefined) return null;
  const watchable = isFailure(failed) && failed.code === 'ALREADY_LIVE' && failed.data.ours;
  return (
    <Note kind="error" {...(className === undefined ? {} : { className })}>
      <p>{explain(failed)}</p>
      <div className="mt-1.5 flex gap-1.5">
        {watchable && (
          <Button
            size="small"
            onClick={() => {
              dismiss(session.id);
              open(session.id);
            }}
          >
            Open it
          </Button>
        )}
        <Button size="small" variant="quiet" onClick={() => dismiss(session.id)}>
          Dismiss
        </Button>
      </div>
    </Note>
  );
};
