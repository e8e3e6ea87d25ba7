import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import { writeFault } from '../store/database.ts';
import type { RunEnd, RunResult, SavedRun } from '../store/run-table.ts';
import type { Store } from '../store/store.ts';

/**
 * How runs ended. An end that a full disk does not take is known all the same: it is held here, told as if it were
 * written, and written at one of the next looks, when there is room. A main that ends before that finds it out again.
 */
export const createEnds = ({ store, clock, log }: { store: Store; clock: Clock; log: Log }) => {
  const held = new Map<string, { readonly end: RunEnd; readonly result: RunResult | null }>();
  return {
    /** The run as it stands, whether its end could be written or not. */
    of(run: SavedRun): SavedRun {
      const known = run.end === null ? held.get(run.id) : undefined;
      return known === undefined ? run : { ...run, ...known };
    },
    /** Keeps an end; the first one counts. */
    keep(run: SavedRun, end: RunEnd, result: RunResult | null = null): void {
      try {
        store.together(() => {
          if (store.runs.ended(run.id, end, result)) store.sessions.touch(run.sessionId, clock.now());
        });
        held.delete(run.id);
      } catch (problem) {
        if (writeFault(problem) !== 'disk-full') throw problem;
        if (held.has(run.id)) return;
        held.set(run.id, { end, result });
        log.error('end-not-saved', problem, { run: run.id });
      }
    },
  };
};

export type Ends = ReturnType<typeof createEnds>;
