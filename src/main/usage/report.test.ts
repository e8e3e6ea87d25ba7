import { expect, test } from 'vitest';
import { UsageBy, UsageReport, type UsageSum } from '#shared/contract/usage.ts';
import { foldReport, openPricing, sumSlots, type Zoned } from './report.ts';
import type { ConversationName, UsageSlot } from './rows.ts';
import { dice, slotOf } from './test-support/slots.ts';

const pricing = await openPricing([]);

const everything: Zoned['query'] = { by: 'day', since: null, until: null, timeZone: 'Europe/Berlin' };

const fold = (
  slots: readonly UsageSlot[],
  query: Partial<Zoned['query']> = {},
  names: ReadonlyMap<string, ConversationName> = new Map(),
) => foldReport(slots, { query: { ...everything, ...query }, names }, pricing);

const models = ['claude-opus-5-5', 'gpt-5.5', 'claude-sonnet-4-5-20250929', 'nobody-knows', null];
const reasons = [null, null, null, 'output-placeholder', 'aborted-stream'] as const;

const someSlots = (seed: number, count: number): readonly UsageSlot[] => {
  const roll = dice(seed);
  return Array.from({ length: count }, () => {
    const cacheWriteTokens = roll(3) * roll(100_000);
    return slotOf({
      at: new Date(Date.UTC(2026, 9, 1) + roll(90 * 96) * 900_000).toISOString(),
      model: models[roll(models.length)] ?? null,
      reason: reasons[roll(reasons.length)] ?? null,
      conversationId: `c${roll(9)}`,
      folder: roll(5) === 0 ? null : `/work/${roll(4)}`,
      inputTokens: roll(1_000_000),
      cacheReadTokens: roll(2_000_000),
      cacheWriteTokens,
      cacheWrite1hTokens: roll(cacheWriteTokens + 1),
      outputTokens: roll(30_000),
      reasoningTokens: 0,
      promptOver: [null, 0, 200_000, 271_999][roll(4)] ?? null,
    });
  });
};

test('no grouping, zone or order changes the total, to the last bit', () => {
  const slots = someSlots(1, 600);
  const total = sumSlots(slots, pricing);
  for (const by of UsageBy.options) {
    for (const timeZone of ['UTC', 'Asia/Kathmandu', 'America/St_Johns']) {
      expect(fold(slots, { by, timeZone }).total).toEqual(total);
    }
  }
  expect(sumSlots(slots.toReversed(), pricing)).toEqual(total);
});

test('the rows of any grouping add up to the total', () => {
  for (const seed of [2, 3, 4]) {
    const slots = someSlots(seed, 200);
    for (const by of UsageBy.options) {
      const { rows, total } = fold(slots, { by });
      const added = (of: (row: UsageSum) => number) => rows.reduce((sum, row) => sum + of(row), 0);
      expect(added((row) => row.totalTokens)).toBe(total.totalTokens);
      expect(added((row) => row.unpricedTokens)).toBe(total.unpricedTokens);
      expect(added((row) => row.costUSD ?? 0)).toBeCloseTo(total.costUSD ?? 0, 9);
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    }
  }
});

test('the costs of a day’s models add up to its cost; models without a price have none', () => {
  const { rows } = fold(someSlots(7, 300));
  for (const { costs = [], costUSD } of rows)
    expect(costs.reduce((sum, one) => sum + one.costUSD, 0)).toBeCloseTo(costUSD ?? 0, 9);
  const named = new Set(rows.flatMap(({ costs = [] }) => costs.map(({ model }) => model)));
  expect([...named].toSorted()).toEqual(['claude-opus-5-5', 'claude-sonnet-4-5-20250929', 'gpt-5.5']);
  expect(fold(someSlots(7, 300), { by: 'session' }).rows[0]?.costs).toBeUndefined();
});

test('cutting the time anywhere gives parts that add up to the whole', () => {
  const slots = someSlots(5, 300);
  const whole = fold(slots).total;
  for (const cut of ['2026-10-01', '2026-10-25', '2026-11-30', '2026-12-29']) {
    const next = new Date(Date.parse(cut) + 86_400_000).toISOString().slice(0, 10);
    const parts = [fold(slots, { until: cut }).total, fold(slots, { since: next }).total];
    expect(parts.reduce((sum, part) => sum + part.totalTokens, 0)).toBe(whole.totalTokens);
    expect(parts.reduce((sum, part) => sum + (part.costUSD ?? 0), 0)).toBeCloseTo(whole.costUSD ?? 0, 9);
  }
});

test('a report has the shape of the contract', () => {
  for (const by of ['model', 'day'] as const) {
    const report = { ...fold(someSlots(6, 300), { by }), complete: true };
    expect(UsageReport.parse(report)).toEqual(report);
  }
});

test('a group knows its cost as badly as the worst of its parts', () => {
  const exact = slotOf({ inputTokens: 1_000_000 });
  const estimated = slotOf({ outputTokens: 1, reason: 'output-placeholder' });
  const unpriced = slotOf({ model: 'nobody-knows', outputTokens: 7 });
  const nameless = slotOf({ model: null, inputTokens: 3 });
  const kinds = [[exact], [exact, estimated], [exact, estimated, unpriced], [unpriced, nameless]].map(
    (slots) => {
      const { costUSD, costKind, unpricedTokens, models: named, reasons: why } = sumSlots(slots, pricing);
      return [costUSD, costKind, unpricedTokens, named, why];
    },
  );
  expect(kinds).toEqual([
    [4, 'exact', 0, ['claude-opus-5-5'], []],
    [4.00002, 'estimated', 0, ['claude-opus-5-5'], ['output-placeholder']],
    [4.00002, 'unpriced', 7, ['claude-opus-5-5', 'nobody-knows'], ['output-placeholder', 'no-price']],
    [null, 'unpriced', 10, ['nobody-knows'], ['no-price', 'no-model']],
  ]);
});

test('a request without a figure is a row of zeros that says why', () => {
  const [row] = fold([slotOf({ model: null, reason: 'request-without-usage' })], { by: 'session' }).rows;
  expect(row).toMatchObject({
    key: 'c1',
    totalTokens: 0,
    costUSD: 0,
    costKind: 'estimated',
    unpricedTokens: 0,
    reasons: ['request-without-usage'],
  });
});

test('nothing used is exactly nothing', () => {
  expect(fold([])).toMatchObject({ rows: [], total: { totalTokens: 0, costUSD: 0, costKind: 'exact' } });
});

test('both ends of the days asked for are counted, in the zone asked for', () => {
  const slots = [
    slotOf({ at: '2026-11-24T18:00:00Z', inputTokens: 1 }),
    slotOf({ at: '2026-11-24T18:15:00Z', inputTokens: 10 }),
    slotOf({ at: '2026-11-26T18:00:00Z', inputTokens: 100 }),
    slotOf({ at: '2026-11-26T18:15:00Z', inputTokens: 1000 }),
  ];
  const days = fold(slots, { timeZone: 'Asia/Kathmandu', since: '2026-11-25', until: '2026-11-26' });
  expect(days.rows.map(({ key, totalTokens }) => [key, totalTokens])).toEqual([
    ['2026-11-25', 10],
    ['2026-11-26', 100],
  ]);
  expect(days).toMatchObject({ total: { totalTokens: 110 }, timeZone: 'Asia/Kathmandu' });
});

test('time goes on; of all else what cost most comes first, then what used most', () => {
  const slots = [
    slotOf({ at: '2026-11-25T12:00:00Z', folder: '/cheap', inputTokens: 5 }),
    slotOf({ at: '2026-11-03T12:00:00Z', folder: '/dear', outputTokens: 50 }),
    slotOf({ at: '2025-12-30T12:00:00Z', folder: '/big', model: 'nobody-knows', inputTokens: 9_000_000 }),
    slotOf({ at: '2026-11-25T12:00:00Z', folder: null, model: 'nobody-knows', inputTokens: 9 }),
  ];
  const keys = (by: UsageBy) => fold(slots, { by }).rows.map(({ key }) => key);
  expect([keys('day'), keys('week'), keys('month'), keys('folder')]).toEqual([
    ['2025-12-30', '2026-11-03', '2026-11-25'],
    ['2026-W01', '2026-W45', '2026-W48'],
    ['2025-12', '2026-11'],
    ['/dear', '/cheap', '/big', 'unknown'],
  ]);
});

test('conversations of one session are one row, others stand for themselves', () => {
  const ours = { sessionId: 's1', title: 'Fix it', agent: { id: 'fixer', name: 'fixer' } };
  const names = new Map<string, ConversationName>([
    ['c1', ours],
    ['c2', ours],
    ['c3', { sessionId: 's2', title: 'Found', agent: null }],
  ]);
  const slots = ['c1', 'c2', 'c3', 'c4'].map((conversationId, index) =>
    slotOf({ conversationId, inputTokens: 100 - index }),
  );
  const rows = (by: UsageBy) =>
    fold(slots, { by }, names).rows.map(({ key, label, totalTokens }) => [key, label, totalTokens]);
  expect([rows('session'), rows('agent')]).toEqual([
    [
      ['s1', 'Fix it', 199],
      ['s2', 'Found', 98],
      ['c4', null, 97],
    ],
    [
      ['fixer', null, 199],
      ['none', 'No agent', 195],
    ],
  ]);
});
