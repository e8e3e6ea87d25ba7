import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { News } from '#shared/contract/system.ts';

/** What is asked of main. */
export interface FollowCalls {
  readonly sessions: { list(): Promise<readonly Session[]> };
  readonly system: { news(): Promise<AsyncIterable<News>> };
}

const gone = (): Error => new Error('The session was taken off the list.');

/** How news say that a session stands; null: they say nothing of it. */
const standing = async (
  calls: FollowCalls,
  news: News,
  last: Session | null,
  id: SessionId,
): Promise<Session | null> => {
  switch (news.kind) {
    case 'hello': {
      const session = (await calls.sessions.list()).find((one) => one.id === id);
      if (session === undefined) throw gone();
      return session;
    }
    case 'session-changed':
      return news.session.id === id ? news.session : null;
    case 'session-gone':
      if (news.id === id) throw gone();
      return null;
    case 'logs-changed': {
      const own = last?.conversations ?? [];
      const isOurs =
        news.conversations.length === 0 || own.some(({ id: one }) => news.conversations.includes(one));
      return isOurs ? last : null;
    }
    case 'notice':
    case 'agents-changed':
    case 'audit-changed':
    case 'workspaces-changed':
    case 'runtimes-changed':
    case 'preferences-changed':
    case 'disk-changed':
    case 'command':
      return null;
  }
};

/** Its run has ended. */
export const hasEnded = ({ run }: Session): boolean => !run.live;

/** It has a process, or waits for others, or has ended. */
export const hasBegun = ({ status }: Session): boolean => status.cause.code !== 'starting';

/**
 * Resolves with how a session stands when that is wanted, now or later; until then `hear` is called whenever it or its
 * log changed.
 */
export const untilStands = async (
  calls: FollowCalls,
  id: SessionId,
  isWanted: (session: Session) => boolean,
  hear: (session: Session) => Promise<void> = async () => {},
): Promise<Session> => {
  let last: Session | null = null;
  for await (const news of await calls.system.news()) {
    const session: Session | null = await standing(calls, news, last, id);
    if (session === null) continue;
    last = session;
    if (isWanted(session)) return session;
    await hear(session);
  }
  throw new Error('The connection to toc broke; the run goes on.');
};
