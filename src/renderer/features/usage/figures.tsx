import type { UsageSum } from '#shared/contract/usage.ts';
import { costFigure, costKnown, tokensShort } from '#shared/usage-words.ts';
import { daysOfPeriod, periodName } from './periods.ts';
import { useReport } from './use-usage.ts';

const nothing: UsageSum = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  costUSD: 0,
  costKind: 'exact',
  unpricedTokens: 0,
  models: [],
  reasons: [],
};

const Figure = ({ name, sum }: { readonly name: string; readonly sum: UsageSum | undefined }) => (
  <div role="group" aria-label={name} className="min-w-36 max-w-72">
    <p className="text-xs text-fg-3">{name}</p>
    <p className="text-xl font-semibold tracking-[-0.011em] tabular-nums">{sum ? costFigure(sum) : '…'}</p>
    {sum && (
      <p className="text-xs text-fg-3 tabular-nums">
        {tokensShort(sum.totalTokens)} tokens, {costKnown(sum)}
      </p>
    )}
  </div>
);

/** Today and this month, whatever the rest of the page shows. */
export const Figures = ({ today }: { readonly today: string }) => {
  const { data } = useReport('day', daysOfPeriod('month', today));
  return (
    <div className="mb-6 flex flex-wrap gap-x-8 gap-y-3 short:mb-4">
      <Figure name="Today" sum={data && (data.rows.find(({ key }) => key === today) ?? nothing)} />
      <Figure name={`${periodName('month', today)} so far`} sum={data?.total} />
    </div>
  );
};
