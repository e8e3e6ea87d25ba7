import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import type { Database } from '../store/database.ts';
import { openLogs } from '../store/logs-database.ts';
import { logsReader } from '../store/logs-reader.ts';
import { testFolders } from '../transcripts/test-support/folders.ts';
import { openPricing } from './report.ts';
import { resumeEstimateOf } from './resume-estimate.ts';

const openStore = (): Database => {
  const opened = openLogs(join(testFolders().home, 'estimate.db'), 'x');
  if (!opened.ok) throw new Error(opened.error.code);
  const { database } = opened.value;
  onTestFinished(() => void database.close());
  database.prepare(`INSERT INTO model (id, name) VALUES (1, 'claude-opus-5-5'), (2, 'nobody-knows')`).run();
  const log = database.prepare(
    `INSERT INTO source_file (id, path, runtime, conversation_id, parent_id, root_id, reader_version)
     VALUES (?, ?, 'claude-code', ?, ?, 'top', 1)`,
  );
  log.run(1, '/logs/top', 'top', null);
  log.run(2, '/logs/sub', 'sub', 'top');
  return database;
};

interface Event {
  readonly log?: number;
  readonly seq: number;
  readonly model?: number | null;
  readonly reason?: string;
  /** Input, cache read, cache write, output. */
  readonly tokens: readonly [number, number, number, number];
}

const estimate = async (events: readonly Event[], corrections: Parameters<typeof openPricing>[0] = []) => {
  const database = openStore();
  const put = database.prepare(
    `INSERT INTO token_event (file_id, seq, at, model_id, reason, input, cache_read, cache_write, cache_write_1h,
       output, reasoning, counted) VALUES (?, ?, 0, ?, ?, ?, ?, ?, 0, ?, 0, 1)`,
  );
  for (const { log = 1, seq, model = 1, reason = null, tokens } of events)
    put.run(log, seq, model, reason, ...tokens);
  const reader = logsReader(database);
  const last = reader.lastResponse(reader.log('top')?.id ?? 0);
  return last && resumeEstimateOf(last, 'claude-code', await openPricing(corrections));
};

const price = { model: 'claude-opus-5-5', input: 4, output: 20, cacheRead: 0.5, cacheWrite: 5 };

test('the last response of the conversation itself is what is read again, from all of it cached to nothing', async () => {
  const events: readonly Event[] = [
    { seq: 0, tokens: [10, 0, 5000, 90] },
    { seq: 1, tokens: [100, 150_000, 40_000, 9900] },
    { log: 2, seq: 7, tokens: [1, 2, 3, 4] },
  ];
  expect(await estimate(events, [price])).toEqual({
    tokens: 200_000,
    model: 'claude-opus-5-5',
    costUSD: { least: 0.1, most: 1 },
  });
  expect((await estimate(events, [{ ...price, cacheWrite: 0 }]))?.costUSD).toEqual({ least: 0.1, most: 0.8 });
});

test('a request without a figure, or a sum over several, is not taken where there is a response', async () => {
  const total: Event = { seq: 2, reason: 'from-totals', tokens: [5, 5, 5, 5] };
  const response: Event = { seq: 0, tokens: [1, 2, 3, 4] };
  const empty: Event = { seq: 3, reason: 'request-without-usage', tokens: [0, 0, 0, 0] };
  expect((await estimate([response, total, empty]))?.tokens).toBe(10);
  expect((await estimate([total, empty]))?.tokens).toBe(20);
  expect(await estimate([empty])).toBeNull();
});

test('without a price, or a model, only the tokens are told', async () => {
  const tokens = [1, 2, 3, 4] as const;
  expect(await estimate([{ seq: 0, model: 2, tokens }])).toEqual({
    tokens: 10,
    model: 'nobody-knows',
    costUSD: null,
  });
  expect(await estimate([{ seq: 0, model: null, tokens }])).toEqual({
    tokens: 10,
    model: null,
    costUSD: null,
  });
});
