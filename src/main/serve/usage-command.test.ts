import { expect, test } from 'vitest';
import type { IndexState } from '#shared/contract/transcripts.ts';
import type { UsageQuery, UsageReport, UsageRow } from '#shared/contract/usage.ts';
import { CommandLineError } from './command-line-error.ts';
import { usage, usageJson, usageQuery, usageTable, type UsageFlags } from './usage-command.ts';

const sum = {
  inputTokens: 1000,
  cacheReadTokens: 200_000,
  cacheWriteTokens: 3000,
  outputTokens: 40,
  reasoningTokens: 4,
  totalTokens: 204_040,
  costUSD: 0.0336456,
  costKind: 'exact',
  unpricedTokens: 0,
  models: ['claude-opus-5-5'],
  reasons: [],
} as const;

const rowOf = (given: Partial<UsageRow>): UsageRow => ({
  ...sum,
  models: [...sum.models],
  reasons: [],
  key: '2026-11-25',
  label: null,
  ...given,
});

const reportOf = (...rows: readonly UsageRow[]): UsageReport => {
  const { key: _key, label: _label, ...total } = rows[0] ?? rowOf({});
  return { rows: [...rows], total, timeZone: 'Europe/Berlin', complete: true };
};

test('flags make the question', () => {
  expect(usageQuery({})).toEqual({ by: 'day', since: null, until: null, timeZone: null });
  expect(usageQuery({ by: 'week', since: '2026-11-01', until: '2026-11-01', tz: 'Asia/Kathmandu' })).toEqual({
    by: 'week',
    since: '2026-11-01',
    until: '2026-11-01',
    timeZone: 'Asia/Kathmandu',
  });
});

test.each<readonly [UsageFlags, RegExp]>([
  [{ by: 'year' }, /^--by takes day, week, month, model, session, agent, folder, not "year"\.$/],
  [{ since: '2026-02-30' }, /^--since takes a day like 2026-11-25, not "2026-02-30"\.$/],
  [{ until: '25.11.2026' }, /^--until takes a day/],
  [{ since: '' }, /^--since takes a day/],
  [{ tz: 'Mars/Olympus' }, /^--tz takes a time zone like Europe\/Berlin or UTC, not "Mars\/Olympus"\.$/],
  [{ since: '2026-11-02', until: '2026-11-01' }, /^--since 2026-11-02 is after --until 2026-11-01\.$/],
])('wrong flags are named: %o', (flags, words) => {
  expect(() => usageQuery(flags)).toThrow(CommandLineError);
  expect(() => usageQuery(flags)).toThrow(words);
});

test('JSON has exactly these keys, in full precision', () => {
  const printed = usageJson(reportOf(rowOf({ label: 'x' })));
  expect(printed).toEqual({ rows: [{ key: '2026-11-25', label: 'x', ...sum }], total: sum });
  expect(Object.keys(printed.rows[0] ?? {}).join(' ')).toBe(
    'key label inputTokens cacheReadTokens cacheWriteTokens outputTokens reasoningTokens totalTokens costUSD costKind unpricedTokens models reasons',
  );
});

test('a table is aligned and says what its marks mean', () => {
  const report = reportOf(
    rowOf({
      key: '/work/a',
      costKind: 'unpriced',
      unpricedTokens: 7,
      reasons: ['no-price', 'aborted-stream'],
    }),
    rowOf({ key: '/b\u001b[2J', totalTokens: 5, costUSD: null, costKind: 'unpriced' }),
  );
  expect(usageTable(report, 'folder').split('\n')).toEqual([
    'folder   input  cache read  cache write  output    total            cost',
    '/work/a  1,000     200,000        3,000      40  204,040         $0.03 +',
    '/b␛[2J   1,000     200,000        3,000      40        5  no price known',
    'total    1,000     200,000        3,000      40  204,040         $0.03 +',
    '',
    '~ is an estimate: an answer was cut off, and what the vendor counted after that is in no log.',
    '7 tokens have no known price and are in no cost (+).',
    "Cost is what the tokens would cost at the API's list price, not a bill. Days are those of Europe/Berlin.",
    '',
  ]);
});

test('no usage is a sentence', () => {
  expect(usageTable({ ...reportOf(), rows: [] }, 'day')).toBe('No usage in these days.\n');
});

const states = (...phases: readonly IndexState['phase'][]): (() => Promise<IndexState>) => {
  const left = [...phases];
  return async () => {
    const phase = left.length > 1 ? (left.shift() ?? 'idle') : (left[0] ?? 'idle');
    return {
      phase,
      isCounted: phase === 'reading' || phase === 'idle',
      files: { read: 3, all: 12 },
      bytes: { read: 0, all: 0 },
      folders: [],
      problems: [],
      store: { path: '', bytes: 0 },
      failure: 'The disk is full.',
    };
  };
};

const run = async (index: () => Promise<IndexState>, json = true) => {
  const said = { out: '', complaints: [] as string[], progress: [] as string[], asked: [] as UsageQuery[] };
  let now = 0;
  const code = await usage(
    { flags: {}, json },
    { print: (text) => Number(((said.out += text), 0)), complain: (text) => void said.complaints.push(text) },
    (question) =>
      question({
        usage: {
          report: async (query) => {
            said.asked.push(query);
            return reportOf(rowOf({}));
          },
        },
        transcripts: { index },
      }),
    {
      now: () => now,
      sleep: async () => void (now += 600),
      progress: (line) => void said.progress.push(line),
    },
  );
  return { ...said, code };
};

test('figures wait until the logs are read; only a long wait shows', async () => {
  const quick = await run(states('looking', 'idle'));
  const long = await run(states('looking', 'looking', 'looking', 'counting', 'reading'));
  expect(quick).toMatchObject({ code: 0, progress: [], complaints: [] });
  expect(long.progress).toEqual(['Looking for logs …', 'Counting: 3 of 12 logs …', '']);
  expect(JSON.parse(long.out)).toEqual({ rows: [{ key: '2026-11-25', label: null, ...sum }], total: sum });
});

test('a pause is said, a failure is an error', async () => {
  expect(await run(states('paused'))).toMatchObject({
    code: 0,
    complaints: ['reading logs is paused; these figures may be too low.'],
  });
  await expect(run(states('failed'))).rejects.toThrow('The disk is full.');
});
