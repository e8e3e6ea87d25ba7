import { expect, test } from 'vitest';
import { loadPriceList } from './price-list.ts';
import { costOf, createPricing, tallyUp } from './pricing.ts';
import { promptOver, type UsageSlot } from './rows.ts';
import { slotOf } from './test-support/slots.ts';

const list = await loadPriceList();
const pricing = createPricing(list, []);

/** In dollars; else why not. */
const costIn = (prices: Pick<typeof pricing, 'price'>, slot: UsageSlot): number | string => {
  const priced = prices.price(slot);
  if (priced.kind === 'unpriced') return priced.reason;
  const tally = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0 };
  tallyUp(tally, slot);
  return costOf(new Map([[priced.price, tally]]));
};

const dollars = (slot: UsageSlot): number | string => costIn(pricing, slot);

/** What a million tokens of input cost. */
const inputOf = (model: string | null): number | string => dollars(slotOf({ model, inputTokens: 1_000_000 }));

test('a response costs what Claude Code 2.1.330 itself reckoned for it', () => {
  const slot = slotOf({
    model: 'claude-opus-5-5',
    inputTokens: 48,
    outputTokens: 318,
    cacheReadTokens: 60_018,
    cacheWriteTokens: 3018,
  });
  expect(dollars(slot)).toBe(0.0336456);
});

test.each([
  ['claude-sonnet-4-5-20250929', 3],
  ['claude-sonnet-4-5-20250929[1m]', 3],
  ['claude-sonnet-4-5@20250929', 3],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 3],
  ['anthropic/claude-sonnet-4.5', 3],
  ['claude-sonnet-4-20250514', 3],
  ['claude-3-5-haiku-20241022', 0.8],
  ['claude-haiku-4-5-20251001', 1],
  ['claude-opus-4-1-20250805', 15],
  ['claude-opus-4-5-20251101', 5],
  ['claude-opus-5-5', 4],
  ['claude-sonnet-5', 2],
  ['claude-sonnet-5-5', 2],
  ['claude-haiku-5-5', 0.1],
  ['claude-fable-5-2', 8],
  ['gpt-5-codex', 1.25],
  ['gpt-5.1-codex-max', 1.25],
  ['gpt-5.2-codex', 1.75],
  ['openai/gpt-5.5', 5],
  ['gpt-5.5-codex', 5],
  ['gpt-5.5-2026-04-23', 5],
  ['GPT-5.5', 5],
  ['z-ai/glm-4.6', expect.any(Number)],
])('%s has a price', (model, price) => {
  expect(inputOf(model)).toEqual(price);
});

test.each([
  'claude-sonnet-5-9',
  'claude-opus-4-5-turbo',
  'claude-opus-55',
  'gpt-5.5-something',
  'gpt-5.55',
  'gpt-6.1-sol',
  'gpt-5-nano-next',
  'opus',
  'best',
  'totally-unknown-model',
  'claude',
  'gpt-oss:20b',
  'ollama/gpt-5.5',
  'openai/',
  '',
  '<synthetic>',
  'constructor',
])('a model that is no other: %s has no price', (model) => {
  expect(inputOf(model)).toBe('no-price');
});

test('a log that names no model has no price for that', () => {
  expect(inputOf(null)).toBe('no-model');
});

test('the price is that of the day of use', () => {
  const at = (day: string) =>
    dollars(slotOf({ model: 'o3', inputTokens: 1_000_000, at: `${day}T00:00:00Z` }));
  expect([at('2025-06-09'), at('2025-06-10'), at('2026-11-25')]).toEqual([10, 2, 2]);
});

test('each kind of token has its own price, an hour of cache another than five minutes', () => {
  const model = 'claude-opus-5-5';
  const each = {
    input: slotOf({ model, inputTokens: 1_000_000 }),
    read: slotOf({ model, cacheReadTokens: 1_000_000 }),
    write: slotOf({ model, cacheWriteTokens: 1_000_000 }),
    hour: slotOf({ model, cacheWriteTokens: 1_000_000, cacheWrite1hTokens: 1_000_000 }),
    both: slotOf({ model, cacheWriteTokens: 1_000_000, cacheWrite1hTokens: 400_000 }),
    output: slotOf({ model, outputTokens: 1_000_000, reasoningTokens: 900_000 }),
  };
  expect(Object.values(each).map((slot) => dollars(slot))).toEqual([4, 0.2, 5, 8, 6.2, 20]);
});

test('a kind without a price of its own takes the nearest and says so', () => {
  const slot = slotOf({ model: 'gpt-5.5', cacheWriteTokens: 1_000_000 });
  expect([dollars(slot), pricing.price(slot)]).toEqual([5, expect.objectContaining({ nearest: true })]);
  expect(pricing.price(slotOf({ model: 'gpt-5.5', inputTokens: 5 }))).toMatchObject({ nearest: false });
});

test('a long prompt makes the whole request dearer', () => {
  const tokens = { inputTokens: 300_000, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 1000 };
  const slot = slotOf({ model: 'gpt-5.5', ...tokens, promptOver: promptOver(tokens) });
  expect(dollars(slot)).toBe(3.045);
  expect(pricing.price(slot)).toMatchObject({ nearest: false });
});

test('many short prompts are no long one', () => {
  const slot = slotOf({ model: 'gpt-5.5', inputTokens: 3_000_000, promptOver: 0 });
  expect([dollars(slot), pricing.price(slot)]).toEqual([15, expect.objectContaining({ nearest: false })]);
});

test('prompts of unknown length are surely short only when they are together', () => {
  const ofLength = (inputTokens: number) =>
    pricing.price(slotOf({ model: 'gpt-5.5', inputTokens, promptOver: null }));
  expect([ofLength(271_999), ofLength(272_000)]).toMatchObject([{ nearest: false }, { nearest: true }]);
});

test('what a person set wins over the list, under any writing of the name', () => {
  const correction = { model: 'gpt-5.5', input: 7, output: 8, cacheRead: 1, cacheWrite: 2 };
  const own = createPricing(list, [correction, { ...correction, model: 'gpt-6.1-sol', input: 9 }]);
  const input = (model: string) =>
    costIn(own, slotOf({ model, inputTokens: 1_000_000, promptOver: 271_999 }));
  expect(['gpt-5.5', 'GPT-5.5', 'gpt-6.1-sol', 'gpt-6.1-sol[1m]', 'gpt-5.2'].map(input)).toEqual([
    7, 7, 9, 9, 1.75,
  ]);
});

test('a correction has one price for cache writes, so an hour of it is an estimate', () => {
  const own = createPricing(list, [{ model: 'm', input: 1, output: 1, cacheRead: 1, cacheWrite: 2 }]);
  const slot = slotOf({ model: 'm', cacheWriteTokens: 1_000_000, cacheWrite1hTokens: 1_000_000 });
  expect([costIn(own, slot), own.price(slot)]).toEqual([2, expect.objectContaining({ nearest: true })]);
});

test('the length of a prompt counts what the cache gave and took', () => {
  const of = (inputTokens: number, cacheReadTokens: number, cacheWriteTokens: number) =>
    promptOver({ inputTokens, cacheReadTokens, cacheWriteTokens });
  expect([of(1, 199_999, 0), of(1, 199_999, 1), of(1, 271_998, 0), of(0, 0, 272_000)]).toEqual([
    0, 200_000, 200_000, 271_999,
  ]);
});
