import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { UsageSum } from '#shared/contract/usage.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import { openStore } from '../store/store.ts';
import { noRows } from '../usage/test-support/no-rows.ts';
import { createUsage } from '../usage/usage.ts';
import { openLogAlone } from './log-file.ts';

/** It waits for threads, and a laden machine takes its time. */
const SLOW = { timeout: 30_000 };

const at = '2026-11-25T12:00:00.000Z';
const usage = { input_tokens: 1_000_000, output_tokens: 0, total_tokens: 1_000_000 };
const log = [
  { type: 'session_meta', payload: { id: '01a20745-1f43-7690-8418-92c06c0e1ccb', cwd: '/w' } },
  { type: 'turn_context', payload: { model: 'house-model' } },
  {
    type: 'event_msg',
    payload: { type: 'token_count', info: { total_token_usage: usage, last_token_usage: usage } },
  },
];

const usageIn = async (path: string, database: string): Promise<UsageSum | null> => {
  const { reading, close } = await openLogAlone(path, database);
  try {
    if (!reading.ok) throw new Error(reading.error.reason);
    for await (const piece of reading.value) if (piece.kind === 'head') return piece.head.usage;
    return null;
  } finally {
    await close();
  }
};

test('a log file is priced as the person set it, while main runs and when none does', SLOW, async () => {
  const home = testFolder('toc-home-');
  const path = join(testFolder('toc-elsewhere-'), 'any-log.jsonl');
  writeFileSync(path, log.map((line) => `${JSON.stringify({ timestamp: at, ...line })}\n`).join(''));
  const database = join(home, 'toc.db');
  expect(await usageIn(path, database)).toMatchObject({ costUSD: null, unpricedTokens: 1_000_000 });
  expect(readdirSync(home)).toEqual([]);

  const opened = openStore(database, 'x');
  if (!opened.ok) throw new Error(opened.error.code);
  const { store } = opened.value;
  const { savePrices } = createUsage({ rows: noRows, sessions: () => [], settings: store.settings });
  savePrices([{ model: 'house-model', input: 3, output: 9, cacheRead: 1, cacheWrite: 2 }]);
  expect(await usageIn(path, database)).toMatchObject({ costUSD: 3, unpricedTokens: 0 });
  store.close();
  expect(await usageIn(path, database)).toMatchObject({ costUSD: 3, unpricedTokens: 0 });
  expect(readdirSync(home).filter((name) => !name.startsWith('toc.db'))).toEqual([]);
});

test('a toc.db that cannot be read keeps no log from being read', SLOW, async () => {
  const home = testFolder('toc-home-');
  const path = join(home, 'any-log.jsonl');
  writeFileSync(path, log.map((line) => `${JSON.stringify({ timestamp: at, ...line })}\n`).join(''));
  for (const text of ['', 'this is no database'.repeat(500)]) {
    writeFileSync(join(home, 'toc.db'), text);
    expect(await usageIn(path, join(home, 'toc.db'))).toMatchObject({ unpricedTokens: 1_000_000 });
  }
});
