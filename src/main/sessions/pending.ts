import type { Log } from '../machine/log.ts';

/** Work that nobody waits for; its faults are logged, and `close` waits for all of it. */
export interface Pending {
  /** Begins the work, unless all is over. */
  begin(what: string, work: () => Promise<void>): void;
  /** Nothing is begun any more; resolves when what was begun is done. */
  close(): Promise<void>;
}

/** Nothing is under way yet. */
export const createPending = (log: Log): Pending => {
  const running = new Set<Promise<void>>();
  let closed = false;
  return {
    begin: (what, work) => {
      if (closed) return;
      const made = work()
        .catch((problem: unknown) => log.error(what, problem))
        .finally(() => running.delete(made));
      running.add(made);
    },
    close: async () => {
      closed = true;
      await Promise.all(running);
    },
  };
};
