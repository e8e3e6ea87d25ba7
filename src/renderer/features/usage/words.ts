import type { UsageBy, UsageRow, UsageSum } from '#shared/contract/usage.ts';
import { costFigure, costKnown, tokensShort } from '#shared/usage-words.ts';
import { figureOf, type Bar, type Measure, type Series } from './bars.ts';
import { partName } from './periods.ts';

/** What a row is about, as people call it. */
export const rowName = ({ key, label }: Pick<UsageRow, 'key' | 'label'>, by: UsageBy): string =>
  by === 'day' || by === 'week' || by === 'month' ? partName(key, by) : (label ?? key);

/** One bar, spoken. */
export const spoken = (name: string, sum: UsageSum | null): string =>
  sum === null || sum.totalTokens === 0
    ? `${name}: nothing used`
    : `${name}: ${costFigure(sum)}, ${tokensShort(sum.totalTokens)} tokens, ${costKnown(sum)}`;

/** What a bar is made of, spoken; nothing where it is of one piece. */
export const partsSpoken = (bar: Bar, series: readonly Series[], measure: Measure): string => {
  const parts = series.filter(({ of }) => of(bar) > 0);
  if (parts.length < 2) return '';
  return parts.map(({ label, of }) => `${label} ${figureOf(measure, of(bar))}`).join(', ');
};
