import { SessionId, type RuntimeId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { uuid7 } from '../machine/uuid.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { SessionContext } from './context.ts';
import { workspaceAt } from './launching.ts';
import { strangerAt, type createResume, type ResumeRefused } from './resume.ts';
import { freeTitle } from './start.ts';

export type ResumeFoundRefused =
  | ResumeRefused
  | { readonly code: 'conversation-not-found' }
  | { readonly code: 'conversation-gone'; readonly runtime: RuntimeId };

const TITLE = 80;

/** A conversation found on disk becomes a session of ours: without an agent, in its own folder, asking before it acts. */
export const createResumeFound =
  (context: SessionContext, resume: ReturnType<typeof createResume>) =>
  async (runtime: RuntimeId, conversationId: string): Promise<Result<Session, ResumeFoundRefused>> => {
    const { rooms } = context;
    const { store, clock } = rooms;
    const owner = store.conversations.sessionOf(conversationId, runtime);
    if (owner !== null) return resume(owner, 'kept');
    const found = await rooms.found(runtime, conversationId);
    if (found === null) return err({ code: 'conversation-not-found' });
    const workspace = await workspaceAt(found.cwd ?? '');
    if (workspace === null) return err({ code: 'workspace-gone', workspace: found.cwd ?? '' });
    const env = await rooms.environment();
    // Started without its conversation the CLI would begin another one, and nobody would notice.
    if (!(await rooms.runtimes[runtime].isSaved({ conversationId, cwd: workspace, env }))) {
      return err({ code: 'conversation-gone', runtime });
    }
    const writer = await strangerAt(rooms, runtime, conversationId);
    if (writer) return err({ code: 'already-live', ...writer });

    const now = clock.now();
    const id = SessionId.parse(uuid7(now));
    const taken = new Set(store.sessions.list().map((session) => session.title));
    const session: SavedSession = {
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
    };
    const begun = await context.begin({
      session,
      resume: { conversationId, instructionsChanged: false },
      save: (run) => {
        store.sessions.insert(session);
        const more = { run: run.id, version: run.version, conversation: conversationId, found: true };
        context.audit('session-resumed', session, more);
      },
    });
    return begun.ok ? ok(await context.viewed(id)) : begun;
  };
