import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { News } from '#shared/contract/system.ts';
import { systemClock } from '../machine/clock.ts';
import { silentLog } from '../machine/log.ts';
import { testFolders } from '../transcripts/test-support/folders.ts';
import { writeLog } from '../transcripts/test-support/index-room.ts';
import { nearThreads } from '../transcripts/test-support/near-threads.ts';
import { createTranscripts } from '../transcripts/transcripts.ts';
import { createNews } from './news.ts';

/** It waits for disks and threads, and a laden machine takes its time. */
const SLOW = { timeout: 30_000 };

test('a listener hears hello first, then everything in order', async () => {
  const news = createNews();
  const heard: News[] = [];
  const leave = new AbortController();
  const stream = news.subscribe(leave.signal);
  heard.push((await stream.next()).value ?? { kind: 'hello' });
  news.publish({ kind: 'agents-changed' });
  news.publish({ kind: 'runtimes-changed' });
  for await (const one of stream) {
    heard.push(one);
    if (heard.length === 3) break;
  }
  expect(heard.map((one) => one.kind)).toEqual(['hello', 'agents-changed', 'runtimes-changed']);
});

test('a window that goes away while waiting leaves no listener behind', async () => {
  const news = createNews();
  const leave = new AbortController();
  const stream = news.subscribe(leave.signal);
  await stream.next();
  const waiting = stream.next();
  expect(news.listening()).toBe(1);
  leave.abort();
  expect((await waiting).done).toBe(true);
  expect(news.listening()).toBe(0);
});

test(
  'a listener hears whose log changed, nobody else’s, and where the reading of logs stands',
  SLOW,
  async () => {
    const { logs, store } = testFolders();
    const news = createNews();
    const transcripts = createTranscripts({
      store,
      environment: async () => ({ TOC_TEST_LOGS: logs }),
      clock: systemClock,
      log: silentLog,
      settings: { read: () => undefined, write: () => {} },
      sessions: async () => [],
      corrections: () => [],
      publish: news.publish,
      startThread: nearThreads().start,
    });
    onTestFinished(() => transcripts.close());
    const at = '2026-11-25T12:00:00.000Z';
    for (const id of ['aaaa', 'bbbb']) writeLog(join(logs, `${id}.jsonl`), { id, at, say: 'Hello' });
    await transcripts.settled();
    const leave = new AbortController();
    const stream = news.subscribe(leave.signal);
    await stream.next();
    writeLog(join(logs, 'bbbb.jsonl'), { at, say: 'And on' });
    await transcripts.settled();
    const changed = new Set<string>();
    for await (const one of stream) {
      if (one.kind !== 'logs-changed') continue;
      for (const id of one.conversations) changed.add(id);
      if (one.index.phase !== 'idle' || changed.size === 0) continue;
      expect(one.index).toEqual(await transcripts.index());
      break;
    }
    expect([...changed]).toEqual(['bbbb']);
  },
);
