import { mkdir, open, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RunId, type RuntimeId } from '#shared/contract/ids.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import { uuid7 } from '../machine/uuid.ts';
import type { LaunchRefused, PlannedLaunch, PrivateFile, Runtime } from '../runtimes/runtime.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { Store } from '../store/store.ts';
import type { Terminals } from '../terminals/terminals.ts';
import type { FoundProgram, ProgramRefused, Programs } from './programs.ts';

export type BeginRefused =
  | ProgramRefused
  | LaunchRefused
  | { readonly code: 'workspace-gone'; readonly workspace: string }
  | { readonly code: 'supervisor-silent'; readonly pid: number | null };

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

export interface Beginning {
  readonly session: SavedSession;
  readonly resume: { readonly conversationId: string; readonly instructionsChanged: boolean } | null;
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

interface LaunchingRooms {
  readonly store: Store;
  readonly runtimes: Readonly<Record<RuntimeId, Runtime>>;
  readonly programs: Programs;
  readonly terminals: Terminals;
  readonly runsFolder: string;
  readonly clock: Clock;
}

const planWith =
  (rooms: LaunchingRooms) =>
  async ({ session, resume }: Beginning): Promise<Result<Made, BeginRefused>> => {
    const program = await rooms.programs.find(session.runtime);
    if (!program.ok) return program;
    const id = RunId.parse(uuid7(rooms.clock.now()));
    const folder = join(rooms.runsFolder, id);
    const planned = rooms.runtimes[session.runtime].launch({
      program: program.value.program,
      sessionId: session.id,
      runFolder: folder,
      cwd: session.workspace,
      model: session.model,
      permission: session.permission,
      instructions: session.instructions,
      resume,
      newConversationId: crypto.randomUUID(),
    });
    return planned.ok ? ok({ id, folder, planned: planned.value, ...program.value }) : planned;
  };

/** Starts one process for a session: plan, files, rows, then the supervisor. Rows land before the process, so a crash shows it. */
export const createLaunching = (rooms: LaunchingRooms) => {
  const { store, clock } = rooms;
  const plan = planWith(rooms);

  const save = (beginning: Beginning, made: Made, startedAt: number): void => {
    const { session, resume } = beginning;
    const { id, planned, program } = made;
    store.together(() => {
      beginning.save({ id, version: program.version, planned });
      const notes = [...planned.notes];
      store.runs.insert({ id, sessionId: session.id, runtimeVersion: program.version, notes, startedAt });
      if (planned.conversationId !== null) {
        const saved = resume?.conversationId === planned.conversationId;
        store.conversations.bind(session.id, { id: planned.conversationId, saved }, startedAt);
      }
      store.workspaces.add(session.workspace, startedAt);
    });
  };

  return async (beginning: Beginning): Promise<Result<RunId, BeginRefused>> => {
    const { session } = beginning;
    if ((await workspaceAt(session.workspace)) === null) {
      return err({ code: 'workspace-gone', workspace: session.workspace });
    }
    const made = await plan(beginning);
    if (!made.ok) return made;
    const { id, folder, planned, env } = made.value;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const file of planned.files) await writePrivate(file);
    save(beginning, made.value, clock.now());

    const launch = { ...planned.launch, env: { ...env, ...planned.launch.env, ...ourVariables(session) } };
    const opened = await rooms.terminals.open({ runId: id, folder, launch, ...BIRTH });
    if (opened.ok) {
      const { process, bootId } = opened.value;
      store.runs.started(id, { ...process, bootId });
      return ok(id);
    }
    const { error } = opened;
    const detail = error.code === 'spawn-failed' ? error.message : 'the supervisor did not answer';
    store.runs.ended(id, { at: clock.now(), outcome: 'spawn-failed', code: null, signal: null, detail });
    return error.code === 'spawn-failed' ? ok(id) : err(error);
  };
};

export type Begin = ReturnType<typeof createLaunching>;
