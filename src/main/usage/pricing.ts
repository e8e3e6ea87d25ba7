import type { PriceCorrection } from '#shared/contract/usage.ts';
import type { Price, PriceBand, PricedModel, PriceList } from './price-list.ts';
import { nextLongPrompt, type UsageSlot } from './rows.ts';

/** What the tokens of one slot cost each, or why nobody can say. */
export type Priced =
  | { readonly kind: 'unpriced'; readonly reason: 'no-price' | 'no-model' }
  /** `nearest`: some kind of token had no price of its own. */
  | { readonly kind: 'priced'; readonly price: Price; readonly nearest: boolean };

/** Tokens that have one price. */
export interface Tally {
  input: number;
  output: number;
  cacheRead: number;
  /** Without those kept for an hour. */
  cacheWrite: number;
  cacheWrite1h: number;
}

/** 10^-15 US dollars. */
const FEMTO = 1e15;

const DATE = '(?:-\\d{8}|@\\d{8}|-\\d{4}-\\d{2}-\\d{2}|-latest)';
const DATED = new RegExp(`^(.+?)${DATE}$`);

/** As the price lists write it: without the window's size and without the road it was reached by. */
const plainName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/\[\d+[km]\]$/, '')
    // Bedrock: `us.anthropic.claude-sonnet-4-5-20250929-v1:0`.
    .replace(/^(?:[a-z]{2,6}\.)?anthropic\.(.*?)(?:-v\d+(?::\d+)?)?$/, 'anthropic/$1');

/** `openai/gpt-5.5` is OpenAI's own; `z-ai/glm-5` is sold by OpenRouter under the whole name. */
const shelvesFor = (
  name: string,
  { vendors }: PriceList,
): readonly (readonly [string, readonly PricedModel[]])[] => {
  const [, vendor, own] = /^(anthropic|openai)\/(.+)$/.exec(name) ?? [];
  if (vendor === 'anthropic' && own) return [[own, vendors.anthropic]];
  if (vendor === 'openai' && own) return [[own, vendors.openai]];
  if (name.includes('/')) return [[name, vendors.openrouter]];
  return [
    [name, vendors.anthropic],
    [name, vendors.openai],
  ];
};

/** The model of that very name, or the one it is a dated edition of; never one whose name only begins alike. */
const listedAs = (name: string, list: PriceList): PricedModel | undefined => {
  const shelves = shelvesFor(name, list);
  const named = (wanted: (name: string) => string | undefined): PricedModel | undefined => {
    for (const [own, models] of shelves) {
      const found = models.find((model) => model.names.includes(wanted(own) ?? ''));
      if (found) return found;
    }
    return undefined;
  };
  return named((own) => own) ?? named((own) => DATED.exec(own)?.[1]);
};

const corrected = ({ input, output, cacheRead, cacheWrite }: PriceCorrection): PricedModel => ({
  names: [],
  periods: [
    {
      from: null,
      bands: [{ over: 0, price: { input, output, cacheRead, cacheWrite, cacheWrite1h: null } }],
    },
  ],
});

/** Prompts of unknown length that together are short enough were each short enough. */
const bandFor = (
  bands: readonly PriceBand[],
  slot: UsageSlot,
): { band: PriceBand | undefined; sure: boolean } => {
  const together = slot.inputTokens + slot.cacheReadTokens + slot.cacheWriteTokens;
  const over = slot.promptOver ?? 0;
  const atMost = slot.promptOver === null ? together : Math.min(together, nextLongPrompt(over) ?? together);
  const band = bands.findLast((one) => one.over <= over);
  return { band, sure: !bands.some((one) => one.over > over && one.over < atMost) };
};

/** Adds a slot to the tokens of its price. */
export const tallyUp = (tally: Tally, slot: UsageSlot): void => {
  const hour = Math.min(slot.cacheWrite1hTokens, slot.cacheWriteTokens);
  tally.input += slot.inputTokens;
  tally.output += slot.outputTokens;
  tally.cacheRead += slot.cacheReadTokens;
  tally.cacheWrite += slot.cacheWriteTokens - hour;
  tally.cacheWrite1h += hour;
};

/** Whether one of the slot's tokens has to take another kind's price. */
const takesNearest = (price: Price, slot: UsageSlot): boolean =>
  (price.cacheRead === null && slot.cacheReadTokens > 0) ||
  (price.cacheWrite === null && slot.cacheWriteTokens > slot.cacheWrite1hTokens) ||
  (price.cacheWrite1h === null && slot.cacheWrite1hTokens > 0);

/**
 * Adds up in US dollars. Within it are whole numbers of 10^-15 dollars, so that no order and no grouping
 * gives another sum.
 */
export const costOf = (tallies: ReadonlyMap<Price, Tally>): number => {
  let cost = 0n;
  const add = (tokens: number, rate: number): void => {
    cost += BigInt(tokens) * BigInt(Math.round(rate * (FEMTO / 1e6)));
  };
  for (const [price, tally] of tallies) {
    const write = price.cacheWrite ?? price.input;
    add(tally.input, price.input);
    add(tally.output, price.output);
    add(tally.cacheRead, price.cacheRead ?? price.input);
    add(tally.cacheWrite, write);
    add(tally.cacheWrite1h, price.cacheWrite1h ?? write);
  }
  return Number(cost) / FEMTO;
};

/** Prices slots by a list and the person's corrections, which win. */
export const createPricing = (list: PriceList, corrections: readonly PriceCorrection[]) => {
  const own = new Map(corrections.map((one) => [one.model, corrected(one)]));
  const ownPlain = new Map(corrections.map((one) => [plainName(one.model), corrected(one)]));
  const known = new Map<string, PricedModel | undefined>();

  const look = (name: string): PricedModel | undefined => {
    if (known.has(name)) return known.get(name);
    const plain = plainName(name);
    const found = own.get(name) ?? ownPlain.get(plain) ?? listedAs(plain, list);
    known.set(name, found);
    return found;
  };

  return {
    price(slot: UsageSlot): Priced {
      if (slot.model === null) return { kind: 'unpriced', reason: 'no-model' };
      const period = look(slot.model)?.periods.findLast(({ from }) => from === null || from <= slot.slot);
      const { band, sure } = bandFor(period?.bands ?? [], slot);
      if (!band) return { kind: 'unpriced', reason: 'no-price' };
      return { kind: 'priced', price: band.price, nearest: !sure || takesNearest(band.price, slot) };
    },
  };
};

export type Pricing = ReturnType<typeof createPricing>;
