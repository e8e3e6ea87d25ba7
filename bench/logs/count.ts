import type { LogReader, TokenEvent } from '#main/runtimes/reader.ts';
import { addTokens, addUnder, noTokens, type Tokens } from './make/truth.ts';

/** A response as one log tells it, as far as it matters for which telling counts. */
interface Telling {
  readonly event: TokenEvent;
  readonly isOwn: boolean;
  readonly isCopied: boolean;
  readonly conversation: string;
  readonly path: string;
}

const tokensIn = ({ event }: Telling): Tokens => ({
  input: event.inputTokens,
  cacheRead: event.cacheReadTokens,
  cacheWrite: event.cacheWriteTokens,
  output: event.outputTokens,
  reasoning: event.reasoningTokens,
});

const order = (one: number | string, other: number | string): number =>
  Number(one > other) - Number(one < other);

/** By the rule of the store (store/logs-tokens.ts): below 0 when `one` counts and not `other`. */
const prefer = (one: Telling, other: Telling): number =>
  other.event.outputTokens - one.event.outputTokens ||
  Number(other.isOwn) - Number(one.isOwn) ||
  Number(one.isCopied) - Number(other.isCopied) ||
  order(one.event.at ?? '', other.event.at ?? '') ||
  order(one.conversation, other.conversation) ||
  order(one.path, other.path);

/** What was read, by day and by model. */
export interface Counted {
  readonly tokens: Tokens;
  readonly days: Record<string, Tokens>;
  readonly models: Record<string, Tokens>;
}

/** Counts each model response once, whatever tells it. */
export const createCount = () => {
  const best = new Map<string, Telling>();
  const alone: Telling[] = [];
  return {
    /** The token events of one log, each as last told. */
    log(path: string, reader: LogReader, events: Iterable<TokenEvent>): void {
      const { conversationId, forkOf } = reader.facts();
      const of = { isCopied: forkOf !== null, conversation: conversationId ?? '', path };
      for (const event of events) {
        const telling = { event, isOwn: event.owner === null || event.owner === conversationId, ...of };
        const known = event.key === null ? undefined : best.get(event.key);
        if (event.key === null) alone.push(telling);
        else if (!known || prefer(telling, known) < 0) best.set(event.key, telling);
      }
    },
    sums(): Counted {
      const counted: Counted = { tokens: noTokens(), days: {}, models: {} };
      for (const telling of [...best.values(), ...alone]) {
        const { at, model } = telling.event;
        const tokens = tokensIn(telling);
        if (Object.values(tokens).every((one) => one === 0)) continue;
        addTokens(counted.tokens, tokens);
        addUnder(counted.days, at?.slice(0, 10) ?? 'unknown', tokens);
        addUnder(counted.models, model ?? 'unknown', tokens);
      }
      return counted;
    },
  };
};
