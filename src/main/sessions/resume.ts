import type { RuntimeId, RunId, SessionId } from '#shared/contract/ids.ts';
import type { LiveProcess, Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { AuditAction } from '../store/audit-table.ts';
import type { SessionContext } from './context.ts';
import type { Beginning } from './planning.ts';
import type { BeginRefused } from './refusals.ts';
import type { ClearRefused, Writers } from './writers.ts';

export type ResumeRefused = BeginRefused | ClearRefused | { readonly code: 'session-not-found' };
/** Without a terminal nobody would see that a conversation begins anew. */
export type ContinueRefused =
  | ResumeRefused
  | { readonly code: 'conversation-gone'; readonly runtime: RuntimeId };

export interface ResumeRequest {
  readonly id: SessionId;
  readonly agent: 'kept' | 'current';
  readonly live: LiveProcess;
}

/** The newest conversation that its CLI has on disk now; null starts anew. */
export const resumableOf = async (
  { rooms }: SessionContext,
  session: SavedSession,
): Promise<string | null> => {
  const env = await rooms.environment();
  for (const one of rooms.store.conversations.list(session.id).toReversed()) {
    const request = { conversationId: one.id, cwd: session.workspace, env };
    if (await rooms.runtimes[session.runtime].isSaved(request)) return one.id;
  }
  return null;
};

/** Whether its newest conversation was on disk, and is no longer where its CLI looks for it. */
const isLost = async (context: SessionContext, session: SavedSession): Promise<boolean> => {
  const newest = context.rooms.store.conversations.list(session.id).findLast(({ saved }) => saved);
  if (newest === undefined) return false;
  const resumable = await resumableOf(context, session);
  if (resumable === null) return true;
  const ids = context.rooms.store.conversations.list(session.id).map(({ id }): string => id);
  return ids.lastIndexOf(resumable) < ids.lastIndexOf(newest.id);
};

/** Gives a session a new process. The session keeps its id; only the run is new. */
export const createResume = (context: SessionContext, writers: Writers) => {
  const { rooms } = context;
  const { store, clock } = rooms;

  const withCurrentAgent = async (session: SavedSession): Promise<SavedSession> => {
    const agent = session.agent ? await rooms.agents.find(session.agent) : null;
    if (agent?.state !== 'ready' || agent.runtime !== session.runtime) return session;
    return { ...session, ...(await context.keep(agent, session.id)) };
  };

  const goOn = async (
    { id, agent, live }: ResumeRequest,
    action: AuditAction,
    start: (beginning: Beginning) => Promise<Result<RunId, BeginRefused>>,
  ): Promise<Result<Session, ResumeRefused>> => {
    const saved = store.sessions.find(id);
    if (saved === null) return err({ code: 'session-not-found' });
    const writer = await writers.of(saved, await resumableOf(context, saved));
    const cleared = await writers.clear(saved, writer, live);
    if (!cleared.ok) return cleared;

    // What was ended may have written its first words since.
    const conversationId = await resumableOf(context, saved);
    const session = agent === 'current' ? await withCurrentAgent(saved) : saved;
    const instructionsChanged = session.instructions !== saved.instructions;
    const previous = store.runs.latest(id);
    const begun = await start({
      session,
      resume: conversationId === null ? null : { conversationId, instructionsChanged },
      save: (run) => {
        store.sessions.replaceAgent(id, session);
        store.sessions.touch(id, clock.now());
        if (conversationId === null) {
          for (const one of store.conversations.list(id)) store.conversations.dropUnsaved(id, one.id);
        }
        context.audit(action, session, { run: run.id, version: run.version, conversation: conversationId });
      },
    });
    if (!begun.ok) return begun;
    if (previous) void rooms.terminals.release(previous.id);
    return ok(await context.viewed(id));
  };

  return {
    /** In a terminal. */
    resume: (request: ResumeRequest) => goOn(request, 'session-resumed', context.launching.begin),
    /** Without one, with a prompt. */
    continueInBackground: async (
      request: ResumeRequest,
      prompt: string,
    ): Promise<Result<Session, ContinueRefused>> => {
      const saved = store.sessions.find(request.id);
      // Nobody would see that it begins anew, or with what was said long ago.
      if (saved && (await isLost(context, saved)))
        return err({ code: 'conversation-gone', runtime: saved.runtime });
      const gone = await goOn(request, 'session-continued', (beginning) =>
        context.launching.enqueue(beginning, prompt),
      );
      context.background.pump();
      return gone.ok ? ok(await context.viewed(request.id)) : gone;
    },
  };
};

export type Resume = ReturnType<typeof createResume>;
