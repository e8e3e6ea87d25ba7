import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProcessTable } from '../machine/process-identity.ts';
import type { RunEnd, SavedRun } from '../store/run-table.ts';
import type { SupervisedRun } from '../terminals/terminals.ts';
import { endOf } from './state.ts';

const ExitFile = z.object({
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
  at: z.number(),
  stopped: z.string().nullable(),
});

const exitOnDisk = async (folder: string): Promise<RunEnd | null> => {
  try {
    return endOf(ExitFile.parse(JSON.parse(await readFile(join(folder, 'exit.json'), 'utf8'))));
  } catch {
    // None was written, or only half of one: then the other sources must tell.
    return null;
  }
};

/** What the sources say about a run that our own table still holds for open. */
export type Finding =
  | { readonly kind: 'alive'; readonly run: SupervisedRun }
  | { readonly kind: 'ended'; readonly end: RunEnd };

export interface ReconcileInput {
  readonly run: SavedRun;
  readonly folder: string;
  /** What the supervisor said; null when there is none. */
  readonly supervised: readonly SupervisedRun[];
  readonly processes: ProcessTable;
  readonly bootId: string;
  readonly now: number;
}

/** The truest end that the supervisor, the disk, the boot id and the process table tell, in that order. */
export const findingOf = async (input: ReconcileInput): Promise<Finding> => {
  const { run, now } = input;
  const held = input.supervised.find((one) => one.runId === run.id);
  if (held) return held.exit ? { kind: 'ended', end: endOf(held.exit) } : { kind: 'alive', run: held };

  const written = await exitOnDisk(input.folder);
  if (written) return { kind: 'ended', end: written };

  const lost = (outcome: RunEnd['outcome'], detail: string): Finding => ({
    kind: 'ended',
    end: { at: now, outcome, code: null, signal: null, detail },
  });
  if (run.process === null) return lost('vanished', 'toc ended before the process was started');
  if (run.process.bootId !== input.bootId)
    return lost('machine-restarted', `boot ${input.bootId} now, ${run.process.bootId} then`);
  const alive = await input.processes.alive(run.process);
  return lost('supervisor-died', alive ? `gone; pid ${run.process.pid} lives on without a terminal` : 'gone');
};
