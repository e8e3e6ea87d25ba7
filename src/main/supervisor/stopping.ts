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
}

/** The members of a family that were ever seen alive; a child that left its parent is still one of them. */
export const createFamily = (root: ProcessIdentity, processes: ProcessTable) => {
  const seen = new Map<string, ProcessIdentity>();
  return {
    async look(): Promise<void> {
      for (const one of await processes.descendants(root)) seen.set(`${one.pid}/${one.started}`, one);
      // Grandchildren of one whose own parent is gone hang below init: ask from each known one too.
      for (const known of [...seen.values()]) {
        for (const one of await processes.descendants(known)) seen.set(`${one.pid}/${one.started}`, one);
      }
    },
    async alive(): Promise<readonly ProcessIdentity[]> {
      const left: ProcessIdentity[] = [];
      for (const one of seen.values()) if (await processes.alive(one)) left.push(one);
      return left;
    },
  };
};

export type Family = ReturnType<typeof createFamily>;

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

const endRest = async (family: Family, { processes, clock, ladder }: StopRooms): Promise<void> => {
  for (const step of ['SIGTERM', 'SIGKILL'] as const) {
    const left = await family.alive();
    if (left.length === 0) return;
    for (const one of left) await processes.signal(one, step);
    await within(ladder[step], clock, async () => (await family.alive()).length === 0);
  }
};

/**
 * Ends a process step by step, then what it started and left behind: only processes recorded while alive,
 * by pid and start time. Returns the step that ended it, and who would not go.
 */
export const stopFamily = async (
  root: ProcessIdentity,
  family: Family,
  rooms: StopRooms,
): Promise<{ readonly step: string; readonly left: readonly number[] }> => {
  const { processes, clock, ladder } = rooms;
  let ended: string = STEPS[0];
  for (const step of STEPS) {
    await family.look();
    ended = step;
    await processes.signal(root, step);
    if (await within(ladder[step], clock, async () => !(await processes.alive(root)))) break;
  }
  await endRest(family, rooms);
  const rootLeft = (await processes.alive(root)) ? [root.pid] : [];
  return { step: ended, left: [...rootLeft, ...(await family.alive()).map((one) => one.pid)] };
};
