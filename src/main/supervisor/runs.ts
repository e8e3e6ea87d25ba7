import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import { faultWords } from '../machine/disk-fault.ts';
import type { Log } from '../machine/log.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import type { OpenBackground } from './background.ts';
import { createDelivery } from './delivery.ts';
import { createParsing } from './parsing.ts';
import type { BackgroundRequest, OpenRequest, Problem, Signals, Theme } from './protocol.ts';
import type { OpenPty } from './pty.ts';
import { createRun, type Run, type RunRooms } from './run.ts';
import { createRunFiles, type RunFiles } from './run-files.ts';
import type { Ladder } from './stopping.ts';
import { createTerminal, dispose, tick } from './terminal.ts';
import type { Terminal, TerminalRooms } from './terminal-state.ts';

export interface RunsRooms {
  readonly clock: Clock;
  readonly processes: ProcessTable;
  readonly ladder: Ladder;
  readonly log: Log;
  readonly openPty: OpenPty;
  readonly openBackground: OpenBackground;
}

/** Who is told what runs do. */
export interface Told {
  ended(run: Run): void;
  signals(signals: Signals): void;
}

/** Every run of a supervisor, ended ones included until they are released. */
export interface Runs {
  find(runId: string): Run | null;
  /** As `find`, once a start of it that is under way is over. */
  settled(runId: string): Promise<Run | null>;
  all(): readonly Run[];
  /** Asked again with the same id it is the same start. */
  open(request: OpenRequest): Promise<Result<Run, Problem>>;
  /** As `open`, without a terminal. */
  background(request: BackgroundRequest): Promise<Result<Run, Problem>>;
  release(runId: string): void;
  /** Something is alive or about to be. */
  isBusy(): boolean;
  /** Once a second. */
  tick(): void;
  /** Every few seconds: who has started what. */
  look(): void;
}

interface Started {
  readonly pid: number;
  readonly program: RunRooms['program'];
  readonly terminal: Terminal | null;
}

const sharedRooms = (clock: Clock, log: Log, tellSignals: Told['signals']): TerminalRooms => {
  const delivery = createDelivery(clock);
  let theme: Theme | null = null;
  return {
    clock,
    log,
    delivery,
    parsing: createParsing(clock, delivery.isTyping),
    tellSignals,
    theme: {
      get: () => theme,
      set: (next) => {
        theme = next;
      },
    },
  };
};

/** Writes a process down the moment it is there. */
const recorder = (rooms: RunsRooms, ended: (run: Run) => void) => {
  const { processes, log } = rooms;
  return async (runId: string, files: RunFiles, started: Started): Promise<Run> => {
    const { pid, terminal } = started;
    const bootId = await processes.bootId();
    // One that ended within this moment has no start time any more; nobody can be mistaken for it.
    const process = (await processes.identify(pid)) ?? { pid, started: 'ended' };
    const failed = (problem: unknown): void => log.error('run-not-written', problem, { runId });
    try {
      return createRun({ ...rooms, ...started, runId, process, bootId, files, failed, ended });
    } catch (problem) {
      // It cannot be written down: nobody would know of it, so it does not stay.
      await processes.signal(process, 'SIGKILL');
      if (terminal) dispose(terminal);
      throw problem;
    }
  };
};

/** The two ways to start a process. */
const starters = (rooms: RunsRooms, shared: TerminalRooms) => ({
  open: ({ runId, launch, size }: OpenRequest, files: RunFiles): Result<Started, string> => {
    const opened = rooms.openPty({ launch, size });
    if (!opened.ok) return opened;
    const pty = opened.value;
    return ok({ pid: pty.pid, program: pty, terminal: createTerminal(shared, { runId, pty, files, size }) });
  },
  background: ({ launch, stdio }: BackgroundRequest): Result<Started, string> => {
    const opened = rooms.openBackground({ launch, stdio });
    return opened.ok ? ok({ pid: opened.value.pid, program: opened.value, terminal: null }) : opened;
  },
});

/** No runs yet. */
export const createRuns = (rooms: RunsRooms, told: Told): Runs => {
  const { clock, log } = rooms;
  const runs = new Map<string, Run>();
  /** Released, and something they started still lives. */
  const left = new Map<string, Run>();
  const opening = new Map<string, Promise<Result<Run, Problem>>>();
  const start = starters(rooms, sharedRooms(clock, log, told.signals));
  const record = recorder(rooms, told.ended);

  /** The same id is the same start, however often and however fast it is asked for. */
  const once = (
    { runId, folder }: { readonly runId: string; readonly folder: string },
    begin: (files: RunFiles) => Result<Started, string>,
  ): Promise<Result<Run, Problem>> => {
    const known = runs.get(runId);
    if (known) return Promise.resolve(ok(known));
    const underWay = opening.get(runId);
    if (underWay) return underWay;
    const begun = async (): Promise<Result<Run, Problem>> => {
      const files = createRunFiles(folder);
      const started = begin(files);
      if (!started.ok) return err({ code: 'spawn-failed', message: started.error });
      const run = await record(runId, files, started.value);
      runs.set(runId, run);
      return ok(run);
    };
    const made = begun()
      .catch((problem: unknown) => err<Problem>({ code: 'spawn-failed', message: faultWords(problem) }))
      .finally(() => opening.delete(runId));
    opening.set(runId, made);
    return made;
  };

  return {
    find: (runId) => runs.get(runId) ?? null,
    settled: async (runId) => {
      await opening.get(runId);
      return runs.get(runId) ?? null;
    },
    all: () => [...runs.values(), ...left.values()],
    open: (request) => once(request, (files) => start.open(request, files)),
    background: (request) => once(request, () => start.background(request)),
    release: (runId) => {
      const run = runs.get(runId);
      if (!run || run.isLive()) return;
      if (run.terminal) dispose(run.terminal);
      runs.delete(runId);
      // What it left behind is in somebody's table for as long as it lives.
      if (run.hasFamily()) left.set(runId, run);
    },
    isBusy: () =>
      opening.size > 0 || [...runs.values(), ...left.values()].some((run) => run.isLive() || run.hasFamily()),
    tick: () => {
      for (const { terminal } of runs.values()) if (terminal) tick(terminal);
    },
    look: () => {
      for (const run of [...runs.values(), ...left.values()]) {
        run.look().catch((problem: unknown) => log.error('look-failed', problem));
      }
      for (const [runId, run] of left) if (!run.hasFamily()) left.delete(runId);
    },
  };
};
