import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { createSessions } from './sessions.ts';
import { testRooms } from './test-support/rooms.ts';

const START = '6f7c2b0e-0000-4000-8000-000000000001';

test('an end that a full disk does not take is told all the same, and kept when there is room', async () => {
  const made = testRooms('claude-code');
  const { store } = made.rooms;
  const disk = { isFull: false };
  const ended: Store['runs']['ended'] = (...end) => {
    if (disk.isFull) throw new Sqlite.SqliteError('database or disk is full', 'SQLITE_FULL');
    return store.runs.ended(...end);
  };
  const small: Store = { ...store, runs: { ...store.runs, ended } };
  const sessions = createSessions({ ...made.rooms, store: small });
  const agent = { workspace: made.workspace, name: 'helper' };
  const started = await sessions.start({
    startKey: START,
    agent,
    workspace: null,
    title: null,
    prompt: null,
  });
  if (!started.ok) throw new Error(started.error.code);
  const runId = started.value.run.id;
  const stands = async () => (await sessions.list()).map(({ status, run }) => [status.word, run.live]);

  disk.isFull = true;
  made.recorded.exit(runId, { code: 3, signal: null, at: 9, stopped: null });
  await expect.poll(stands).toEqual([['Failed', false]]);
  await sessions.reconcile();
  expect([await stands(), store.runs.find(runId)?.end]).toEqual([[['Failed', false]], null]);

  disk.isFull = false;
  await sessions.reconcile();
  expect([await stands(), store.runs.find(runId)?.end]).toMatchObject([
    [['Failed', false]],
    { code: 3, at: 9 },
  ]);
  await sessions.close();
});

test('a background run whose conversation does not fit on the disk either has ended as it said', async () => {
  const made = testRooms('codex');
  const { store, runsFolder } = made.rooms;
  const disk = { isFull: false };
  const fits = (): void => {
    if (disk.isFull) throw new Sqlite.SqliteError('database or disk is full', 'SQLITE_FULL');
  };
  const small: Store = {
    ...store,
    runs: { ...store.runs, ended: (...end) => (fits(), store.runs.ended(...end)) },
    conversations: { ...store.conversations, bind: (...one) => (fits(), store.conversations.bind(...one)) },
  };
  const sessions = createSessions({ ...made.rooms, store: small });
  const started = await sessions.start({
    startKey: START,
    agent: { workspace: made.workspace, name: 'helper' },
    workspace: null,
    title: null,
    prompt: 'Mend the door.',
  });
  if (!started.ok) throw new Error(started.error.code);
  const runId = started.value.run.id;
  await expect.poll(() => made.recorded.begun.length).toBe(1);
  disk.isFull = true;
  const first = JSON.stringify({ type: 'thread.started', thread_id: 'thread-1' });
  writeFileSync(join(runsFolder, runId, 'events.jsonl'), `${first}\n`);
  const exit = { code: 101, signal: null, at: 9, stopped: null };
  made.recorded.exit(runId, exit);
  const stands = async () => (await sessions.list()).map(({ status }) => status.cause);
  await expect.poll(stands).toEqual([{ code: 'no-last-word', exitCode: 101 }]);

  disk.isFull = false;
  made.facts.saved.add('thread-1');
  const request = { id: started.value.id, agent: 'kept', live: { first: 'refuse' } } as const;
  const resumed = await sessions.resume(request);
  expect([resumed.ok, made.recorded.opened[0]?.launch.args]).toEqual([
    true,
    expect.arrayContaining(['resume', 'thread-1']),
  ]);
  expect(store.runs.find(runId)?.end).toMatchObject({ outcome: 'no-last-word', code: 101 });
  await sessions.close();
});
