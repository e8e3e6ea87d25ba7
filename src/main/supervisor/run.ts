import type { Clock } from '../machine/clock.ts';
import type { ProcessIdentity, ProcessTable } from '../machine/process-identity.ts';
import type { OpenRequest, RunExit, RunView } from './protocol.ts';
import type { Pty } from './pty.ts';
import type { RunFiles } from './run-files.ts';
import { createFamily, stopFamily, type Ladder } from './stopping.ts';
import { markEnded } from './terminal.ts';
import type { Terminal } from './terminal-state.ts';

export interface RunRooms {
  readonly clock: Clock;
  readonly processes: ProcessTable;
  readonly ladder: Ladder;
  readonly request: OpenRequest;
  readonly process: ProcessIdentity;
  readonly bootId: string;
  readonly pty: Pty;
  readonly files: RunFiles;
  readonly terminal: Terminal;
  readonly failed: (problem: unknown) => void;
  readonly ended: (run: Run) => void;
}

export type Stopped =
  | { readonly code: 'stopped'; readonly exit: RunExit }
  | { readonly code: 'stop-incomplete'; readonly pids: readonly number[] }
  | { readonly code: 'not-live' };

/** One process with its terminal, its files and its end. */
export interface Run {
  readonly terminal: Terminal;
  view(): RunView;
  isLive(): boolean;
  /** Records what it has started by now, for a stop that comes later. */
  look(): Promise<void>;
  /** Walks the ladder of signals; asked again meanwhile it is the same stop. */
  stop(): Promise<Stopped>;
}

/** A run that has just started, written down before anybody is told. */
export const createRun = (rooms: RunRooms): Run => {
  const { request, process, bootId, terminal, clock, files } = rooms;
  const family = createFamily(process, rooms.processes);
  const startedAt = clock.now();
  const gone = Promise.withResolvers<RunExit>();
  let exit: RunExit | null = null;
  let step: string | null = null;
  let stopping: Promise<Stopped> | null = null;

  const walk = async (): Promise<Stopped> => {
    const { left } = await stopFamily(process, family, { ...rooms, stepping: (next) => (step = next) });
    if (left.length > 0) return { code: 'stop-incomplete', pids: left };
    return { code: 'stopped', exit: await gone.promise };
  };
  const run: Run = {
    terminal,
    view: () => ({
      runId: request.runId,
      process: { pid: process.pid, started: process.started },
      bootId,
      startedAt,
      title: terminal.screen.title(),
      exit,
    }),
    isLive: () => exit === null,
    look: family.look,
    stop: () => {
      if (exit !== null && stopping === null) return Promise.resolve({ code: 'not-live' });
      stopping ??= walk().finally(() => {
        stopping = null;
      });
      return stopping;
    },
  };
  files.started({ runId: request.runId, ...process, bootId, startedAt });
  rooms.pty.onExit(({ code, signal }) => {
    exit = { code, signal, at: clock.now(), stopped: step };
    try {
      files.exited(exit);
    } catch (problem) {
      // A full disk: whoever is connected still hears of it.
      rooms.failed(problem);
    }
    markEnded(terminal, exit);
    gone.resolve(exit);
    rooms.ended(run);
  });
  return run;
};
