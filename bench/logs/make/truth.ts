import { z } from 'zod';

/** Tokens by kind, as toc counts them: input without the cache, output with reasoning. */
export const Tokens = z.object({
  input: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
  output: z.number(),
  reasoning: z.number(),
});
export type Tokens = z.output<typeof Tokens>;

/** What one format's logs hold. */
export const Truth = z.object({
  files: z.number(),
  lines: z.number(),
  bytes: z.number(),
  responses: z.number(),
  tokens: Tokens,
  /** By UTC day. */
  days: z.record(z.string(), Tokens),
  models: z.record(z.string(), Tokens),
  /** How often each trap was laid. */
  traps: z.record(z.string(), z.number()),
});
export type Truth = z.output<typeof Truth>;

/** No tokens. */
export const noTokens = (): Tokens => ({ input: 0, cacheRead: 0, cacheWrite: 0, output: 0, reasoning: 0 });

/** Adds tokens to a sum. */
export const addTokens = (sum: Tokens, more: Tokens): void => {
  sum.input += more.input;
  sum.cacheRead += more.cacheRead;
  sum.cacheWrite += more.cacheWrite;
  sum.output += more.output;
  sum.reasoning += more.reasoning;
};

/** Adds tokens to the sum of that name. */
export const addUnder = (sums: Record<string, Tokens>, name: string, more: Tokens): void => {
  const sum = (sums[name] ??= noTokens());
  addTokens(sum, more);
};

/** Knows what is in the logs because it is told of each response as it is invented, and of nothing else. */
export const createLedger = () => {
  const truth: Truth = {
    files: 0,
    lines: 0,
    bytes: 0,
    responses: 0,
    tokens: noTokens(),
    days: {},
    models: {},
    traps: {},
  };
  return {
    truth,
    /** A response that the vendor counted, and the moment its log first tells its figures. */
    response(at: number, model: string, tokens: Tokens): void {
      truth.responses += 1;
      addTokens(truth.tokens, tokens);
      addUnder(truth.days, new Date(at).toISOString().slice(0, 10), tokens);
      addUnder(truth.models, model, tokens);
    },
    trap(name: string, times = 1): void {
      truth.traps[name] = (truth.traps[name] ?? 0) + times;
    },
    file({ bytes, lines }: { readonly bytes: number; readonly lines: number }): void {
      truth.files += 1;
      truth.bytes += bytes;
      truth.lines += lines;
    },
  };
};

export type Ledger = ReturnType<typeof createLedger>;
