import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ConversationId } from './ids.ts';

/** How a figure is known; a group has the worst of its parts. */
export const CostKind = z.enum(['exact', 'estimated', 'unpriced']);
export type CostKind = z.output<typeof CostKind>;

/** Why a figure is not exact. */
export const UsageReason = z.enum([
  /** The CLI wrote a placeholder for the output; the true figure is at least this. */
  'output-placeholder',
  /** The stream was cut; what the vendor counted after that is in no log. */
  'aborted-stream',
  /** The log holds running totals only, and this is their difference. */
  'from-totals',
  /** A request the log shows and no figure for it. */
  'request-without-usage',
  /** No price is known for the model. */
  'no-price',
  /** The log names no model. */
  'no-model',
  /** The price list gives no price of its own for a kind of token (a cache tier, say); the nearest was taken. */
  'price-tier',
]);
export type UsageReason = z.output<typeof UsageReason>;

/** Tokens of any number of model responses. */
export const Tokens = z.object({
  /** Without what the cache gave. */
  inputTokens: z.number().int().nonnegative(),
  cacheReadTokens: z.number().int().nonnegative(),
  cacheWriteTokens: z.number().int().nonnegative(),
  /** With reasoning. */
  outputTokens: z.number().int().nonnegative(),
  /** Part of the output. */
  reasoningTokens: z.number().int().nonnegative(),
  /** input + cache read + cache write + output. */
  totalTokens: z.number().int().nonnegative(),
});
export type Tokens = z.output<typeof Tokens>;

export const UsageSum = Tokens.extend({
  /** Of the priced parts, US dollars at the API's list price; null when nothing is priced. */
  costUSD: z.number().nonnegative().nullable(),
  costKind: CostKind,
  unpricedTokens: z.number().int().nonnegative(),
  models: z.array(z.string()),
  reasons: z.array(UsageReason),
});
export type UsageSum = z.output<typeof UsageSum>;

export const UsageRow = UsageSum.extend({
  /** A day `2026-11-25`, ISO week `2026-W48`, month `2026-11`, model, folder, or the id of a session or agent. */
  key: z.string(),
  /** What a person calls it, where that is not the key. */
  label: z.string().nullable(),
  /** Of a day, week or month: the cost of each model that has a price. */
  costs: z.array(z.object({ model: z.string(), costUSD: z.number().nonnegative() })).optional(),
});
export type UsageRow = z.output<typeof UsageRow>;

export const UsageBy = z.enum(['day', 'week', 'month', 'model', 'session', 'agent', 'folder']);
export type UsageBy = z.output<typeof UsageBy>;

const Day = z.iso.date();

export const UsageQuery = z.object({
  by: UsageBy,
  /** Both inclusive, in `timeZone`. */
  since: Day.nullable(),
  until: Day.nullable(),
  /** IANA name; null is the machine's. */
  timeZone: z.string().max(100).nullable(),
});
export type UsageQuery = z.output<typeof UsageQuery>;

export const UsageReport = z.object({
  rows: z.array(UsageRow),
  total: UsageSum,
  timeZone: z.string(),
  /** False while logs are still being read: the figures will grow. */
  complete: z.boolean(),
});
export type UsageReport = z.output<typeof UsageReport>;

/** A price a person set against the list, US dollars per million tokens. */
export const PriceCorrection = z.object({
  model: z.string().min(1).max(200),
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  cacheRead: z.number().nonnegative(),
  cacheWrite: z.number().nonnegative(),
});
export type PriceCorrection = z.output<typeof PriceCorrection>;

/** One conversation's figures beside the CLI's own counter. */
export const TotalsCheck = z.object({
  ours: Tokens,
  /** Null: that CLI left no counter. */
  theirs: z
    .object({ source: z.string(), tokens: Tokens.nullable(), costUSD: z.number().nullable() })
    .nullable(),
  agrees: z.boolean().nullable(),
  /** What accounts for the difference, in sentences. */
  explained: z.array(z.string()),
});
export type TotalsCheck = z.output<typeof TotalsCheck>;

/** What resuming a conversation costs before anything is said: all of it is read again. */
export const ResumeEstimate = z.object({
  /** About; the context of its last response. */
  tokens: z.number().int().nonnegative(),
  model: z.string().nullable(),
  /** At list price, from nothing cached to all of it cached; null: no price is known. */
  costUSD: z.object({ least: z.number().nonnegative(), most: z.number().nonnegative() }).nullable(),
});
export type ResumeEstimate = z.output<typeof ResumeEstimate>;

export const usageContract = {
  /** Null: no figure of that conversation is known. */
  resumeEstimate: oc.input(z.object({ conversationId: ConversationId })).output(ResumeEstimate.nullable()),
  report: oc
    .input(UsageQuery)
    .output(UsageReport)
    .errors({ UNKNOWN_TIME_ZONE: { data: z.object({ timeZone: z.string() }) } }),
  checkTotals: oc
    .input(z.object({ conversationId: ConversationId }))
    .output(TotalsCheck)
    .errors({ LOG_NOT_FOUND: { data: z.object({ id: z.string() }) } }),
  prices: oc.output(z.array(PriceCorrection)),
  savePrices: oc.input(z.array(PriceCorrection).max(500)).output(z.array(PriceCorrection)),
};
