import type { RuntimeId } from '#shared/contract/ids.ts';
import type {
  PriceCorrection,
  ResumeEstimate,
  Tokens,
  UsageQuery,
  UsageReport,
  UsageReason,
} from '#shared/contract/usage.ts';
import type { Counter } from '../runtimes/reader.ts';

/** A quarter of an hour, in milliseconds. */
export const SLOT = 15 * 60_000;

/**
 * The tokens of one quarter of an hour that agree in all else. A quarter lies in one local day in every zone
 * of the world since 8 November 2010: until then St. John's put its clock back at 00:01, until 1979 some
 * offsets were no multiple of 15 minutes, and before 1972 some had seconds.
 */
export interface UsageSlot {
  /** UTC start of the quarter, ms. */
  readonly slot: number;
  readonly runtime: RuntimeId;
  /** The top-level conversation: a sub-agent's tokens are its parent's. */
  readonly conversationId: string;
  readonly folder: string | null;
  readonly model: string | null;
  /** Null: the tokens are exact. */
  readonly reason: UsageReason | null;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Part of the cache writes: those kept for an hour. */
  readonly cacheWrite1hTokens: number;
  readonly outputTokens: number;
  /** Part of the output. */
  readonly reasoningTokens: number;
  /** `promptOver` of each of these responses, for prices that grow with the prompt; null: not known. */
  readonly promptOver: number | null;
}

/** From these lengths of prompt on, in tokens, vendors ask another price for the whole request. */
const LONG_PROMPTS = [271_999, 200_000];

/** The largest length with a price of its own that one response's prompt is longer than; 0: none. */
export const promptOver = (
  response: Pick<Tokens, 'inputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'>,
): number => {
  const prompt = response.inputTokens + response.cacheReadTokens + response.cacheWriteTokens;
  return LONG_PROMPTS.find((length) => prompt > length) ?? 0;
};

/** What a conversation is called, where it is one of a session's. */
export interface ConversationName {
  readonly sessionId: string;
  readonly title: string;
  /** `null`: the session has no agent. */
  readonly agent: { readonly id: string; readonly name: string } | null;
}

/** Everything a report is made from but the rows; it travels to the query worker. */
export interface ReportRequest {
  readonly query: UsageQuery;
  readonly names: ReadonlyMap<string, ConversationName>;
  readonly corrections: readonly PriceCorrection[];
}

/** A conversation, and the prices its resume is reckoned with. */
export interface EstimateRequest {
  readonly id: string;
  readonly corrections: readonly PriceCorrection[];
}

/** The query worker, as this room sees it. */
export interface UsageRows {
  /**
   * Reads the slots of `slotFilter(query)` and gives them to `reportOf`, there: they may be 100 000. Null: there is
   * no such time zone.
   */
  report(request: ReportRequest): Promise<Omit<UsageReport, 'complete'> | null>;
  /** Null: no log of that conversation was ever read. */
  conversation(id: string): Promise<ConversationUsage | null>;
  /** Null: no log of that conversation tells a figure. */
  resumeEstimate(request: EstimateRequest): Promise<ResumeEstimate | null>;
  /** Everything there was to read at the last look has been read. */
  complete(): boolean;
}

/** One conversation, with its sub-agents, beside its CLI's own counter. */
export interface ConversationUsage {
  readonly runtime: RuntimeId;
  /** Of the CLI that wrote last, where the log says. */
  readonly cliVersion: string | null;
  readonly tokens: Tokens;
  /** Why some of these tokens are not exact. */
  readonly reasons: readonly UsageReason[];
  readonly counter: Counter | null;
  /** It began as a copy of another. */
  readonly forked: boolean;
  /** How often it was compacted. */
  readonly compactions: number;
  /** Turns that were cut off. */
  readonly abortedTurns: number;
  readonly subagents: number;
  readonly skippedLines: number;
}

/** The next length above that has a price of its own. */
export const nextLongPrompt = (over: number): number | undefined =>
  LONG_PROMPTS.findLast((length) => length > over);
