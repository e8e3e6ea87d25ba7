import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Moment, SessionId } from './ids.ts';

/** One process that toc started, or that one of those started. */
export const OwnedProcess = z.object({
  pid: z.number().int().positive(),
  /** With the pid it is one process for certain; opaque. */
  started: z.string(),
  parent: z.number().int().nonnegative(),
  /** The program and its first words; no more, since an argument may be private. */
  command: z.string(),
  /** Milliseconds of CPU time since its start. */
  cpuMs: z.number().nonnegative(),
  /** Share of one core since the last look, more than 1 for several threads; null at the first look. */
  cpu: z.number().nonnegative().nullable(),
  /** Resident, bytes. */
  memoryBytes: z.number().nonnegative(),
  startedAt: Moment,
  /** `helper`: what main or a supervisor started for itself, such as the window's own processes. */
  role: z.enum(['main', 'supervisor', 'helper', 'run', 'child']),
  /** Whose it is; null for toc's own. */
  sessionId: SessionId.nullable(),
  /** Its run has ended and it has not. */
  orphan: z.boolean(),
});
export type OwnedProcess = z.output<typeof OwnedProcess>;

export const ProcessReport = z.object({
  processes: z.array(OwnedProcess),
  /** Terminals that toc holds, those in use on the whole system, and how many the system allows; null where unknown. */
  ptys: z.object({
    ours: z.number().int(),
    used: z.number().int().nullable(),
    cap: z.number().int().nullable(),
  }),
});
export type ProcessReport = z.output<typeof ProcessReport>;

export const processesContract = {
  /** Looks now: whoever asks again within a second gets the same shares of CPU. */
  list: oc.output(ProcessReport),
  /**
   * Ends a process of that list and all below it: SIGTERM, then SIGKILL. Never one of toc's own. A live run whose
   * process is ended shows that by itself.
   */
  endTree: oc
    .input(z.object({ pid: z.number().int().positive(), started: z.string() }))
    .output(z.object({ ended: z.array(z.number().int()) }))
    .errors({
      /** It is not (any more) a process of ours. */
      NOT_OURS: {},
      STOP_INCOMPLETE: { data: z.object({ pids: z.array(z.number().int()) }) },
    }),
};
