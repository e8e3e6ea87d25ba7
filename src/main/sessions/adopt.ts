import { SessionId, type RuntimeId } from '#shared/contract/ids.ts';
import type { LiveProcess, Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { uuid7 } from '../machine/uuid.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { SessionContext } from './context.ts';
import { workspaceAt } from './planning.ts';
import type { Resume, ResumeRefused } from './resume.ts';
import { freeTitle } from './start.ts';
import type { Writers } from './writers.ts';

/** A conversation that is not to be had. */
export type FoundRefused =
  | { readonly code: 'conversation-not-found' }
  | { readonly code: 'conversation-gone'; readonly runtime: RuntimeId }
  | { readonly code: 'workspace-gone'; readonly workspace: string };

export type ResumeFoundRefused = ResumeRefused | FoundRefused;

const TITLE = 80;

/** What a session of ours for a conversation found on disk is: without an agent, in its own folder, asking before it acts. */
export const sessionOfFound = async (
  { rooms }: SessionContext,
  runtime: RuntimeId,
  conversationId: string,
): Promise<Result<SavedSession, FoundRefused>> => {
  const { store, clock } = rooms;
  const found = await rooms.found(runtime, conversationId);
  if (found === null) return err({ code: 'conversation-not-found' });
  const workspace = await workspaceAt(found.cwd ?? '');
  if (workspace === null) return err({ code: 'workspace-gone', workspace: found.cwd ?? '' });
  const env = await rooms.environment();
  // Started without its conversation the CLI would begin another one, and nobody would notice.
  if (!(await rooms.runtimes[runtime].isSaved({ conversationId, cwd: workspace, env }))) {
    return err({ code: 'conversation-gone', runtime });
  }
  const now = clock.now();
  const id = SessionId.parse(uuid7(now));
  const taken = new Set(store.sessions.list().map((session) => session.title));
  return ok({
    id,
    startKey: `found ${id}`,
    title: freeTitle((found.title ?? 'Conversation').slice(0, TITLE).toWellFormed(), taken),
    workspace,
    runtime,
    agent: null,
    agentRevision: null,
    model: found.model ?? '',
    permission: 'ask',
    instructions: '',
    createdAt: now,
    updatedAt: now,
  });
};

/** A conversation found on disk becomes a session of ours. */
export const createResumeFound =
  (context: SessionContext, { resume }: Pick<Resume, 'resume'>, writers: Writers) =>
  async (
    runtime: RuntimeId,
    conversationId: string,
    live: LiveProcess,
  ): Promise<Result<Session, ResumeFoundRefused>> => {
    const { store } = context.rooms;
    const owner = store.conversations.sessionOf(conversationId, runtime);
    if (owner !== null) return resume({ id: owner, agent: 'kept', live });
    const made = await sessionOfFound(context, runtime, conversationId);
    if (!made.ok) return made;
    const session = made.value;
    const cleared = await writers.clear(session, await writers.strangerAt(runtime, conversationId), live);
    if (!cleared.ok) return cleared;

    const begun = await context.launching.begin({
      session,
      resume: { conversationId, instructionsChanged: false },
      save: (run) => {
        store.sessions.insert(session);
        const more = { run: run.id, version: run.version, conversation: conversationId, found: true };
        context.audit('session-resumed', session, more);
      },
    });
    return begun.ok ? ok(await context.viewed(session.id)) : begun;
  };
