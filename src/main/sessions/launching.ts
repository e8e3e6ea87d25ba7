import { mkdir, open, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RunId, type RuntimeId } from '#shared/contract/ids.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import { uuid7 } from '../machine/uuid.ts';
import type { Launch } from '../machine/launch.ts';
import type {
  Callbacks,
  LaunchRefused,
  LaunchRequest,
  PlannedLaunch,
  PrivateFile,
  Runtime,
} from '../runtimes/runtime.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { Store } from '../store/store.ts';
import type { OpenRefused, SupervisedRun, Terminals } from '../terminals/terminals.ts';
import { backgroundFiles } from './follower.ts';
import type { FoundProgram, ProgramRefused, Programs } from './programs.ts';

export type BeginRefused =
  | ProgramRefused
  | LaunchRefused
  | { readonly code: 'workspace-gone'; readonly workspace: string }
  | Exclude<OpenRefused, { readonly code: 'spawn-failed' }>;

/** Why a queued run cannot start, in words: nobody waits for an answer any more. */
const refusalText = (refused: BeginRefused): string => {
  switch (refused.code) {
    case 'workspace-gone':
      return `The folder ${refused.workspace} is not there any more.`;
    case 'runtime-missing':
      return `${refused.runtime} is not in the PATH any more. Install it with: ${refused.install}`;
    case 'runtime-too-old':
      return `${refused.runtime} ${refused.version} is older than ${refused.minimum}. Update it with: ${refused.upgrade}`;
    case 'runtime-broken':
      return `${refused.path} does not run: ${refused.message}`;
    case 'instructions-too-long':
      return `The instructions are ${refused.bytes} bytes; ${refused.limit} is the most.`;
    case 'supervisor-silent':
      return 'The supervisor did not answer.';
    case 'supervisor-newer':
      return `The supervisor is that of toc ${refused.version}; this is ${refused.ours}. Update toc.`;
  }
};

/** The size a terminal is born with; the first window that attaches sets its own. */
const BIRTH = { cols: 100, rows: 30 };

/** The folder's real path, null when it is no folder (any more). */
export const workspaceAt = async (path: string): Promise<string | null> => {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    return null;
  }
};

const writePrivate = async (file: PrivateFile): Promise<void> => {
  const handle = await open(file.path, 'w', 0o600);
  try {
    await handle.writeFile(file.text);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** What a run begins with. */
export interface Beginning {
  readonly session: SavedSession;
  readonly resume: NonNullable<LaunchRequest['resume']> | null;
  /** Writes the rows that must land with the run's own: the session itself, or the audit of a resume. */
  readonly save: (run: { id: RunId; version: string; planned: PlannedLaunch }) => void;
}

interface Made extends FoundProgram {
  readonly id: RunId;
  readonly folder: string;
  readonly planned: PlannedLaunch;
}

const ourVariables = (session: SavedSession): Record<string, string> => ({
  TOC_SESSION_ID: session.id,
  TOC_AGENT: session.agent?.name ?? '',
  TOC_WORKSPACE: session.workspace,
});

export interface LaunchingRooms {
  readonly store: Store;
  readonly runtimes: Readonly<Record<RuntimeId, Runtime>>;
  readonly programs: Programs;
  readonly terminals: Terminals;
  readonly callbacks: Callbacks;
  readonly runsFolder: string;
  readonly clock: Clock;
}

type Wanted = Pick<Beginning, 'session' | 'resume'> & {
  readonly id: RunId;
  readonly background: boolean;
};

const planWith =
  (rooms: LaunchingRooms) =>
  async ({ session, resume, id, background }: Wanted): Promise<Result<Made, BeginRefused>> => {
    if ((await workspaceAt(session.workspace)) === null) {
      return err({ code: 'workspace-gone', workspace: session.workspace });
    }
    const program = await rooms.programs.find(session.runtime);
    if (!program.ok) return program;
    const folder = join(rooms.runsFolder, id);
    const runtime = rooms.runtimes[session.runtime];
    const planned = runtime.launch({
      program: program.value.program,
      sessionId: session.id,
      runFolder: folder,
      cwd: session.workspace,
      model: session.model,
      permission: session.permission,
      instructions: session.instructions,
      resume,
      background,
      callbacks: rooms.callbacks,
      settings: (await runtime.settings?.(program.value.env)) ?? null,
      newConversationId: crypto.randomUUID(),
    });
    return planned.ok ? ok({ id, folder, planned: planned.value, ...program.value }) : planned;
  };

const launchOf = ({ planned, env }: Made, session: SavedSession): Launch => ({
  ...planned.launch,
  env: { ...env, ...planned.launch.env, ...ourVariables(session) },
});

/** Writes what a run needs on disk, with the prompt where it gets one. */
const prepare = async ({ folder, planned }: Made, prompt: string | null): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const file of planned.files) await writePrivate(file);
  if (prompt === null) return;
  const { promptPrefix } = planned;
  const text = promptPrefix === null ? prompt : `${promptPrefix}\n\n${prompt}`;
  await writePrivate({ path: backgroundFiles(folder).stdin, text });
};

/** Saves the rows of a new run in one go. */
const saver =
  ({ store, clock }: LaunchingRooms) =>
  (beginning: Beginning, made: Made, background: boolean): void => {
    const { session, resume } = beginning;
    const { id, planned, program } = made;
    const startedAt = clock.now();
    store.together(() => {
      beginning.save({ id, version: program.version, planned });
      store.runs.insert({
        id,
        sessionId: session.id,
        kind: background ? 'background' : 'interactive',
        runtimeVersion: program.version,
        notes: [...planned.notes],
        startedAt,
        isQueued: background,
        asked: resume?.conversationId ?? null,
        instructionsChanged: resume?.instructionsChanged ?? false,
      });
      if (planned.conversationId !== null) {
        const saved = resume?.conversationId === planned.conversationId;
        store.conversations.bind(session.id, { id: planned.conversationId, saved }, startedAt);
      }
      store.workspaces.add(session.workspace, startedAt);
    });
  };

/** What the supervisor's answer makes of a run. */
const opener =
  ({ store, clock }: LaunchingRooms) =>
  (id: RunId, answer: Result<SupervisedRun, OpenRefused>): Result<RunId, BeginRefused> => {
    if (answer.ok) {
      store.runs.started(id, { ...answer.value.process, bootId: answer.value.bootId });
      return ok(id);
    }
    const { error } = answer;
    const detail = error.code === 'spawn-failed' ? error.message : refusalText(error);
    const end = { at: clock.now(), outcome: 'spawn-failed', code: null, signal: null, detail } as const;
    store.runs.ended(id, end, { text: detail, isError: true });
    return error.code === 'spawn-failed' ? ok(id) : err(error);
  };

/** Starts a queued run with what is installed now. The supervisor takes the same run twice for one. */
const queuedStarter = (rooms: LaunchingRooms) => {
  const { store, clock } = rooms;
  const plan = planWith(rooms);
  const opened = opener(rooms);

  /** The id it was given when it was queued; the plan of a new conversation chooses another. */
  const rebind = (session: SavedSession, conversationId: string | null): void => {
    const given = store.conversations.list(session.id).at(-1);
    if (conversationId === null || conversationId === given?.id) return;
    if (given) store.conversations.dropUnsaved(session.id, given.id);
    store.conversations.bind(session.id, { id: conversationId, saved: false }, clock.now());
  };

  return async (run: SavedRun, session: SavedSession): Promise<void> => {
    const { asked, instructionsChanged } = run;
    const resume = asked === null ? null : { conversationId: asked, instructionsChanged };
    const made = await plan({ session, resume, id: run.id, background: true });
    if (!made.ok) {
      const detail = refusalText(made.error);
      const end = { at: clock.now(), outcome: 'spawn-failed', code: null, signal: null, detail } as const;
      store.runs.ended(run.id, end, { text: detail, isError: true });
      return;
    }
    const { folder, planned, program } = made.value;
    for (const file of planned.files) await writePrivate(file);
    if (asked === null) rebind(session, planned.conversationId);
    store.runs.replanned(run.id, { version: program.version, notes: planned.notes });
    const launch = launchOf(made.value, session);
    const stdio = backgroundFiles(folder);
    opened(run.id, await rooms.terminals.run({ runId: run.id, folder, launch, stdio }));
  };
};

/** Starts processes for sessions: plan, files, rows, then the supervisor. Rows land before the process, so a crash shows it. */
export const createLaunching = (rooms: LaunchingRooms) => {
  const { clock } = rooms;
  const plan = planWith(rooms);
  const save = saver(rooms);
  const opened = opener(rooms);
  const startQueued = queuedStarter(rooms);
  const underWay = new Set<string>();

  const marked = async <Value>(id: string, work: Promise<Value>): Promise<Value> => {
    underWay.add(id);
    try {
      return await work;
    } finally {
      underWay.delete(id);
    }
  };

  const beginAs = async (id: RunId, beginning: Beginning): Promise<Result<RunId, BeginRefused>> => {
    const { session, resume } = beginning;
    const made = await plan({ session, resume, id, background: false });
    if (!made.ok) return made;
    await prepare(made.value, null);
    save(beginning, made.value, false);
    const { folder } = made.value;
    const launch = launchOf(made.value, session);
    return opened(id, await rooms.terminals.open({ runId: id, folder, launch, ...BIRTH }));
  };

  return {
    /** In a terminal, at once. */
    begin(beginning: Beginning): Promise<Result<RunId, BeginRefused>> {
      const id = RunId.parse(uuid7(clock.now()));
      return marked(id, beginAs(id, beginning));
    },
    /** Puts a run without a terminal in the queue, with its prompt on disk: from here on it is not lost. */
    async enqueue(beginning: Beginning, prompt: string): Promise<Result<RunId, BeginRefused>> {
      const { session, resume } = beginning;
      const id = RunId.parse(uuid7(clock.now()));
      const made = await plan({ session, resume, id, background: true });
      if (!made.ok) return made;
      await prepare(made.value, prompt);
      save(beginning, made.value, true);
      return ok(id);
    },
    startQueued: (run: SavedRun, session: SavedSession): Promise<void> =>
      marked(run.id, startQueued(run, session)),
    /** Its process is being started now: no table knows it yet. */
    isUnderWay: (id: string): boolean => underWay.has(id),
  };
};

export type Launching = ReturnType<typeof createLaunching>;
