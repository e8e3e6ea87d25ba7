import { Eye } from 'lucide-react';
import type { Session } from '#shared/contract/sessions.ts';
import { Button } from '#renderer/ui/button.tsx';
import { SessionFailure } from './session-failure.tsx';
import { useActing } from './use-acting.ts';
import { canTakeOver, isQueued } from './words.ts';

/** Under the head of a live background run: that it is only watched, and how to get the keyboard. */
export const WatchStrip = ({
  session,
  keys,
}: {
  readonly session: Session;
  /** Of Take over. */
  readonly keys?: string | undefined;
}) => {
  const acting = useActing();
  const under = acting.under(session.id);
  const queued = isQueued(session);
  return (
    <div className="shrink-0 border-b border-line-faint bg-sunken text-xs text-fg-2">
      <div className="flex min-h-[30px] flex-wrap items-center gap-x-2 gap-y-1 px-3 py-0.5">
        <Eye aria-hidden="true" className="size-3.5 shrink-0 stroke-[1.6] text-fg-3" />
        <p role="status" className="min-w-40 flex-1">
          {under === 'take-over' ? (
            'Taking over after this step…'
          ) : under === 'stop' ? (
            'Stopping…'
          ) : queued ? (
            'This background run waits for its turn.'
          ) : (
            <>
              <b className="font-medium">Watching</b>
              <span className="narrow:hidden"> a background run</span>. Keys you type go nowhere until you
              take over.
            </>
          )}
        </p>
        <Button size="small" disabled={under !== null} onClick={() => acting.stop(session.id)}>
          Stop
        </Button>
        {canTakeOver(session) && (
          <Button
            size="small"
            variant="primary"
            keys={keys}
            disabled={under !== null}
            onClick={() => acting.takeOver(session.id)}
          >
            Take over
          </Button>
        )}
      </div>
      <SessionFailure session={session} className="mx-3 mb-2" />
    </div>
  );
};
