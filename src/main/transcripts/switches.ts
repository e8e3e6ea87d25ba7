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

/** How far logs have come: their figures are kept, or all that they tell. */
export type Stage = 'counted' | 'read';

/** What the loop turns on, and who waits for it. */
export const createSwitches = (paused: boolean) => {
  const bell = createBell();
  let waiters: { until: Stage; looked: boolean; done: () => void }[] = [];
  return {
    bell,
    lookDue: true,
    paused,
    full: false,
    closing: false,
    touched: new Set<string>(),
    jobs: new Array<() => void>(),
    /** Resolves when what the next look finds has come so far. */
    afterLook(until: Stage): Promise<void> {
      return new Promise<void>((done) => {
        waiters.push({ until, looked: false, done });
        this.lookDue = true;
        bell.ring();
      });
    },
    looking(): void {
      this.lookDue = false;
      for (const waiter of waiters) waiter.looked = true;
    },
    /** What was found has come so far: whoever waited for that has it. `all`: whoever waits, waits no longer. */
    release(stage: Stage | 'all'): void {
      const isOver = (waiter: { until: Stage; looked: boolean }): boolean =>
        stage === 'all' || (waiter.looked && (stage === 'read' || waiter.until === 'counted'));
      const over = waiters.filter(isOver);
      waiters = waiters.filter((waiter) => !isOver(waiter));
      for (const { done } of over) done();
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
    on.release('all');
    await on.bell.wait();
    on.runJobs();
  }
  if (on.closing) throw new Stopped();
};
