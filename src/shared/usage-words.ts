import type { UsageReason, UsageSum } from './contract/usage.ts';

/** What a reason means to a person who reads a figure. */
export const reasonWords: Readonly<Record<UsageReason, string>> = {
  'output-placeholder': 'the CLI wrote placeholders for some output, so the true figure is at least this',
  'aborted-stream': 'an answer was cut off, and what the vendor counted after that is in no log',
  'from-totals': 'the log holds only running totals, and this is their difference',
  'request-without-usage': 'the log shows a request and no figure for it',
  'no-price': 'the price list has no such model',
  'no-model': 'the log names no model',
  'price-tier': 'the price list has no price of its own for a kind of token, so the nearest was taken',
};

/** So many tokens, in few letters: `14.2M`. */
export const tokensShort = (tokens: number): string => {
  const [unit, sign] =
    tokens >= 1e9 ? [1e9, 'B'] : tokens >= 1e6 ? [1e6, 'M'] : tokens >= 1000 ? [1000, 'k'] : [1, ''];
  const amount = tokens / unit;
  return `${amount >= 100 || sign === '' ? Math.floor(amount) : (Math.floor(amount * 10) / 10).toFixed(1)}${sign}`;
};

/** An amount of US dollars as it is drawn: cents, and below a cent four decimals. */
export const dollars = (amount: number): string => {
  const decimals = amount > 0 && amount < 0.01 ? 4 : 2;
  const number = amount.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return amount > 0 && amount < 0.00005 ? '< $0.0001' : `$${number}`;
};

/** A cost as it is drawn: `~` before an estimate, `+` behind what has parts without a price. */
export const costFigure = ({ costUSD, costKind }: Pick<UsageSum, 'costUSD' | 'costKind'>): string => {
  if (costUSD === null) return 'no price known';
  if (costKind === 'exact') return dollars(costUSD);
  return costKind === 'estimated' ? `~${dollars(costUSD)}` : `${dollars(costUSD)} +`;
};

/** How a figure is known, in a sentence without its end. */
export const costKnown = ({
  costUSD,
  costKind,
  unpricedTokens,
  reasons,
}: Pick<UsageSum, 'costUSD' | 'costKind' | 'unpricedTokens' | 'reasons'>): string => {
  if (costKind === 'exact') return 'exact';
  const why = reasons.map((reason) => reasonWords[reason]).join('; ');
  if (costKind === 'estimated') return `estimated: ${why}`;
  const without = `${unpricedTokens.toLocaleString('en-US')} tokens`;
  return costUSD === null ? `no price known: ${why}` : `no price known for ${without}: ${why}`;
};

/** Said once wherever costs are shown. */
export const COST_MEANS = "Cost is what the tokens would cost at the API's list price, not a bill.";
