import { SessionId, type RuntimeId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { uuid7 } from '../machine/uuid.ts';
import type { SavedSession } from '../store/session-table.ts';
import { sessionOfFound, type FoundRefused } from './adopt.ts';
import type { SessionContext } from './context.ts';
import type { BeginRefused } from './refusals.ts';
import { resumableOf } from './resume.ts';
import { freeTitle } from './start.ts';

export type ForkRefused =
  | BeginRefused
  | FoundRefused
  | { readonly code: 'session-not-found' }
  | { readonly code: 'cannot-fork'; readonly runtime: RuntimeId; readonly version: string };

/** What is to be copied: a session's newest conversation, or any found on disk. */
export type ForkSource =
  | { readonly of: 'session'; readonly sessionId: string }
  | { readonly of: 'conversation'; readonly runtime: RuntimeId; readonly conversationId: string };

interface Origin {
  readonly session: SavedSession;
  readonly conversationId: string | null;
}

/** A new session whose conversation is a copy of another's; that one goes on untouched. */
export const createFork = (context: SessionContext) => {
  const { rooms } = context;
  const { store, clock } = rooms;

  const originOf = async (source: ForkSource): Promise<Result<Origin, ForkRefused>> => {
    if (source.of === 'conversation') {
      const { runtime, conversationId } = source;
      const owner = store.conversations.sessionOf(conversationId, runtime);
      const owned = owner === null ? null : store.sessions.find(owner);
      const found = owned ? ok(owned) : await sessionOfFound(context, runtime, conversationId);
      return found.ok ? ok({ session: found.value, conversationId }) : found;
    }
    const session = store.sessions.find(source.sessionId);
    if (session === null) return err({ code: 'session-not-found' });
    return ok({ session, conversationId: await resumableOf(context, session) });
  };

  return async (source: ForkSource): Promise<Result<Session, ForkRefused>> => {
    const origin = await originOf(source);
    if (!origin.ok) return origin;
    const { session: from, conversationId } = origin.value;
    const { version } = await rooms.programs.known(from.runtime);
    if (conversationId === null || version === null || !rooms.runtimes[from.runtime].canFork(version)) {
      return err({ code: 'cannot-fork', runtime: from.runtime, version: version ?? '?' });
    }
    const now = clock.now();
    const id = SessionId.parse(uuid7(now));
    const taken = new Set(store.sessions.list().map(({ title }) => title));
    const title = freeTitle(`${from.title.slice(0, 180)} (fork)`, taken);
    const session: SavedSession = {
      ...from,
      id,
      startKey: `fork ${id}`,
      title,
      createdAt: now,
      updatedAt: now,
    };
    const begun = await context.launching.begin({
      session,
      resume: { conversationId, instructionsChanged: false, fork: true },
      save: (run) => {
        store.sessions.insert(session);
        const more = { run: run.id, version: run.version, conversation: conversationId, of: from.id };
        context.audit('session-forked', session, more);
      },
    });
    return begun.ok ? ok(await context.viewed(id)) : begun;
  };
};
