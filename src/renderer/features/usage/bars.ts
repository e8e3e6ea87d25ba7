import type { UsageSum } from '#shared/contract/usage.ts';

export type Measure = 'cost' | 'tokens';

/** One bar: its part of the calendar and what was used in it. */
export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly tick: string;
  readonly sum: UsageSum | null;
}

/** What a bar is made of, from the bottom up. */
export const series = [
  { kind: 'cacheReadTokens', label: 'cache read', colour: 'var(--c-1)' },
  { kind: 'inputTokens', label: 'input', colour: 'var(--c-2)' },
  { kind: 'cacheWriteTokens', label: 'cache write', colour: 'var(--c-3)' },
  { kind: 'outputTokens', label: 'output', colour: 'var(--c-4)' },
] as const;

export interface Piece {
  readonly colour: string;
  readonly from: number;
  readonly to: number;
}

/** How high a bar is, in dollars or tokens. */
export const heightOf = ({ sum }: Bar, measure: Measure): number =>
  (measure === 'cost' ? sum?.costUSD : sum?.totalTokens) ?? 0;

/** The pieces a bar is stacked from. Costs are in one piece: only tokens are known by kind. */
export const piecesOf = (bar: Bar, measure: Measure): readonly Piece[] => {
  const { sum } = bar;
  if (!sum) return [];
  if (measure === 'cost') return [{ colour: 'var(--c-1)', from: 0, to: heightOf(bar, 'cost') }];
  let top = 0;
  return series.map(({ kind, colour }) => {
    const from = top;
    top += sum[kind];
    return { colour, from, to: top };
  });
};

/** The end of an axis that reaches at least so far, a number people read easily. */
export const axisTop = (most: number): number => {
  if (most <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 4, 6, 8, 10].find((step) => step * unit >= most) ?? 10) * unit;
};
