import type { Clock } from '../../machine/clock.ts';

/** A clock that stands still until a test moves it. */
export interface HandClock extends Clock {
  /** Moves on, and makes every call that is due on the way, in order. */
  pass(ms: number): void;
}

interface Due {
  at: number;
  readonly every: number | null;
  readonly call: () => void;
}

/** Stands at one second past zero. */
export const handClock = (): HandClock => {
  let now = 1000;
  const dues = new Set<Due>();
  const add = (ms: number, every: number | null, call: () => void): (() => void) => {
    const due = { at: now + ms, every, call };
    dues.add(due);
    return () => void dues.delete(due);
  };
  return {
    now: () => now,
    after: (ms, call) => add(ms, null, call),
    every: (ms, call) => add(ms, ms, call),
    pass: (ms) => {
      const end = now + ms;
      for (;;) {
        const [next] = [...dues].filter((due) => due.at <= end).toSorted((one, other) => one.at - other.at);
        if (!next) break;
        now = next.at;
        if (next.every === null) dues.delete(next);
        else next.at += next.every;
        next.call();
      }
      now = end;
    },
  };
};
