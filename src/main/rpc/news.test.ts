import { expect, test } from 'vitest';
import type { News } from '#shared/contract/system.ts';
import { createNews } from './news.ts';

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
