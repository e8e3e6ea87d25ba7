import type { Clock } from '../machine/clock.ts';
import type { ProcessIdentity, ProcessTable } from '../machine/process-identity.ts';
import { processKey } from './owned-processes.ts';

const STEPS = [
  { signal: 'SIGTERM', patience: 5000 },
  { signal: 'SIGKILL', patience: 3000 },
] as const;
/** What may be in the middle of its work is asked first. */
const POLITE = [{ signal: 'SIGINT', patience: 3000 }, ...STEPS] as const;
const BETWEEN = 30;

export interface EndRooms {
  readonly processes: ProcessTable;
  readonly clock: Clock;
  /** Begins with SIGINT, as Stop does. */
  readonly polite?: boolean;
  /** Nothing below it: it is not ours, and what it started is its own to end. */
  readonly only?: boolean;
}

export interface TreeEnd {
  readonly ended: readonly number[];
  /** Those that would not go. */
  readonly left: readonly number[];
}

/**
 * Ends a process, then what is below it or was recorded as its: the root comes first, since many programs end
 * their own in order. Only processes recorded by pid and start time are signalled.
 */
export const endTree = async (
  root: ProcessIdentity,
  recorded: readonly ProcessIdentity[],
  { processes, clock, polite = false, only = false }: EndRooms,
): Promise<TreeEnd> => {
  const members = new Map([root, ...recorded].map((one) => [processKey(one), one]));
  const look = async (): Promise<void> => {
    for (const from of only ? [] : Array.from(members.values())) {
      for (const one of await processes.descendants(from)) members.set(processKey(one), one);
    }
  };
  const alive = async (of: Iterable<ProcessIdentity>): Promise<readonly ProcessIdentity[]> => {
    const left: ProcessIdentity[] = [];
    for (const one of of) if (await processes.alive(one)) left.push(one);
    return left;
  };
  const gone = async (of: readonly ProcessIdentity[], patience: number): Promise<boolean> => {
    const until = clock.now() + patience;
    while ((await alive(of)).length > 0) {
      if (clock.now() >= until) return false;
      await new Promise<void>((resolve) => void clock.after(BETWEEN, resolve));
    }
    return true;
  };

  for (const which of ['root', 'all'] as const) {
    for (const { signal, patience } of which === 'root' && polite ? POLITE : STEPS) {
      // Who loses its parent hangs below init, so all are written down before anything ends.
      await look();
      const left = await alive(which === 'root' ? [root] : members.values());
      for (const one of left) await processes.signal(one, signal);
      if (await gone(left, patience)) break;
    }
  }
  const left = (await alive(members.values())).map(({ pid }) => pid);
  return { ended: [...members.values()].map(({ pid }) => pid).filter((pid) => !left.includes(pid)), left };
};
