import type { UsageRow, UsageSum } from '#shared/contract/usage.ts';
import { dollars, tokensShort } from '#shared/usage-words.ts';

export type Measure = 'cost' | 'tokens';

/** One bar: its part of the calendar and what was used in it. */
export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly tick: string;
  readonly sum: (UsageSum & Pick<UsageRow, 'costs'>) | null;
}

/** One of the things a bar is made of. */
export interface Series {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  readonly of: (bar: Bar) => number;
}

/** A number of dollars or tokens in few letters. */
export const figureOf = (measure: Measure, value: number): string =>
  measure === 'cost' ? dollars(value) : tokensShort(value);

/** How high a bar is, in dollars or tokens. */
export const heightOf = ({ sum }: Bar, measure: Measure): number =>
  (measure === 'cost' ? sum?.costUSD : sum?.totalTokens) ?? 0;

const kinds = [
  ['cacheReadTokens', 'cache read', 'var(--c-1)'],
  ['inputTokens', 'input', 'var(--c-2)'],
  ['cacheWriteTokens', 'cache write', 'var(--c-3)'],
  ['outputTokens', 'output', 'var(--c-4)'],
] as const;

const tokenSeries: readonly Series[] = kinds.map(([key, label, colour]) => ({
  key,
  label,
  colour,
  of: ({ sum }) => sum?.[key] ?? 0,
}));

/** So many models have a colour of their own. */
const COLOURS = ['var(--c-1)', 'var(--c-2)', 'var(--c-3)', 'var(--c-4)', 'var(--c-5)'] as const;

const costIn = ({ sum }: Bar, model: string): number =>
  sum?.costs?.find((one) => one.model === model)?.costUSD ?? 0;

/** The models that cost most in all the bars, by name: a model keeps its place whatever a day cost. */
const modelsOf = (bars: readonly Bar[]): readonly string[] => {
  const totals = new Map<string, number>();
  for (const { sum } of bars)
    for (const { model, costUSD } of sum?.costs ?? []) totals.set(model, (totals.get(model) ?? 0) + costUSD);
  return [...totals]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, COLOURS.length)
    .map(([model]) => model)
    .toSorted();
};

/** Less than this is what adding up leaves. */
const NOTHING = 1e-9;

const costSeries = (bars: readonly Bar[]): readonly Series[] => {
  const models = modelsOf(bars);
  const named = models.map((model, index) => ({
    key: `model ${model}`,
    label: model,
    colour: COLOURS[index] ?? COLOURS[0],
    of: (bar: Bar) => costIn(bar, model),
  }));
  const rest = (bar: Bar): number => {
    const left = heightOf(bar, 'cost') - named.reduce((sum, { of }) => sum + of(bar), 0);
    return left > NOTHING ? left : 0;
  };
  if (!bars.some((bar) => rest(bar) > 0)) return named;
  return [...named, { key: 'rest', label: 'other models', colour: 'var(--c-6)', of: rest }];
};

/** What bars are made of, from the bottom up: costs of models, tokens of kinds. */
export const seriesOf = (bars: readonly Bar[], measure: Measure): readonly Series[] =>
  measure === 'cost' ? costSeries(bars) : tokenSeries;

export interface Piece {
  readonly key: string;
  readonly colour: string;
  readonly from: number;
  readonly to: number;
}

/** The pieces a bar is stacked from; what is nothing has none. */
export const piecesOf = (bar: Bar, series: readonly Series[]): readonly Piece[] => {
  let top = 0;
  return series.flatMap(({ key, colour, of }) => {
    const from = top;
    top += of(bar);
    return top > from ? [{ key, colour, from, to: top }] : [];
  });
};

/** The end of an axis that reaches at least so far, a number people read easily. */
export const axisTop = (most: number): number => {
  if (most <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 4, 6, 8, 10].find((step) => step * unit >= most) ?? 10) * unit;
};
