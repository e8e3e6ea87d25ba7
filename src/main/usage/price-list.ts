import type { ModelPrice, Provider } from '@pydantic/genai-prices';

/** US dollars per million tokens. Null: the list has no price of its own for that kind. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number | null;
  readonly cacheWrite: number | null;
  readonly cacheWrite1h: number | null;
}

/** The price of requests whose prompt is longer than `over` tokens, up to the next band's. */
export interface PriceBand {
  readonly over: number;
  readonly price: Price;
}

export interface PricedModel {
  /** In small letters. */
  readonly names: readonly string[];
  /** In the order of their beginnings, UTC ms; null: since ever. Bands ascend, the first is over 0. */
  readonly periods: readonly { readonly from: number | null; readonly bands: readonly PriceBand[] }[];
}

/** The API's list prices: the vendors' own by bare name, OpenRouter's by `vendor/name`. */
export interface PriceList {
  readonly vendors: Readonly<Record<'anthropic' | 'openai' | 'openrouter', readonly PricedModel[]>>;
}

/**
 * Newer than the list. Input, output, 5-minute writes and reads as Claude Code 2.1.330 itself reckons them
 * (from its `costUSD`); an hour's write is twice the input, as for every Claude model.
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing
 */
const newer: readonly PricedModel[] = (
  [
    ['claude-sonnet-5-5', 2, 10, 0.1, 2.5],
    ['claude-haiku-5-5', 0.1, 0.5, 0.01, 0.125],
    ['claude-fable-5-2', 8, 40, 0.2, 10],
  ] as const
).map(([name, input, output, cacheRead, cacheWrite]) => ({
  names: [name],
  periods: [
    {
      from: null,
      bands: [{ over: 0, price: { input, output, cacheRead, cacheWrite, cacheWrite1h: input * 2 } }],
    },
  ],
}));

/** Reads one kind's price for prompts longer than `over`. */
const priceOver = (price: ModelPrice[string], over: number): number | null => {
  if (price === undefined || typeof price === 'number') return price ?? null;
  return price.tiers.findLast((tier) => bandOf(tier.start) <= over)?.price ?? price.base;
};

/** The list writes one and the same length as 271999 and as 272000. */
const bandOf = (start: number): number => (start === 272_000 ? 271_999 : start);

const priceAt = (prices: ModelPrice, over: number): Price | null => {
  const of = (key: string): number | null => priceOver(prices[key], over);
  const [input, output] = [of('input_mtok'), of('output_mtok')];
  // A model with a price of its own for reasoning, or none for text, is not priced rather than wrongly.
  if (input === null || output === null || prices['output_reasoning_mtok'] !== undefined) return null;
  return {
    input,
    output,
    cacheRead: of('cache_read_mtok'),
    cacheWrite: of('cache_write_5m_mtok') ?? of('cache_write_mtok'),
    cacheWrite1h: of('cache_write_1h_mtok'),
  };
};

const bandsOf = (prices: ModelPrice): readonly PriceBand[] => {
  const starts = Object.values(prices).flatMap((price) =>
    typeof price === 'object' ? price.tiers.map((tier) => bandOf(tier.start)) : [],
  );
  return [...new Set([0, ...starts])]
    .toSorted((one, other) => one - other)
    .flatMap((over) => {
      const price = priceAt(prices, over);
      return price ? [{ over, price }] : [];
    });
};

type ListedModel = Provider['models'][number];

const namesOf = ({ id, match }: ListedModel): readonly string[] => {
  const rules = 'or' in match ? match.or : [match];
  // What a rule says by beginning, part or pattern would also catch models that are no such thing
  // (`claude-sonnet-5` would price `claude-sonnet-5-5`): a beginning is taken as a whole name.
  const named = rules.flatMap((rule) => {
    if ('equals' in rule) return [rule.equals];
    return 'starts_with' in rule ? [rule.starts_with] : [];
  });
  return [...new Set([id, ...named].map((name) => name.toLowerCase()))];
};

const listed = (model: ListedModel): readonly PricedModel[] => {
  const prices = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  // A price by the hour of the day does not fit a period.
  if (prices.some(({ constraint }) => constraint?.type === 'time_of_date')) return [];
  const periods = prices.map(({ constraint, prices: found }) => ({
    from: constraint?.type === 'start_date' ? Date.parse(constraint.start_date) : null,
    bands: bandsOf(found),
  }));
  if (periods.some(({ bands }) => bands.length === 0)) return [];
  return [{ names: namesOf(model), periods }];
};

let loading: Promise<PriceList> | undefined;

/** The list that comes with this version of toc. It is read at the first question: it is most of a megabyte. */
export const loadPriceList = (): Promise<PriceList> => {
  loading ??= (async () => {
    const { findProvider } = await import('@pydantic/genai-prices');
    const models = (providerId: string): readonly PricedModel[] =>
      (findProvider({ providerId })?.models ?? []).flatMap(listed);
    return {
      vendors: {
        anthropic: [...newer, ...models('anthropic')],
        openai: models('openai'),
        openrouter: models('openrouter'),
      },
    };
  })();
  return loading;
};
