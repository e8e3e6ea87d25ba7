import { ORPCError } from '@orpc/server';
import type { Log } from '../machine/log.ts';

/** Bugs are written down once, at the door; the window gets one generic notice. Expected refusals are no bugs. */
export const logged =
  (log: Log) =>
  async <Options extends { next(): Promise<Output> }, Output>(options: Options): Promise<Output> => {
    try {
      return await options.next();
    } catch (problem) {
      const expected = problem instanceof ORPCError && problem.code !== 'INTERNAL_SERVER_ERROR';
      const aborted = problem instanceof Error && problem.name === 'AbortError';
      if (!expected && !aborted) log.error('call-failed', problem);
      throw problem;
    }
  };
