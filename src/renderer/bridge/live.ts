import type { QueryClient } from '@tanstack/react-query';
import { ConversationId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { News, Notice } from '#shared/contract/system.ts';
import type { Api } from './api.ts';
import type { Client } from './client.ts';

/** The list with one session as it is now; a session not seen before goes to the top. */
export const withSession = (list: readonly Session[], changed: Session): Session[] =>
  list.some(({ id }) => id === changed.id)
    ? list.map((session) => (session.id === changed.id ? changed : session))
    : [changed, ...list];

export interface LiveRooms {
  readonly queries: QueryClient;
  readonly api: Api;
  readonly windowId: string;
  readonly onCommand: (command: string) => void;
  readonly onNotice: (notice: Notice) => void;
}

/** How an open transcript is read, and what resuming it costs: by these calls, each for one conversation. */
const ofConversation = (api: Api) => [
  api.transcripts.head,
  api.transcripts.steps,
  api.transcripts.summary,
  api.usage.resumeEstimate,
];

/**
 * Logs changed: what is shown of them is read again, of open transcripts only those that were named (none named:
 * all). Nothing waits for it, since a report may take longer than the next news.
 */
export const staleLogs = (
  { queries, api }: Pick<LiveRooms, 'queries' | 'api'>,
  conversations: readonly string[],
): void => {
  for (const calls of [api.transcripts.found, api.usage.report]) {
    void queries.invalidateQueries({ queryKey: calls.key() });
  }
  for (const calls of ofConversation(api)) {
    if (conversations.length === 0) void queries.invalidateQueries({ queryKey: calls.key() });
    for (const id of conversations) {
      const conversationId = ConversationId.safeParse(id).data;
      if (conversationId)
        void queries.invalidateQueries({ queryKey: calls.key({ input: { conversationId } }) });
    }
  }
};

/** Writes one piece of news into the cache. The only place that does. */
export const applyNews = async (rooms: Omit<LiveRooms, 'windowId'>, news: News): Promise<void> => {
  const { queries, api } = rooms;
  switch (news.kind) {
    case 'hello':
      // From here on nothing is missed; whatever was read before may be stale.
      await queries.invalidateQueries();
      return;
    case 'session-changed': {
      const key = api.sessions.list.queryKey();
      // A list read that is under way could overwrite this with what was true before it.
      await queries.cancelQueries({ queryKey: key });
      const known = queries.getQueryData(key);
      if (known) queries.setQueryData(key, withSession(known, news.session));
      else await queries.invalidateQueries({ queryKey: key });
      return;
    }
    case 'session-gone': {
      const key = api.sessions.list.queryKey();
      await queries.cancelQueries({ queryKey: key });
      queries.setQueryData(key, (known) => known?.filter(({ id }) => id !== news.id));
      return;
    }
    case 'agents-changed':
      await queries.invalidateQueries({ queryKey: api.agents.key() });
      return;
    case 'audit-changed':
      await queries.invalidateQueries({ queryKey: api.audit.list.key() });
      return;
    case 'workspaces-changed':
      // A folder brings the agents that are in it.
      await Promise.all([
        queries.invalidateQueries({ queryKey: api.system.workspaces.key() }),
        queries.invalidateQueries({ queryKey: api.agents.key() }),
      ]);
      return;
    case 'runtimes-changed':
      await Promise.all([
        queries.invalidateQueries({ queryKey: api.system.doctor.key() }),
        queries.invalidateQueries({ queryKey: api.agents.preview.key() }),
      ]);
      return;
    case 'preferences-changed':
      queries.setQueryData(api.system.preferences.queryKey(), news.preferences);
      return;
    case 'disk-changed':
      queries.setQueryData(api.system.disk.queryKey(), news.disk);
      return;
    case 'logs-changed':
      queries.setQueryData(api.transcripts.index.queryKey(), news.index);
      staleLogs({ queries, api }, news.conversations);
      return;
    case 'notice':
      rooms.onNotice(news.notice);
      return;
    case 'command':
      rooms.onCommand(news.command);
  }
};

/** Reads the news of one road until it breaks; `ready` once the road is known to work. */
export const followNews = async (client: Client, rooms: LiveRooms, ready: () => void): Promise<void> => {
  for await (const news of await client.system.news({ window: rooms.windowId })) {
    if (news.kind === 'hello') ready();
    await applyNews(rooms, news);
  }
};
