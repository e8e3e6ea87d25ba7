import type { RuntimeId, SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { moment } from '../machine/clock.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { SessionContext, SessionRooms } from './context.ts';
import type { BeginRefused } from './launching.ts';

/** The process that writes a conversation now. */
export interface Writer {
  readonly pid: number | null;
  readonly since: string;
  readonly ours: boolean;
}

export type ResumeRefused =
  | BeginRefused
  | { readonly code: 'session-not-found' }
  | ({ readonly code: 'already-live' } & Writer);

/** Who else writes a conversation now: a process that is not ours. */
export const strangerAt = async (
  rooms: SessionRooms,
  runtime: RuntimeId,
  conversationId: string,
): Promise<Writer | null> => {
  const env = await rooms.environment();
  const other = await rooms.runtimes[runtime].writer({ conversationId, env, processes: rooms.processes });
  return other ? { pid: other.pid, since: moment(rooms.clock.now()), ours: false } : null;
};

/** Gives a session a new process. The session keeps its id; only the run is new. */
export const createResume = (context: SessionContext) => {
  const { rooms } = context;
  const { store, clock } = rooms;

  /** The newest conversation that its CLI has on disk now; null starts anew. */
  const resumable = async (session: SavedSession): Promise<string | null> => {
    const env = await rooms.environment();
    for (const one of store.conversations.list(session.id).toReversed()) {
      const request = { conversationId: one.id, cwd: session.workspace, env };
      if (await rooms.runtimes[session.runtime].isSaved(request)) return one.id;
    }
    return null;
  };

  const writerOf = async (session: SavedSession, conversationId: string | null): Promise<Writer | null> => {
    const run = store.runs.latest(session.id);
    if (run && run.end === null) {
      return { pid: run.process?.pid ?? null, since: moment(run.startedAt), ours: true };
    }
    return conversationId === null ? null : strangerAt(rooms, session.runtime, conversationId);
  };

  const withCurrentAgent = async (session: SavedSession): Promise<SavedSession> => {
    const agent = session.agent ? await rooms.agents.find(session.agent) : null;
    if (agent?.state !== 'ready' || agent.runtime !== session.runtime) return session;
    return { ...session, ...(await context.keep(agent, session.id)) };
  };

  return async (id: SessionId, which: 'kept' | 'current'): Promise<Result<Session, ResumeRefused>> => {
    const saved = store.sessions.find(id);
    if (saved === null) return err({ code: 'session-not-found' });
    const conversationId = await resumable(saved);
    const writer = await writerOf(saved, conversationId);
    if (writer) return err({ code: 'already-live', ...writer });

    const session = which === 'current' ? await withCurrentAgent(saved) : saved;
    const instructionsChanged = session.instructions !== saved.instructions;
    const previous = store.runs.latest(id);
    const begun = await context.begin({
      session,
      resume: conversationId === null ? null : { conversationId, instructionsChanged },
      save: (run) => {
        store.sessions.replaceAgent(id, session);
        store.sessions.touch(id, clock.now());
        if (conversationId === null) {
          for (const one of store.conversations.list(id)) store.conversations.dropUnsaved(id, one.id);
        }
        const more = { run: run.id, version: run.version, conversation: conversationId };
        context.audit('session-resumed', session, more);
      },
    });
    if (!begun.ok) return begun;
    if (previous) void rooms.terminals.release(previous.id);
    return ok(await context.viewed(id));
  };
};
