import { QueryObserver, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { AbsolutePath, ConversationId } from '#shared/contract/ids.ts';
import { createFakeBridge, createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aFound, aHead, anIndex, aSession, sessionId } from '#renderer/test-support/fixtures.ts';
import type { Bridge } from './bridge.tsx';
import { applyNews, followNews, withSession } from './live.ts';

const main = () => createFakeMain({ sessions: [aSession(1), aSession(2)], agents: [] });

const rooms = ({ queries, api, windowId }: Bridge, onCommand: (command: string) => void = () => {}) => ({
  queries,
  api,
  windowId,
  onCommand,
  onNotice: () => {},
});

/** Shows the sessions the way a list does, so that it is read again when it is stale. */
const watched = async (bridge: Bridge): Promise<{ data: () => unknown; end: () => void }> => {
  const observer = new QueryObserver(bridge.queries, bridge.api.sessions.list.queryOptions());
  const end = observer.subscribe(() => {});
  await bridge.queries.ensureQueryData(bridge.api.sessions.list.queryOptions());
  return { data: () => observer.getCurrentResult().data, end };
};

const titles = (queries: QueryClient, { api }: Bridge): string[] | undefined =>
  queries.getQueryData(api.sessions.list.queryKey())?.map(({ title }) => title);

test('a changed session takes its old place, a new one goes to the top', () => {
  const list = [aSession(1), aSession(2)];
  const changed = aSession(2, { title: 'renamed' });
  expect(withSession(list, changed)).toEqual([list[0], changed]);
  expect(withSession(list, aSession(3))).toEqual([aSession(3), ...list]);
});

test('news of a session is in the list at once, without asking main again', async () => {
  const bridge = createFakeBridge(main());
  const list = await watched(bridge);
  await applyNews(rooms(bridge), { kind: 'session-changed', session: aSession(1, { title: 'renamed' }) });
  expect(titles(bridge.queries, bridge)).toEqual(['renamed', 'release-captain']);
  await applyNews(rooms(bridge), { kind: 'session-gone', id: sessionId(1) });
  expect(titles(bridge.queries, bridge)).toEqual(['release-captain']);
  list.end();
});

test('a new connection reads everything afresh, because news may have been missed', async () => {
  const fake = main();
  const bridge = createFakeBridge(fake);
  const list = await watched(bridge);
  fake.sessions = [aSession(7, { title: 'started meanwhile' })];
  let ready = 0;
  await followNews(bridge.client, rooms(bridge), () => (ready += 1));
  expect({ ready, list: list.data() }).toEqual({ ready: 1, list: fake.sessions });
  list.end();
});

test('a disk that is full is known at once', async () => {
  const bridge = createFakeBridge(main());
  const disk = {
    kind: 'cannot-write',
    path: AbsolutePath.parse('/toc'),
    reason: 'the disk is full',
  } as const;
  await applyNews(rooms(bridge), { kind: 'disk-changed', disk });
  expect(bridge.queries.getQueryData(bridge.api.system.disk.queryKey())).toEqual(disk);
});

test('preferences of another window are taken over, and a command of the menu is passed on', async () => {
  const fake = main();
  const bridge = createFakeBridge(fake);
  const heard: string[] = [];
  const preferences = { ...fake.preferences, sidebarWidth: 300 };
  await applyNews(rooms(bridge), { kind: 'preferences-changed', preferences });
  await applyNews(
    rooms(bridge, (command) => heard.push(command)),
    { kind: 'command', command: 'palette' },
  );
  expect([bridge.queries.getQueryData(bridge.api.system.preferences.queryKey()), heard]).toEqual([
    preferences,
    ['palette'],
  ]);
});

test.each([
  ['one conversation', ['aaaa'], ['head of aaaa', 'steps of aaaa', 'summary of aaaa', 'found', 'report']],
  ['a conversation nobody looks at', ['cccc'], ['found', 'report']],
  ['an id that is none', [''], ['found', 'report']],
  [
    'too many to name',
    [],
    [
      'head of aaaa',
      'steps of aaaa',
      'summary of aaaa',
      'head of bbbb',
      'steps of bbbb',
      'summary of bbbb',
      'found',
      'report',
    ],
  ],
])('news of the logs of %s wake only what is about them', async (_, conversations, stale) => {
  const bridge = createFakeBridge(main());
  const { queries, api } = bridge;
  const all = { runtime: null, cwd: null, before: null, limit: 9 };
  const query = { by: 'day' as const, since: null, until: null, timeZone: null };
  const keys = new Map<string, QueryKey>([
    ...['aaaa', 'bbbb'].flatMap((id): [string, QueryKey][] => {
      const conversationId = ConversationId.parse(id);
      return [
        [`head of ${id}`, api.transcripts.head.queryKey({ input: { conversationId } })],
        [
          `steps of ${id}`,
          api.transcripts.steps.queryKey({ input: { conversationId, from: 100, limit: 100 } }),
        ],
        [`summary of ${id}`, api.transcripts.summary.queryKey({ input: { conversationId } })],
      ];
    }),
    ['found', api.transcripts.found.queryKey({ input: all })],
    ['report', api.usage.report.queryKey({ input: query })],
    ['sessions', api.sessions.list.queryKey()],
    ['index', api.transcripts.index.queryKey()],
  ]);
  for (const key of keys.values()) queries.setQueryData(key, {});
  const index = anIndex({ phase: 'reading', files: { read: 3, all: 12 } });
  await applyNews(rooms(bridge), { kind: 'logs-changed', conversations, index });
  const isStale = (key: QueryKey): boolean => queries.getQueryState(key)?.isInvalidated === true;
  expect([...keys].flatMap(([name, key]) => (isStale(key) ? [name] : []))).toEqual(stale);
  expect(queries.getQueryData(api.transcripts.index.queryKey())).toEqual(index);
});

test('an open transcript is read again when its log grew, and where the reading stands is known', async () => {
  const fake = main();
  const bridge = createFakeBridge(fake);
  const found = aFound(1);
  const { conversationId } = found;
  fake.logs.set(conversationId, { head: aHead(found, 3), steps: [] });
  const options = bridge.api.transcripts.head.queryOptions({ input: { conversationId } });
  const observer = new QueryObserver(bridge.queries, options);
  const shown: (number | undefined)[] = [];
  const end = observer.subscribe(({ data }) => shown.push(data?.steps));
  await bridge.queries.ensureQueryData(options);
  fake.logs.set(conversationId, { head: aHead(found, 4), steps: [] });
  await applyNews(rooms(bridge), { kind: 'logs-changed', conversations: ['other'], index: anIndex() });
  expect(bridge.queries.isFetching()).toBe(0);
  await applyNews(rooms(bridge), { kind: 'logs-changed', conversations: [conversationId], index: anIndex() });
  await expect.poll(() => shown.at(-1)).toBe(4);
  end();
});

test('a new line of the audit trail makes what was read of the trail stale, and nothing else', async () => {
  const bridge = createFakeBridge(main());
  const { queries, api } = bridge;
  const input = { action: null, text: '', since: null, until: null, before: null, limit: 9 };
  const keys: readonly QueryKey[] = [
    api.audit.list.queryKey({ input }),
    api.audit.verify.queryKey(),
    api.sessions.list.queryKey(),
  ];
  for (const key of keys) queries.setQueryData(key, {});
  await applyNews(rooms(bridge), { kind: 'audit-changed' });
  expect(keys.map((key) => queries.getQueryState(key)?.isInvalidated)).toEqual([true, false, false]);
});
