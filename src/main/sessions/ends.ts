import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import { writeFault } from '../store/database.ts';
import type { RunEnd, RunResult, SavedRun } from '../store/run-table.ts';
import type { Store } from '../store/store.ts';

interface Held {
  readonly run: SavedRun;
  readonly end: RunEnd;
  readonly result: RunResult | null;
}

/**
 * How runs ended. An end that a full disk does not take is known all the same: it is held here, told as if it were
 * written, and written at one of the next looks, when there is room. A main that ends before that finds it out again.
 */
export const createEnds = ({ store, clock, log }: { store: Store; clock: Clock; log: Log }) => {
  const held = new Map<string, Held>();
  const write = ({ run, end, result }: Held): void =>
    store.together(() => {
      if (store.runs.ended(run.id, end, result)) store.sessions.touch(run.sessionId, clock.now());
    });
  const keep = (one: Held): void => {
    const { id } = one.run;
    const first = held.get(id) ?? one;
    try {
      write(first);
      held.delete(id);
    } catch (problem) {
      if (writeFault(problem) !== 'disk-full') throw problem;
      if (first === one) log.error('end-not-saved', problem, { run: id });
      held.set(id, first);
    }
  };
  return {
    /** The run as it stands, whether its end could be written or not. */
    of(run: SavedRun): SavedRun {
      const known = run.end === null ? held.get(run.id) : undefined;
      return known === undefined ? run : { ...run, end: known.end, result: known.result };
    },
    /** Keeps an end; the first one counts. */
    keep: (run: SavedRun, end: RunEnd, result: RunResult | null = null): void => keep({ run, end, result }),
  };
};

export type Ends = ReturnType<typeof createEnds>;
