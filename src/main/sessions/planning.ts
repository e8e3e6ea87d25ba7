import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunId, RuntimeId } from '#shared/contract/ids.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import type { Launch } from '../machine/launch.ts';
import type { Log } from '../machine/log.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import type { Callbacks, LaunchRequest, PlannedLaunch, Runtime } from '../runtimes/runtime.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { Store } from '../store/store.ts';
import type { Terminals } from '../terminals/terminals.ts';
import type { FoundProgram, Programs } from './programs.ts';
import type { BeginRefused } from './refusals.ts';

/** The folder's real path, null when it is no folder (any more). */
export const workspaceAt = async (path: string): Promise<string | null> => {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    return null;
  }
};

/** What a run begins with. */
export interface Beginning {
  readonly session: SavedSession;
  readonly resume: NonNullable<LaunchRequest['resume']> | null;
  /** Writes the rows that must land with the run's own: the session itself, or the audit of a resume. */
  readonly save: (run: { id: RunId; version: string; planned: PlannedLaunch }) => void;
}

/** A run as it would be started now. */
export interface Made extends FoundProgram {
  readonly id: RunId;
  readonly folder: string;
  readonly planned: PlannedLaunch;
}

const ourVariables = (session: SavedSession): Record<string, string> => ({
  TOC_SESSION_ID: session.id,
  TOC_AGENT: session.agent?.name ?? '',
  TOC_WORKSPACE: session.workspace,
});

/** What starting a process takes. */
export interface LaunchingRooms {
  readonly store: Store;
  readonly runtimes: Readonly<Record<RuntimeId, Runtime>>;
  readonly programs: Programs;
  readonly terminals: Terminals;
  readonly processes: ProcessTable;
  readonly callbacks: Callbacks;
  readonly runsFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

type Wanted = Pick<Beginning, 'session' | 'resume'> & {
  readonly id: RunId;
  readonly background: boolean;
};

/** Plans a run with what is installed now; touches nothing. */
export const planWith =
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

/** What the supervisor is asked to start. */
export const launchOf = ({ planned, env }: Made, session: SavedSession): Launch => ({
  ...planned.launch,
  env: { ...env, ...planned.launch.env, ...ourVariables(session) },
});
