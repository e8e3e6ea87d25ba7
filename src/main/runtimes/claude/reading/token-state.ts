import type { Counter, TokenEvent } from '../../reader.ts';
import { count, fields, type Fields } from '../../values.ts';

/** Tokens by kind, as an event has them. */
export type Sums = Omit<TokenEvent, 'seq' | 'key' | 'at' | 'model' | 'owner' | 'reason'>;

/** A model response of which more lines may come. */
export interface Message {
  event: TokenEvent;
  /** The output is final: its lines show it. */
  isKnown: boolean;
  /** Its version writes final figures only, though no line shows it. */
  isTrusted: boolean;
  /** Its stream was cut. */
  isAborted: boolean;
}

/** What must be known of the lines before to count the next. JSON. */
export interface TokenState {
  next: number;
  /** The newest responses, by their key with a letter before it. */
  messages: Record<string, Message>;
  /** The response of this log itself since the last thing the model was given; null: none yet. */
  answer: string | null;
  /** The model was given something and has not answered. */
  isAsked: boolean;
  /** Of stream-json: requests for a summary since the last result. */
  compactions: number;
  /** Of stream-json: the message that a stream of events is about, by whom it is for. */
  streams: Record<string, string>;
  /** Of stream-json: the totals by model as the last result had them. */
  totals: Record<string, Sums> | null;
  counter: Counter | null;
}

/** Nothing counted yet. */
export const newTokenState = (): TokenState => ({
  next: 0,
  messages: {},
  answer: null,
  isAsked: false,
  compactions: 0,
  streams: {},
  totals: null,
  counter: null,
});

/** More than this is no count of one response, nor of a conversation. */
const MOST = 1_000_000_000_000;

const tokens = (value: unknown): number => {
  const found = count(value);
  return found > MOST ? 0 : found;
};

const summed = (
  input: number,
  read: number,
  written: number,
  output: number,
): Pick<Sums, 'inputTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'outputTokens' | 'totalTokens'> => ({
  inputTokens: input,
  cacheReadTokens: read,
  cacheWriteTokens: written,
  outputTokens: output,
  totalTokens: input + read + written + output,
});

/** The figures of `message.usage` and of a result: input is without the cache, output with thinking. */
export const usageOf = (usage: Fields): Sums => {
  const written = tokens(usage['cache_creation_input_tokens']);
  const output = tokens(usage['output_tokens']);
  const hour = tokens(fields(usage['cache_creation'])['ephemeral_1h_input_tokens']);
  const thinking = tokens(fields(usage['output_tokens_details'])['thinking_tokens']);
  return {
    ...summed(tokens(usage['input_tokens']), tokens(usage['cache_read_input_tokens']), written, output),
    cacheWrite1hTokens: Math.min(written, hour),
    reasoningTokens: Math.min(output, thinking),
  };
};

/** The figures of one model in `modelUsage`. */
export const modelUsageOf = (usage: Fields): Sums => {
  const written = tokens(usage['cacheCreationInputTokens']);
  const output = tokens(usage['outputTokens']);
  return {
    ...summed(tokens(usage['inputTokens']), tokens(usage['cacheReadInputTokens']), written, output),
    cacheWrite1hTokens: Math.min(written, tokens(usage['cacheCreationEphemeral1hInputTokens'])),
    reasoningTokens: Math.min(output, tokens(usage['thinkingTokens'])),
  };
};

const combined = (left: Sums, right: Sums, by: (a: number, b: number) => number): Sums => ({
  ...summed(
    by(left.inputTokens, right.inputTokens),
    by(left.cacheReadTokens, right.cacheReadTokens),
    by(left.cacheWriteTokens, right.cacheWriteTokens),
    by(left.outputTokens, right.outputTokens),
  ),
  cacheWrite1hTokens: by(left.cacheWrite1hTokens, right.cacheWrite1hTokens),
  reasoningTokens: by(left.reasoningTokens, right.reasoningTokens),
});

/** The larger of each kind. */
export const larger = (left: Sums, right: Sums): Sums => combined(left, right, Math.max);

/** Both together. */
export const plus = (left: Sums, right: Sums): Sums => combined(left, right, (a, b) => a + b);

/** What `left` has more of; never less than nothing. */
export const minus = (left: Sums, right: Sums): Sums => combined(left, right, (a, b) => Math.max(0, a - b));

/** No tokens at all. */
export const NONE: Sums = usageOf({});

const KINDS = ['inputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'outputTokens'] as const;

/** Whether `whole` has at least as many of each kind. */
export const covers = (whole: Sums, part: Sums): boolean => KINDS.every((kind) => whole[kind] >= part[kind]);
