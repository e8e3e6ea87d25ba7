import { expect, test } from 'vitest';
import type { Tokens } from '#shared/contract/usage.ts';
import { openPricing, reportOf } from './report.ts';
import type { ConversationUsage, ReportRequest } from './rows.ts';
import { slotOf } from './test-support/slots.ts';
import { createUsage, type NamedSession } from './usage.ts';

const tokens = (outputTokens: number): Tokens => ({
  inputTokens: 10,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens,
  reasoningTokens: 0,
  totalTokens: 10 + outputTokens,
});

const conversation: ConversationUsage = {
  runtime: 'claude-code',
  cliVersion: '2.1.330',
  tokens: tokens(100),
  reasons: [],
  counter: { source: 'cost-state', tokens: tokens(100), costUSD: 0.1 },
  forked: false,
  compactions: 0,
  abortedTurns: 0,
  subagents: 0,
  skippedLines: 0,
};

const roomOf = (
  found: ConversationUsage | null = null,
  sessions: readonly NamedSession[] = [],
  kept: Record<string, unknown> = {},
) => {
  const settings = new Map(Object.entries(kept));
  const asked: ReportRequest[] = [];
  const usage = createUsage({
    rows: {
      report: async (request) => {
        asked.push(request);
        const slots = [slotOf({ model: 'm', inputTokens: 1_000_000 })];
        return reportOf(slots, request, await openPricing(request.corrections));
      },
      conversation: async () => found,
      resumeEstimate: async () => null,
      complete: () => false,
    },
    sessions: () => sessions,
    settings: {
      read: (name) => settings.get(name),
      write: (name, value) => void settings.set(name, value),
    },
  });
  return { usage, asked };
};

const query = { by: 'model', since: null, until: null, timeZone: 'UTC' } as const;

test('a correction prices what the list does not know', async () => {
  const { usage } = roomOf();
  const before = await usage.report(query);
  usage.savePrices([{ model: ' m ', input: 2, output: 0, cacheRead: 0, cacheWrite: 0 }]);
  const after = await usage.report(query);
  expect([before, after]).toMatchObject([
    { value: { total: { costUSD: null, costKind: 'unpriced', unpricedTokens: 1_000_000 }, complete: false } },
    { value: { total: { costUSD: 2, costKind: 'exact', unpricedTokens: 0 } } },
  ]);
});

test('corrections are kept one a model, and damaged ones are none', () => {
  const { usage } = roomOf();
  const one = { model: 'm', input: 1, output: 1, cacheRead: 1, cacheWrite: 1 };
  expect(usage.savePrices([one, { ...one, input: 3 }])).toEqual([{ ...one, input: 3 }]);
  expect(usage.prices()).toEqual([{ ...one, input: 3 }]);
  expect(() => usage.savePrices([{ ...one, input: -1 }])).toThrow('Too small');
  expect(usage.savePrices([])).toEqual([]);
  expect(roomOf(null, [], { 'price-corrections': [{ model: 5 }] }).usage.prices()).toEqual([]);
});

test('a zone nobody knows is refused; none is the zone of the machine', async () => {
  const { usage } = roomOf();
  expect(await usage.report({ ...query, timeZone: 'Mars/Olympus' })).toEqual({
    ok: false,
    error: { code: 'unknown-time-zone', timeZone: 'Mars/Olympus' },
  });
  expect(await usage.report({ ...query, timeZone: null })).toMatchObject({
    ok: true,
    value: { timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone },
  });
});

test('agents of one name are told apart where there are several', async () => {
  const of = (id: string, name: string, workspace: string | null): NamedSession => ({
    id,
    title: id,
    agent: { name, workspace },
    conversations: [{ id: `c-${id}` }],
  });
  const { usage, asked } = roomOf(null, [
    of('1', 'fixer', '/a'),
    of('2', 'fixer', '/b'),
    of('3', 'tester', '/a'),
    of('4', 'fixer', null),
  ]);
  await usage.report(query);
  expect([...(asked[0]?.names.values() ?? [])].map(({ agent }) => agent?.id)).toEqual([
    'fixer in /a',
    'fixer in /b',
    'tester',
    'fixer',
  ]);
});

const explained = async (given: Partial<ConversationUsage>) => {
  const found = await roomOf({ ...conversation, ...given }).usage.checkTotals('c1');
  return found.ok ? [found.value.agrees, found.value.explained.join(' ')] : found.error;
};

test('equal figures agree and need no words', async () => {
  expect(await explained({})).toEqual([true, '']);
});

test('a conversation without a log is not found', async () => {
  expect(await roomOf().usage.checkTotals('c1')).toEqual({
    ok: false,
    error: { code: 'log-not-found', id: 'c1' },
  });
});

const counted = (outputTokens: number) => ({
  source: 'total_token_usage',
  tokens: tokens(outputTokens),
  costUSD: null,
});

test.each<readonly [string, Partial<ConversationUsage>, readonly [boolean | null, RegExp]]>([
  ['killed', { counter: null }, [null, /killed, or has not ended yet/]],
  ['too old for a counter', { counter: null, cliVersion: '2.0.76' }, [null, /2\.0\.76 keeps no counter/]],
  ['codex without', { counter: null, runtime: 'codex' }, [null, /no request was finished/]],
  ['cost only', { counter: { source: 'result', tokens: null, costUSD: 1 } }, [null, /cost and no tokens/]],
  ['compaction', { counter: counted(200), compactions: 2 }, [false, /2 compactions: .* in no transcript/]],
  ['aux requests', { counter: counted(101) }, [false, /titles, checks of commands/]],
  ['fork', { counter: counted(900), forked: true }, [false, /fork: .* goes on from the total/]],
  ['killed midway', { counter: counted(50) }, [false, /misses what was done since/]],
  [
    'placeholder',
    { counter: counted(500), cliVersion: '2.1.250', reasons: ['output-placeholder'] },
    [false, /Claude Code 2\.1\.250 wrote placeholders/],
  ],
  ['cut off', { counter: counted(132), abortedTurns: 1 }, [false, /cut off/]],
  [
    'codex, killed turn',
    { runtime: 'codex', cliVersion: '0.169.0', counter: counted(50) },
    [false, /stays too low/],
  ],
  [
    'codex, killed turn without records',
    { runtime: 'codex', cliVersion: '0.149.1', counter: counted(150), abortedTurns: 1 },
    [false, /Codex 0\.149\.1 writes no figure/],
  ],
  [
    'codex, resumed',
    { runtime: 'codex', cliVersion: '0.61.0', counter: counted(50) },
    [false, /0 again at every resume/],
  ],
  [
    'codex, fork',
    { runtime: 'codex', cliVersion: '0.169.0', counter: counted(900), forked: true },
    [false, /begins at the total/],
  ],
  ['codex, sub-agents', { runtime: 'codex', counter: counted(50), subagents: 1 }, [false, /One sub-agent/]],
  ['bad lines', { counter: counted(101), skippedLines: 3 }, [false, /3 lines of the log/]],
  [
    'no idea',
    { runtime: 'codex', cliVersion: '0.130.0', counter: counted(900) },
    [false, /Nothing that toc knows of/],
  ],
])('a difference is explained: %s', async (_, given, [agrees, words]) => {
  expect(await explained(given)).toEqual([agrees, expect.stringMatching(words)]);
});
