import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { onTestFinished, expect, test, vi } from 'vitest';
import { ConversationId, SessionId } from '#shared/contract/ids.ts';
import type { News } from '#shared/contract/system.ts';
import { systemClock } from '../machine/clock.ts';
import { silentLog } from '../machine/log.ts';
import { resolveId } from './resolve-id.ts';
import { testFolders } from './test-support/folders.ts';
import { writeLog } from './test-support/index-room.ts';
import { nearThreads } from './test-support/near-threads.ts';
import { createTranscripts, type TranscriptRooms } from './transcripts.ts';

// Each waits for disks and threads, and a laden machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 25, 12, minute)).toISOString();

/** The service over its workers, which read trivial logs. */
const testTranscripts = (change: Partial<TranscriptRooms> = {}) => {
  const folders = testFolders();
  const news: News[] = [];
  const kept = new Map<string, unknown>();
  const threads = nearThreads();
  const transcripts = createTranscripts({
    store: folders.store,
    environment: async () => ({ TOC_TEST_LOGS: folders.logs }),
    clock: systemClock,
    log: silentLog,
    settings: { read: (name) => kept.get(name), write: (name, value) => void kept.set(name, value) },
    sessions: async () => [],
    corrections: () => [],
    publish: (one) => void news.push(one),
    startThread: threads.start,
    ...change,
  });
  onTestFinished(() => transcripts.close());
  return { ...folders, news, transcripts, kill: threads.kill };
};

const piecesOf = async (reading: Awaited<ReturnType<ReturnType<typeof createTranscripts>['read']>>) => {
  if (!reading.ok) return reading.error;
  const pieces = [];
  for await (const piece of reading.value) pieces.push(piece);
  return pieces;
};

const lines = (id: string, steps: number): object[] => [
  { id, at: at(0), cwd: '/w', say: 'Hello' },
  { at: at(1), tokens: 40, key: id },
  ...Array.from({ length: steps - 1 }, (_, n) => ({ at: at(2), say: `line ${n}` })),
];

test('conversations are listed, paged, and shown; those of our sessions are left out', async () => {
  const ours = { id: SessionId.parse('01930000-0000-7000-8000-000000000001'), conversations: [] };
  const mine = { id: ConversationId.parse('mine'), saved: true, boundAt: at(0) };
  const { transcripts, logs } = testTranscripts({
    sessions: async () => [{ ...ours, conversations: [mine] }],
  });
  for (const id of ['aaaa', 'bbbb', 'mine']) writeLog(join(logs, `${id}.jsonl`), ...lines(id, 3));
  writeLog(join(logs, 'agent-1.jsonl'), { id: 'agent-1', parent: 'aaaa', at: at(0), say: 'sub', tokens: 2 });
  await transcripts.settled();
  const all = { runtime: null, cwd: null, before: null, limit: 1 };
  const first = await transcripts.found(all);
  const [shown] = first.conversations;
  expect([first.all, shown?.conversationId, shown?.totalTokens, shown?.title]).toEqual([
    2,
    'aaaa',
    42,
    'Hello',
  ]);
  if (!shown) throw new Error('nothing was found');
  const second = await transcripts.found({ ...all, before: shown });
  expect(second.conversations.map(({ conversationId }) => conversationId)).toEqual(['bbbb']);
  const id = shown.conversationId;
  const page = await transcripts.steps({ conversationId: id, from: 1, limit: 1 });
  expect(page.ok && page.value.map(({ text }) => text)).toEqual(['line 0']);
  const next = { conversationId: id, what: 'prompt', from: 0, direction: 'next' } as const;
  expect(await transcripts.find(next)).toEqual({ ok: true, value: 1 });
  expect(await transcripts.find({ ...next, what: 'failure' })).toEqual({ ok: true, value: null });
  const usage = await transcripts.rows.conversation(id);
  expect([usage?.tokens.totalTokens, usage?.subagents]).toEqual([42, 1]);
  const estimates = ['aaaa', 'nothing'].map((one) =>
    transcripts.rows.resumeEstimate({ id: one, corrections: [] }),
  );
  expect(await Promise.all(estimates)).toEqual([{ tokens: 40, model: 'fake', costUSD: null }, null]);
});

test('a whole transcript comes in pieces of at most 500 steps, by id or from any file, the same', async () => {
  const { transcripts, home, logs } = testTranscripts();
  writeLog(join(logs, 'whole-one.jsonl'), ...lines('whole-one', 1201));
  const byId = await piecesOf(await transcripts.read({ by: 'id', id: 'whol' }, undefined));
  if (!Array.isArray(byId)) throw new Error(byId.code);
  expect(byId.map((piece) => (piece.kind === 'steps' ? piece.steps.length : piece.kind))).toEqual([
    'head',
    500,
    500,
    201,
  ]);
  const file = join(home, 'anything.zst');
  writeFileSync(
    file,
    zstdCompressSync(
      lines('whole-one', 1201)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    ),
  );
  const fromFile = await piecesOf(await transcripts.read({ by: 'file', path: file }, undefined));
  if (!Array.isArray(fromFile)) throw new Error(fromFile.code);
  const withoutLog = (pieces: typeof byId) =>
    pieces.map((piece) => (piece.kind === 'head' ? { ...piece.head, log: null } : piece));
  expect(withoutLog(fromFile)).toEqual(withoutLog(byId));
});

test('what is no log, or not there, is refused with the reason', async () => {
  const { transcripts, home } = testTranscripts();
  writeFileSync(join(home, 'letter.txt'), 'Dear Ada');
  const read = async (path: string) => piecesOf(await transcripts.read({ by: 'file', path }, undefined));
  expect([await read(join(home, 'letter.txt')), await read('/nowhere')]).toEqual([
    {
      code: 'not-a-log',
      path: join(home, 'letter.txt'),
      reason: 'It does not begin like the log of a known CLI.',
    },
    { code: 'not-a-log', path: '/nowhere', reason: 'It is no longer there.' },
  ]);
  expect(await piecesOf(await transcripts.read({ by: 'id', id: 'nothing' }, undefined))).toEqual({
    code: 'log-not-found',
    id: 'nothing',
  });
});

test('pausing is kept, reindexing finds the same, forgetting lasts', async () => {
  const { transcripts, logs, news } = testTranscripts();
  writeLog(join(logs, 'aaaa.jsonl'), ...lines('aaaa', 3));
  expect((await transcripts.pauseIndex(true)).phase).toBe('paused');
  await transcripts.start();
  await transcripts.settled();
  const all = { runtime: null, cwd: null, before: null, limit: 10 };
  expect((await transcripts.found(all)).all).toBe(0);
  await transcripts.pauseIndex(false);
  await transcripts.settled();
  const before = await transcripts.found(all);
  await transcripts.reindex();
  await transcripts.settled();
  expect(await transcripts.found(all)).toEqual(before);
  expect(news.flatMap((one) => (one.kind === 'logs-changed' ? one.conversations : []))).toContain('aaaa');
  expect(await transcripts.forget(ConversationId.parse('aaaa'))).toMatchObject({ ok: true });
  await transcripts.settled();
  expect((await transcripts.found(all)).all).toBe(0);
});

test('a database that is no database is set aside, and the logs are read into a new one', async () => {
  const { transcripts, logs, store, home } = testTranscripts();
  writeFileSync(store, 'this is not a database'.repeat(500));
  writeLog(join(logs, 'aaaa.jsonl'), ...lines('aaaa', 3));
  await transcripts.settled();
  expect((await transcripts.found({ runtime: null, cwd: null, before: null, limit: 10 })).all).toBe(1);
  const state = await transcripts.index();
  expect(state.problems[0]?.reason).toContain(join(home, 'logs.db.damaged-'));
  rmSync(join(logs, 'aaaa.jsonl'));
  renameSync(logs, `${logs}-away`);
});

test('an indexer that dies is started again once, and it is said', async () => {
  const { transcripts, kill, logs } = testTranscripts();
  writeLog(join(logs, 'aaaa.jsonl'), ...lines('aaaa', 3));
  await transcripts.settled();
  kill(new Error('out of luck'));
  await new Promise((resolve) => setImmediate(resolve));
  expect((await transcripts.index()).problems[0]?.reason).toBe(
    'Reading broke off and was started again: out of luck',
  );
  await transcripts.settled();
  kill(new Error('again'));
  await new Promise((resolve) => setImmediate(resolve));
  expect((await transcripts.index()).failure).toBe(
    'Reading logs broke off twice: again. Restart toc to try again.',
  );
});

test('an id means a session first, then a conversation; several are candidates', () => {
  const sessions = [
    { id: 'abcd-1', conversations: [{ id: 'x111' }, { id: 'x222' }] },
    { id: 'abcd-2', conversations: [] },
  ];
  const meant = (text: string, known: string[] = []) => resolveId(text, sessions, known);
  expect(meant('abcd-1')).toEqual({ ok: true, value: 'x222' });
  expect(meant('abcd')).toEqual({
    ok: false,
    error: { code: 'ambiguous', id: 'abcd', candidates: ['abcd-1', 'abcd-2'] },
  });
  expect(meant('x111')).toEqual({ ok: true, value: 'x111' });
  expect(meant('yyyy', ['yyyy-1'])).toEqual({ ok: true, value: 'yyyy-1' });
  expect(meant('abcd-2').ok || meant('abc', ['abc1']).ok || meant('zzzz').ok).toBe(false);
});

test('what asks when all is over starts no thread, and what was opened ends', async () => {
  const started: string[] = [];
  const near = nearThreads();
  const { transcripts, logs } = testTranscripts({
    startThread: (name, data) => {
      started.push(name);
      return near.start(name, data);
    },
  });
  writeLog(join(logs, 'first-log.jsonl'), ...lines('first-log', 3));
  const reading = await transcripts.read({ by: 'id', id: 'first-log' }, undefined);
  if (!reading.ok) throw new Error(reading.error.code);
  expect((await reading.value.next()).value).toMatchObject({ kind: 'head' });
  await transcripts.close();
  expect(started.toSorted()).toEqual(['indexer', 'query']);
  await transcripts.start();
  await transcripts.index();
  await reading.value.return();
  await expect(transcripts.head(ConversationId.parse('first-log'))).rejects.toThrow('closed');
  expect(started).toHaveLength(2);
});
