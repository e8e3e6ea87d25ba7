import type { Preferences } from '#shared/contract/system.ts';
import type { Clock } from '../machine/clock.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { Store } from '../store/store.ts';
import type { Launching } from './launching.ts';
import type { Observer } from './observing.ts';
import type { Pending } from './pending.ts';

/** A run that could not be started is tried again after this. */
export const AGAIN = 5000;

export interface QueueRooms {
  readonly store: Store;
  readonly launching: Launching;
  readonly observer: Observer;
  readonly pending: Pending;
  readonly preferences: () => Pick<Preferences, 'backgroundRuns'>;
  readonly clock: Clock;
  readonly changed: (sessionId: string) => void;
}

/** Who is at work, and whose turn is next. */
export const createQueue = (rooms: QueueRooms) => {
  const { store, launching, clock } = rooms;
  /** When to try again, by the run's id. */
  const again = new Map<string, number>();
  let closed = false;
  const open = (): readonly SavedRun[] => store.runs.open().filter(({ kind }) => kind === 'background');

  const start = async (run: SavedRun, session: SavedSession): Promise<void> => {
    // A fault of ours is logged, and not met twice a second.
    again.set(run.id, clock.now() + AGAIN);
    const held = await launching.startQueued(run, session);
    if (held === null) again.delete(run.id);
    const now = store.runs.find(run.id);
    if (now?.end === null) rooms.observer.held(now, held);
    rooms.changed(session.id);
  };

  /** Starts what has its turn; tells the others how many are before them. */
  const pump = (): void => {
    const runs = open();
    const waiting = runs.filter(
      ({ isQueued, id }) => isQueued && !launching.isUnderWay(id) && !launching.isHalted(id),
    );
    let room = rooms.preferences().backgroundRuns - (runs.length - waiting.length);
    for (const [place, run] of waiting.entries()) {
      const session = store.sessions.find(run.sessionId);
      if (room > 0 && session && !closed) {
        room -= 1;
        rooms.observer.queued(run, 0);
        if (clock.now() < (again.get(run.id) ?? 0)) continue;
        rooms.pending.begin('queued-run-not-started', () => start(run, session));
      } else {
        const ahead = runs.length - waiting.length + place - rooms.preferences().backgroundRuns + 1;
        rooms.observer.queued(run, Math.max(1, ahead));
      }
    }
  };

  return {
    open,
    pump,
    /** It waits no longer, in whatever way. */
    forget: (runId: string): void => void again.delete(runId),
    /** Nothing is started any more. */
    close: (): void => {
      closed = true;
    },
  };
};
