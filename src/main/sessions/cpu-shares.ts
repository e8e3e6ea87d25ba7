import type { ProcessUsage } from '../machine/process-usage.ts';
import { processKey } from './owned-processes.ts';

/** Two windows may look right after each other; over so short a time the kernel's figures are too coarse. */
const SHORTEST = 1000;
/** What happened longer ago says nothing about now. */
const LONGEST = 15_000;

interface Look {
  readonly at: number;
  readonly cpuMs: ReadonlyMap<string, number>;
}

/** Shares of one core since the look before, by `processKey`; a process not seen then has none. */
export const createCpuShares = () => {
  let before: Look | null = null;
  let shares: ReadonlyMap<string, number> = new Map();
  return (usages: readonly ProcessUsage[], now: number): ReadonlyMap<string, number> => {
    const since = before;
    if (since !== null && now - since.at < SHORTEST) return shares;
    const look = { at: now, cpuMs: new Map(usages.map((one) => [processKey(one), one.cpuMs])) };
    before = look;
    shares = new Map();
    if (since === null || now - since.at > LONGEST) return shares;
    shares = new Map(
      [...look.cpuMs].flatMap(([key, cpuMs]) => {
        const then = since.cpuMs.get(key);
        return then === undefined ? [] : [[key, Math.max(0, cpuMs - then) / (now - since.at)] as const];
      }),
    );
    return shares;
  };
};
