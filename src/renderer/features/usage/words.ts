import type { UsageBy, UsageRow, UsageSum } from '#shared/contract/usage.ts';
import { costFigure, costKnown, tokensShort } from '#shared/usage-words.ts';
import { partName } from './periods.ts';

/** What a row is about, as people call it. */
export const rowName = ({ key, label }: Pick<UsageRow, 'key' | 'label'>, by: UsageBy): string =>
  by === 'day' || by === 'week' || by === 'month' ? partName(key, by) : (label ?? key);

/** One bar, spoken. */
export const spoken = (name: string, sum: UsageSum | null): string =>
  sum === null || sum.totalTokens === 0
    ? `${name}: nothing used`
    : `${name}: ${costFigure(sum)}, ${tokensShort(sum.totalTokens)} tokens, ${costKnown(sum)}`;
