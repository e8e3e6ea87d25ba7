import { appendFileSync, renameSync, statSync } from 'node:fs';
import { moment, type Clock } from './clock.ts';

/** Facts for whoever looks into a fault later. No prompt, no instruction, no secret is ever logged. */
export interface Log {
  info(event: string, facts?: Readonly<Record<string, unknown>>): void;
  error(event: string, problem: unknown, facts?: Readonly<Record<string, unknown>>): void;
}

const LIMIT = 5 * 1024 * 1024;

const describe = (problem: unknown): string =>
  problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);

/** One JSON line per event in a file only we may read; at 5 MB the file becomes `<file>.1`. */
export const fileLog = (file: string, clock: Clock): Log => {
  const write = (level: string, event: string, facts: object): void => {
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LIMIT) renameSync(file, `${file}.1`);
      appendFileSync(file, `${JSON.stringify({ at: moment(clock.now()), level, event, ...facts })}\n`, {
        mode: 0o600,
      });
    } catch {
      // A full disk must not end a run: the log is the first thing we can do without.
    }
  };
  return {
    info: (event, facts = {}) => write('info', event, facts),
    error: (event, problem, facts = {}) => write('error', event, { problem: describe(problem), ...facts }),
  };
};

/** For tests and for parts that have nothing to tell. */
export const silentLog: Log = { info: () => {}, error: () => {} };
