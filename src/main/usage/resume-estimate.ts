import type { RuntimeId } from '#shared/contract/ids.ts';
import type { ResumeEstimate, Tokens } from '#shared/contract/usage.ts';
import { costOf, type Pricing, type Tally } from './pricing.ts';
import { promptOver } from './rows.ts';

/** What a log tells of one model response. */
interface Response extends Pick<
  Tokens,
  'inputTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'outputTokens'
> {
  readonly model: string | null;
}

/** None of any kind. */
const NOTHING: Readonly<Tally> = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0 };

/**
 * What resuming costs, from a conversation's last response: what that read and wrote is what the next one reads. Its
 * least is with all of it in the cache, its most with nothing, at the newest prices there are.
 */
export const resumeEstimateOf = (
  { model, inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens }: Response,
  runtime: RuntimeId,
  pricing: Pricing,
): ResumeEstimate => {
  const tokens = inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens;
  const prompt = { inputTokens: tokens, cacheReadTokens: 0, cacheWriteTokens: 0 };
  const priced = pricing.price({
    ...prompt,
    slot: Number.POSITIVE_INFINITY,
    runtime,
    conversationId: '',
    folder: null,
    model,
    reason: null,
    cacheWrite1hTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    promptOver: promptOver(prompt),
  });
  if (priced.kind === 'unpriced') return { tokens, model, costUSD: null };
  const cost = (of: Partial<Tally>): number => costOf(new Map([[priced.price, { ...NOTHING, ...of }]]));
  return {
    tokens,
    model,
    costUSD: {
      least: cost({ cacheRead: tokens }),
      most: Math.max(cost({ input: tokens }), cost({ cacheWrite: tokens })),
    },
  };
};
