import type { Clock } from '../machine/clock.ts';
import type { ProcessIdentity, ProcessTable } from '../machine/process-identity.ts';
import type { ProgramExit } from './background.ts';
import type { RunExit, RunView } from './protocol.ts';
import type { RunFiles } from './run-files.ts';
import { createFamily, stopFamily, type Ladder } from './stopping.ts';
import { markEnded } from './terminal.ts';
import type { Terminal } from './terminal-state.ts';

export interface RunRooms {
  readonly clock: Clock;
  readonly processes: ProcessTable;
  readonly ladder: Ladder;
  readonly runId: string;
  readonly process: ProcessIdentity;
  readonly bootId: string;
  readonly program: { onExit(handle: (exit: ProgramExit) => void): void };
  readonly files: RunFiles;
  /** Null: it runs in the background. */
  readonly terminal: Terminal | null;
  readonly failed: (problem: unknown) => void;
  readonly ended: (run: Run) => void;
}

export type Stopped =
  | { readonly code: 'stopped'; readonly exit: RunExit }
  | { readonly code: 'stop-incomplete'; readonly pids: readonly number[] }
  | { readonly code: 'not-live' };

/** One process with its terminal, if it has one, its files and its end. */
export interface Run {
  readonly terminal: Terminal | null;
  view(): RunView;
  isLive(): boolean;
  /** Something it started is alive, as far as the last look saw. */
  hasFamily(): boolean;
  /** Records what it has started by now, for a stop that comes later; once it has ended, what of that is left. */
  look(): Promise<void>;
  /** Walks the ladder of signals; asked again meanwhile it is the same stop. */
  stop(): Promise<Stopped>;
}

/** A run that has just started, written down before anybody is told. */
export const createRun = (rooms: RunRooms): Run => {
  const { runId, process, bootId, terminal, clock, files } = rooms;
  const family = createFamily(process, rooms.processes);
  const startedAt = clock.now();
  const gone = Promise.withResolvers<RunExit>();
  let exit: RunExit | null = null;
  let step: string | null = null;
  let written = '[]';
  let stopping: Promise<Stopped> | null = null;

  const walk = async (): Promise<Stopped> => {
    const { left } = await stopFamily(process, family, { ...rooms, stepping: (next) => (step = next) });
    if (left.length > 0) return { code: 'stop-incomplete', pids: left };
    return { code: 'stopped', exit: await gone.promise };
  };
  const run: Run = {
    terminal,
    view: () => ({
      runId,
      kind: terminal === null ? 'background' : 'interactive',
      process: { pid: process.pid, started: process.started },
      family: family.seen(),
      bootId,
      startedAt,
      title: terminal?.screen.title() ?? '',
      exit,
    }),
    isLive: () => exit === null,
    hasFamily: () => family.seen().length > 0,
    look: async () => {
      await family.look();
      const members = family.seen();
      const text = JSON.stringify(members);
      if (text === written) return;
      written = text;
      files.family(members);
    },
    stop: () => {
      if (exit !== null && stopping === null) return Promise.resolve({ code: 'not-live' });
      stopping ??= walk().finally(() => {
        stopping = null;
      });
      return stopping;
    },
  };
  files.started({ runId, ...process, bootId, startedAt });
  rooms.program.onExit(({ code, signal }) => {
    exit = { code, signal, at: clock.now(), stopped: step };
    try {
      files.exited(exit);
    } catch (problem) {
      // A full disk: whoever is connected still hears of it.
      rooms.failed(problem);
    }
    if (terminal) markEnded(terminal, exit);
    gone.resolve(exit);
    rooms.ended(run);
  });
  return run;
};
