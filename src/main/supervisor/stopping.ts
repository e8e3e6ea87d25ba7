import type { Clock } from '../machine/clock.ts';
import type { ProcessIdentity, ProcessTable } from '../machine/process-identity.ts';

/** How long each signal may take, in milliseconds. */
export interface Ladder {
  readonly SIGINT: number;
  readonly SIGTERM: number;
  readonly SIGKILL: number;
}

export const LADDER: Ladder = { SIGINT: 3000, SIGTERM: 5000, SIGKILL: 3000 };

const STEPS = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const;
const BETWEEN = 30;

export interface StopRooms {
  readonly processes: ProcessTable;
  readonly clock: Clock;
  readonly ladder: Ladder;
  /** Told before each signal to the process itself. */
  readonly stepping: (step: string) => void;
}

/** Descendants of a process that were ever seen alive; one that left its parent is still one of them. */
export interface Family {
  look(): Promise<void>;
  alive(): Promise<readonly ProcessIdentity[]>;
  /** As the last look found them. */
  seen(): ProcessIdentity[];
}

/** The family of a process, nobody seen yet. */
export const createFamily = (root: ProcessIdentity, processes: ProcessTable): Family => {
  const seen = new Map<string, ProcessIdentity>();
  const alive = async (): Promise<readonly ProcessIdentity[]> => {
    const left: ProcessIdentity[] = [];
    for (const [key, one] of seen) {
      if (await processes.alive(one)) left.push(one);
      // Dead for good: nobody else ever gets that pid with that start time.
      else seen.delete(key);
    }
    return left;
  };
  return {
    alive,
    seen: () => [...seen.values()],
    look: async () => {
      // A child of one whose own parent is gone hangs below init: ask from each known one too.
      for (const from of [root, ...(await alive())]) {
        for (const one of await processes.descendants(from)) seen.set(`${one.pid}/${one.started}`, one);
      }
    },
  };
};

const wait = (clock: Clock): Promise<void> => new Promise((resolve) => void clock.after(BETWEEN, resolve));

/** True once `done` says so, false when the time is over first. */
const within = async (ms: number, clock: Clock, done: () => Promise<boolean>): Promise<boolean> => {
  const until = clock.now() + ms;
  while (!(await done())) {
    if (clock.now() >= until) return false;
    await wait(clock);
  }
  return true;
};

/** What a program left behind has no terminal to be interrupted from, so its ladder begins at SIGTERM. */
const endRest = async (family: Family, { processes, clock, ladder }: StopRooms): Promise<void> => {
  for (const step of ['SIGTERM', 'SIGKILL'] as const) {
    await family.look();
    const left = await family.alive();
    if (left.length === 0) return;
    for (const one of left) await processes.signal(one, step);
    await within(ladder[step], clock, async () => (await family.alive()).length === 0);
  }
};

/**
 * Ends a process step by step, then what it started and left behind: only processes recorded while alive,
 * by pid and start time. Returns who would not go.
 */
export const stopFamily = async (
  root: ProcessIdentity,
  family: Family,
  rooms: StopRooms,
): Promise<{ readonly left: readonly number[] }> => {
  const { processes, clock, ladder, stepping } = rooms;
  for (const step of STEPS) {
    await family.look();
    stepping(step);
    await processes.signal(root, step);
    if (await within(ladder[step], clock, async () => !(await processes.alive(root)))) break;
  }
  await endRest(family, rooms);
  const rootLeft = (await processes.alive(root)) ? [root.pid] : [];
  return { left: [...rootLeft, ...(await family.alive()).map((one) => one.pid)] };
};
