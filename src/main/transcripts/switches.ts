import { Stopped } from './batch.ts';
import type { Progress } from './progress.ts';

/** Something to wait on that others open again and again. */
const createBell = () => {
  let ring = (): void => {};
  let rung = false;
  return {
    ring(): void {
      rung = true;
      ring();
    },
    async wait(): Promise<void> {
      if (!rung) await new Promise<void>((resolve) => (ring = resolve));
      rung = false;
    },
  };
};

/** What the loop turns on, and who waits for it. */
export const createSwitches = (paused: boolean) => {
  const bell = createBell();
  let waiters: { looked: boolean; done: () => void }[] = [];
  return {
    bell,
    lookDue: true,
    paused,
    full: false,
    closing: false,
    touched: new Set<string>(),
    jobs: new Array<() => void>(),
    /** Resolves after the next look and all that it found. */
    afterLook(): Promise<void> {
      return new Promise<void>((done) => {
        waiters.push({ looked: false, done });
        this.lookDue = true;
        bell.ring();
      });
    },
    looking(): void {
      this.lookDue = false;
      for (const waiter of waiters) waiter.looked = true;
    },
    /** Nothing is left to read: whoever waited for a look has it. */
    release(everybody: boolean): void {
      for (const { looked, done } of waiters) if (looked || everybody) done();
      waiters = everybody ? [] : waiters.filter(({ looked }) => !looked);
    },
    runJobs(): void {
      for (let job = this.jobs.shift(); job; job = this.jobs.shift()) job();
    },
  };
};

export type Switches = ReturnType<typeof createSwitches>;

/** Everybody else's turn, between two batches: nothing is half done then. Throws Stopped when it is over. */
export const turn = async (on: Switches, progress: Progress): Promise<void> => {
  progress.soon();
  await new Promise<void>((resolve) => setImmediate(resolve));
  on.runJobs();
  while (on.paused && !on.closing) {
    progress.enter('paused');
    on.release(true);
    await on.bell.wait();
    on.runJobs();
  }
  if (on.closing) throw new Stopped();
};
