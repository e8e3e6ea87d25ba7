import type { Clock } from '../machine/clock.ts';
import { rollOn } from './calls.ts';
import type { Link } from './link.ts';
import type { SupervisedRun } from './supervised.ts';

/** How long an older supervisor must have been empty: the last screen is on its way to the disk. */
const SETTLING = 2000;

const isAlive = ({ exit }: SupervisedRun): boolean => exit === null;

/** Counts what a supervisor still runs, and lets an older one go when that is nothing. */
export const createOverseer = (
  clock: Clock,
  isLeaving: (link: Link) => boolean,
  dismiss: (link: Link) => void,
) => {
  const live = new Map<Link, number>();
  /** A first supervisor names no family: until a stop is over, nobody knows what it still ends. */
  const stopping = new Map<Link, number>();
  const oversee = (link: Link, runs: readonly SupervisedRun[], wasEmpty = false): void => {
    live.set(link, runs.filter(isAlive).length);
    if (!isLeaving(link) || runs.some(isAlive)) return;
    // What an ended run left behind ends without telling.
    const isEmpty = runs.every(({ family }) => family.length === 0) && !stopping.get(link);
    if (isEmpty && wasEmpty) return dismiss(link);
    clock.after(SETTLING, () => void look(link, isEmpty));
  };
  const look = async (link: Link, wasEmpty = false): Promise<void> => {
    const runs = live.has(link) ? await rollOn(link) : null;
    if (runs !== null) oversee(link, runs, wasEmpty);
  };
  return {
    look,
    oversee,
    /** It is not empty while this goes on. */
    async during<Value>(link: Link, work: () => Promise<Value>): Promise<Value> {
      stopping.set(link, (stopping.get(link) ?? 0) + 1);
      try {
        return await work();
      } finally {
        stopping.set(link, (stopping.get(link) ?? 1) - 1);
        void look(link);
      }
    },
    count: (link: Link): number => live.get(link) ?? 0,
    left: (link: Link): void => {
      live.delete(link);
      stopping.delete(link);
    },
  };
};
