import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long others had to wait for this thread, milliseconds. */
export interface Tasks {
  /** The most CPU between two turns of a timer that is due every millisecond: no task can have taken more. */
  readonly longest: number;
  /** The five most, the longest first. */
  readonly longer: readonly number[];
  /** How late turns came, waiting for a core included. */
  readonly late: { readonly p50: number; readonly p99: number; readonly most: number };
}

const KEPT = 5;

/** Measures what this thread does from now on; the function that is returned ends it and tells. */
export const watchTasks = (): (() => Tasks) => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let last = process.threadCpuUsage();
  let longer: number[] = [];
  const turn = (): void => {
    const now = process.threadCpuUsage();
    const took = (now.user + now.system - last.user - last.system) / 1000;
    last = now;
    if (took <= (longer.at(-1) ?? 0) && longer.length === KEPT) return;
    longer = [...longer, took].toSorted((one, other) => other - one).slice(0, KEPT);
  };
  const timer = setInterval(turn, 1);
  return () => {
    turn();
    clearInterval(timer);
    delay.disable();
    const late = {
      p50: delay.percentile(50) / 1e6,
      p99: delay.percentile(99) / 1e6,
      most: delay.max / 1e6,
    };
    return { longest: longer[0] ?? 0, longer, late };
  };
};
