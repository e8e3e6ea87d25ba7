import type { UsageBy, UsageRow, UsageSum } from '#shared/contract/usage.ts';
import { costFigure, costKnown } from '#shared/usage-words.ts';
import { partName } from './periods.ts';

/** So many tokens, in few letters: `14.2M`. */
export const tokensShort = (tokens: number): string => {
  const [unit, sign] =
    tokens >= 1e9 ? [1e9, 'B'] : tokens >= 1e6 ? [1e6, 'M'] : tokens >= 1000 ? [1000, 'k'] : [1, ''];
  const amount = tokens / unit;
  return `${amount >= 100 || sign === '' ? Math.floor(amount) : (Math.floor(amount * 10) / 10).toFixed(1)}${sign}`;
};

/** What a row is about, as people call it. */
export const rowName = ({ key, label }: Pick<UsageRow, 'key' | 'label'>, by: UsageBy): string =>
  by === 'day' || by === 'week' || by === 'month' ? partName(key, by) : (label ?? key);

/** One bar, spoken. */
export const spoken = (name: string, sum: UsageSum | null): string =>
  sum === null || sum.totalTokens === 0
    ? `${name}: nothing used`
    : `${name}: ${costFigure(sum)}, ${tokensShort(sum.totalTokens)} tokens, ${costKnown(sum)}`;
