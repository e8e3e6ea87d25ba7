import type { ProcessTable } from '../machine/process-identity.ts';
import type { Exit, SupervisedRun } from '../terminals/terminals.ts';
import type { RunEnd, SavedRun } from '../store/run-table.ts';
import { exitOnDisk, startOnDisk } from './run-record.ts';

/** What the sources say about a run that our own table still holds for open. */
export type Finding =
  | { readonly kind: 'alive'; readonly run: SupervisedRun }
  /** Its process ended, and that was seen. */
  | { readonly kind: 'exited'; readonly exit: Exit }
  /** A background run goes on without its supervisor. */
  | { readonly kind: 'adopted'; readonly process: NonNullable<SavedRun['process']> }
  /** Its process is gone and nobody saw how; what it printed may tell. */
  | { readonly kind: 'gone'; readonly outcome: Lost; readonly detail: string }
  /** It was never started, and still may be. */
  | { readonly kind: 'waits' };

type Lost = Extract<RunEnd['outcome'], 'vanished' | 'machine-restarted' | 'supervisor-died'>;

export interface ReconcileInput {
  readonly run: SavedRun;
  readonly folder: string;
  /** What the supervisors said. */
  readonly supervised: readonly SupervisedRun[];
  readonly processes: ProcessTable;
  readonly bootId: string;
}

const nowAt = (bootId: string): string => `boot ${bootId} now,`;

/** Whether the restart that the machine is up since ended that run: those of earlier ones are old news. Pure. */
export const isOfThisBoot = (end: RunEnd | null, bootId: string): boolean =>
  end?.outcome === 'machine-restarted' && end.detail?.startsWith(nowAt(bootId)) === true;

/** The truest state that the supervisor, the disk, the boot id and the process table tell, in that order. */
export const findingOf = async (input: ReconcileInput): Promise<Finding> => {
  const { run, folder } = input;
  const held = input.supervised.find((one) => one.runId === run.id);
  if (held) return held.exit ? { kind: 'exited', exit: held.exit } : { kind: 'alive', run: held };

  const written = await exitOnDisk(folder);
  if (written) return { kind: 'exited', exit: written };

  const process = run.process ?? (await startOnDisk(folder));
  if (process === null) {
    return run.isQueued
      ? { kind: 'waits' }
      : { kind: 'gone', outcome: 'vanished', detail: 'toc ended before the process was started' };
  }
  if (process.bootId !== input.bootId) {
    const detail = `${nowAt(input.bootId)} ${process.bootId} then`;
    return { kind: 'gone', outcome: 'machine-restarted', detail };
  }
  const alive = await input.processes.alive(process);
  if (run.kind === 'background') {
    if (alive) return { kind: 'adopted', process };
    return { kind: 'gone', outcome: 'vanished', detail: 'gone, no exit code' };
  }
  const detail = alive ? `gone; pid ${process.pid} lives on without a terminal` : 'gone';
  return { kind: 'gone', outcome: 'supervisor-died', detail };
};
