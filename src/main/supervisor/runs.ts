import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import { createDelivery } from './delivery.ts';
import { createParsing } from './parsing.ts';
import type { OpenRequest, Problem, Theme } from './protocol.ts';
import type { OpenPty } from './pty.ts';
import { createRun, type Run } from './run.ts';
import { createRunFiles } from './run-files.ts';
import type { Ladder } from './stopping.ts';
import { createTerminal, dispose, tick } from './terminal.ts';
import type { TerminalRooms } from './terminal-state.ts';

export interface RunsRooms {
  readonly clock: Clock;
  readonly processes: ProcessTable;
  readonly ladder: Ladder;
  readonly log: Log;
  readonly openPty: OpenPty;
}

/** Every run of a supervisor, ended ones included until they are released. */
export interface Runs {
  find(runId: string): Run | null;
  all(): readonly Run[];
  /** Asked again with the same id it is the same start. */
  open(request: OpenRequest): Promise<Result<Run, Problem>>;
  release(runId: string): void;
  /** Something is alive or about to be. */
  isBusy(): boolean;
  /** Once a second. */
  tick(): void;
  /** Every few seconds: who has started what. */
  look(): void;
}

const sharedRooms = (clock: Clock, log: Log): TerminalRooms => {
  const delivery = createDelivery(clock);
  let theme: Theme | null = null;
  return {
    clock,
    log,
    delivery,
    parsing: createParsing(clock, delivery.isTyping),
    theme: {
      get: () => theme,
      set: (next) => {
        theme = next;
      },
    },
  };
};

/** No runs yet. `ended` is told of each end. */
export const createRuns = (rooms: RunsRooms, ended: (run: Run) => void): Runs => {
  const { clock, log, processes } = rooms;
  const runs = new Map<string, Run>();
  const opening = new Map<string, Promise<Result<Run, Problem>>>();
  const shared = sharedRooms(clock, log);

  const start = async (request: OpenRequest): Promise<Result<Run, Problem>> => {
    const { runId, launch, size, folder } = request;
    const bootId = await processes.bootId();
    const files = createRunFiles(folder);
    const opened = rooms.openPty({ launch, size });
    if (!opened.ok) return err({ code: 'spawn-failed', message: opened.error });
    const pty = opened.value;
    const terminal = createTerminal(shared, { runId, pty, files, size });
    // One that ended within this moment has no start time any more; nobody can be mistaken for it.
    const found = await processes.identify(pty.pid);
    const process = found ?? { pid: pty.pid, started: 'ended' };
    const failed = (problem: unknown): void => log.error('run-not-written', problem, { runId });
    try {
      const run = createRun({ ...rooms, request, process, bootId, pty, files, terminal, failed, ended });
      runs.set(runId, run);
      return ok(run);
    } catch (problem) {
      // It cannot be written down: nobody would know of it, so it does not stay.
      await processes.signal(process, 'SIGKILL');
      dispose(terminal);
      throw problem;
    }
  };

  return {
    find: (runId) => runs.get(runId) ?? null,
    all: () => [...runs.values()],
    open: (request) => {
      const known = runs.get(request.runId);
      if (known) return Promise.resolve(ok(known));
      const underWay = opening.get(request.runId);
      if (underWay) return underWay;
      const started = start(request)
        .catch((problem: unknown) => err<Problem>({ code: 'spawn-failed', message: String(problem) }))
        .finally(() => opening.delete(request.runId));
      opening.set(request.runId, started);
      return started;
    },
    release: (runId) => {
      const run = runs.get(runId);
      if (!run || run.isLive()) return;
      runs.delete(runId);
      dispose(run.terminal);
    },
    isBusy: () => opening.size > 0 || [...runs.values()].some((run) => run.isLive()),
    tick: () => {
      for (const { terminal } of runs.values()) tick(terminal);
    },
    look: () => {
      for (const run of runs.values()) {
        if (run.isLive()) run.look().catch((problem: unknown) => log.error('look-failed', problem));
      }
    },
  };
};
