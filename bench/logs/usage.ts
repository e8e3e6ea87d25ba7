import { join } from 'node:path';
import { z } from 'zod';
import { addTokens, addUnder, noTokens, type Tokens } from './make/truth.ts';
import type { Tree } from './places.ts';
import { ourError } from './truths.ts';

/** The built command. */
export const COMMAND = join(import.meta.dirname, '..', '..', 'out', 'main', 'command.js');

const Sum = z.object({
  inputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
});

/** A report as `toc usage --json` prints it and as main answers it. */
const Report = z.object({ rows: z.array(Sum.extend({ key: z.string() })), total: Sum });

const tokensIn = (sum: z.output<typeof Sum>): Tokens => ({
  input: sum.inputTokens,
  cacheRead: sum.cacheReadTokens,
  cacheWrite: sum.cacheWriteTokens,
  output: sum.outputTokens,
  reasoning: sum.reasoningTokens,
});

/** How far a report by day is from what the logs of both formats hold. */
export const reportError = (output: string, { truths }: Tree): string => {
  const { rows, total } = Report.parse(JSON.parse(output));
  const days = Object.fromEntries(
    rows
      .map(({ key, ...sum }) => [key, tokensIn(sum)] as const)
      // A day on which only figures are missing.
      .filter(([, tokens]) => Object.values(tokens).some((one) => one > 0)),
  );
  const truth = { tokens: noTokens(), days: {}, models: {} };
  for (const { tokens, days: each } of [truths.codex, truths.claude]) {
    addTokens(truth.tokens, tokens);
    for (const [day, sum] of Object.entries(each)) addUnder(truth.days, day, sum);
  }
  return ourError({ tokens: tokensIn(total), days }, truth);
};
