import { QueryObserver, type QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { createFakeBridge, createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aSession, sessionId } from '#renderer/test-support/fixtures.ts';
import type { Bridge } from './bridge.tsx';
import { applyNews, followNews, withSession } from './live.ts';

const main = () => createFakeMain({ sessions: [aSession(1), aSession(2)], agents: [] });

const rooms = ({ queries, api }: Bridge, onCommand: (command: string) => void = () => {}) => ({
  queries,
  api,
  onCommand,
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
