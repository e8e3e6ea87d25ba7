import type { UsageReason } from '#shared/contract/usage.ts';
import type { Counter, TokenEvent } from '../../reader.ts';
import { count, fields, isFields, text, type Fields } from '../../values.ts';

/** What must be known of the lines before to count the next. JSON. */
export interface TokenState {
  next: number;
  /** Rises where the running total starts again, so that equal totals are told apart. */
  segment: number;
  /** The running total as it was last said, and its input. */
  total: string | null;
  totalInput: number;
  /** How what the log no longer holds ended: its running total was counted, its last turn may go on. */
  before: { readonly total: string | null; readonly recorded: boolean; readonly at: string } | null;
  /** This turn has a `token_usage_record` for each of its responses. */
  recorded: boolean;
  /** Since when a response of the model waits for its figures; null: none does. */
  unpaid: string | null;
  /** The last running total of `codex exec --json`. */
  exec: Figures | null;
  counter: Counter | null;
}

/** Nothing counted yet. */
export const newTokenState = (): TokenState => ({
  next: 0,
  segment: 0,
  total: null,
  totalInput: 0,
  before: null,
  recorded: false,
  unpaid: null,
  exec: null,
  counter: null,
});

/** Nothing counted yet of a log that was cut short, of which `before` was counted. */
export const continuedTokens = (before: TokenState, at: string | null): TokenState => ({
  ...newTokenState(),
  before: {
    total: before.total ?? before.before?.total ?? null,
    recorded: before.recorded,
    at: at ?? before.before?.at ?? '',
  },
  counter: before.counter,
});

/** The line goes on with a turn of which the log no longer holds all. */
const goesOn = ({ before }: TokenState, { at }: Occasion): boolean =>
  before !== null && before.recorded && at !== null && at >= before.at;

type Sums = Omit<TokenEvent, 'seq' | 'key' | 'at' | 'model' | 'owner' | 'reason'>;

/** Input, of it from the cache, of it into the cache; output, of it reasoning: as Codex counts. */
export type Figures = readonly [
  input: number,
  cached: number,
  written: number,
  output: number,
  reasoning: number,
];

const figuresOf = (usage: Fields): Figures => [
  count(usage['input_tokens']),
  count(usage['cached_input_tokens']),
  count(usage['cache_write_input_tokens']),
  count(usage['output_tokens']),
  count(usage['reasoning_output_tokens']),
];

/** Codex counts what the cache gave and what it took as input, and reasoning as output. */
const sumsOf = ([input, cached, written, output, reasoning]: Figures): Sums => {
  const cacheReadTokens = Math.min(input, cached);
  const cacheWriteTokens = Math.min(input - cacheReadTokens, written);
  return {
    inputTokens: input - cacheReadTokens - cacheWriteTokens,
    cacheReadTokens,
    cacheWriteTokens,
    cacheWrite1hTokens: 0,
    outputTokens: output,
    reasoningTokens: Math.min(output, reasoning),
    totalTokens: input + output,
  };
};

/** Of which line the figures are: whose it is, when, and which model answered. */
export interface Occasion {
  /** The conversation whose log this is. */
  readonly thread: string;
  /** Another one, where the line was copied from its log. */
  readonly owner: string | null;
  readonly at: string | null;
  readonly model: string | null;
}

const made = (
  state: TokenState,
  { owner, at, model }: Occasion,
  sums: Sums,
  { key, reason = null }: { key: string | null; reason?: UsageReason | null },
): TokenEvent => {
  const event = { seq: state.next, key, at, model, owner, reason, ...sums };
  state.next += 1;
  return event;
};

/** The same in every log that has the response; null where the log has lost its first line, and so its name. */
const keyOf = ({ owner, thread }: Occasion, which: string): string | null => {
  const whose = owner ?? thread;
  return whose === '' ? null : `codex ${whose} ${which}`;
};

const written = ([input, cached, into, output, reasoning]: Figures): string =>
  `${input} ${cached} ${into} ${output} ${reasoning}`;

/** A new turn: whether its responses have records of their own is not known yet. */
export const turnBegins = (state: TokenState, at: string | null): void => {
  state.recorded = false;
  if (state.before && at !== null && at > state.before.at)
    state.before = { ...state.before, recorded: false };
};

/** The model answered; its figures are still to come. Only for logs that write them after the answer. */
export const answerCame = (state: TokenState, at: string | null): void => {
  state.unpaid ??= at ?? '';
};

const NOTHING: Figures = [0, 0, 0, 0, 0];

const NONE = sumsOf(NOTHING);

const unfigured = (
  state: TokenState,
  occasion: Occasion,
  since: string,
  reason: UsageReason | null,
): TokenEvent => {
  const key = keyOf(occasion, `unpaid ${since}`);
  return made(state, { ...occasion, at: since === '' ? occasion.at : since }, NONE, { key, reason });
};

/** A response whose figures never came, as a turn that was killed leaves it. */
export const unpaidAnswer = (state: TokenState, occasion: Occasion): TokenEvent | null => {
  if (state.unpaid === null) return null;
  const since = state.unpaid;
  state.unpaid = null;
  return unfigured(state, occasion, since, 'request-without-usage');
};

/** A turn was broken off while the model was being asked. */
export const brokenOff = (state: TokenState, occasion: Occasion, turn: string | null): TokenEvent =>
  made(state, occasion, NONE, {
    key: turn === null ? null : `codex ${turn} broken off`,
    reason: 'aborted-stream',
  });

/** A `token_usage_record`: one model response, exact (0.160 and later). */
export const fromRecord = (state: TokenState, payload: Fields, occasion: Occasion): TokenEvent | null => {
  if (!isFields(payload['usage'])) return null;
  state.recorded = true;
  state.unpaid = null;
  const id = text(payload['response_id']);
  const key = id === null || id === '' ? null : `codex ${id}`;
  return made(state, occasion, sumsOf(figuresOf(payload['usage'])), { key });
};

/**
 * The figures of a `token_count`: its last response counts once, whenever the running total has changed; the total
 * itself is never added up, because it begins at nothing at a resume before 0.80, at the parent's in a fork, and
 * never makes good for a turn that was killed. Null where it says nothing new, where a record said it already, and
 * before the first turn of a fork (`isBaseline`), where it repeats what the parent spent.
 */
export const fromFigures = (
  state: TokenState,
  { total, last }: { readonly total: Figures; readonly last: Figures },
  occasion: Occasion,
  isBaseline: boolean,
): TokenEvent | null => {
  const now = written(total);
  if (now === state.total) return null;
  const [input] = total;
  if (state.total !== null && input < state.totalInput) state.segment += 1;
  state.total = now;
  state.totalInput = input;
  state.counter = { source: 'total_token_usage', tokens: tokensOf(total), costUSD: null };
  const waited = state.unpaid;
  state.unpaid = null;
  const sums = sumsOf(last);
  const isCounted = state.recorded || goesOn(state, occasion) || now === state.before?.total;
  if (isCounted || isBaseline || sums.totalTokens === 0)
    // Whoever looked between the answer and this was told that its figures are missing.
    return waited === null ? null : unfigured(state, occasion, waited, null);
  return made(state, occasion, sums, { key: keyOf(occasion, `${state.segment} ${now} ${written(last)}`) });
};

/** A `token_count`, as `fromFigures` tells of its figures. */
export const fromCount = (
  state: TokenState,
  payload: Fields,
  occasion: Occasion,
  isBaseline: boolean,
): TokenEvent | null => {
  const { info } = payload;
  if (!isFields(info) || !isFields(info['total_token_usage'])) return null;
  const total = figuresOf(info['total_token_usage']);
  const last = figuresOf(fields(info['last_token_usage']));
  return fromFigures(state, { total, last }, occasion, isBaseline);
};

const grown = (now: Figures, before: Figures): Figures => [
  now[0] - before[0],
  now[1] - before[1],
  now[2] - before[2],
  now[3] - before[3],
  now[4] - before[4],
];

/**
 * A `turn.completed` of `codex exec --json`. Its usage is a running total: of the thread, over resumes (0.80 and
 * later), or of the process (before). So a turn is the difference to the total before it, one event for all of
 * its responses (`from-totals`), and where a total begins again it is taken as it is. A log that begins with a
 * resumed process of 0.80 or later has what earlier ones spent in its first turn: the thread's total is right,
 * and no log of that process says more. The rollout of the same thread has each response; the two are never
 * added up, because only rollouts are found on disk.
 */
export const fromTurn = (state: TokenState, usage: unknown, occasion: Occasion): TokenEvent | null => {
  if (!isFields(usage)) return null;
  const now = figuresOf(usage);
  const before = state.exec ?? NOTHING;
  const isRestart = now.some((value, index) => value < (before[index] ?? 0));
  if (isRestart) state.segment += 1;
  state.exec = now;
  state.counter = { source: 'turn.completed', tokens: tokensOf(now), costUSD: null };
  const sums = sumsOf(isRestart ? now : grown(now, before));
  if (sums.totalTokens === 0) return null;
  const key = keyOf(occasion, `exec ${state.segment} ${written(now)}`);
  return made(state, occasion, sums, { key, reason: 'from-totals' });
};

const tokensOf = (figures: Figures) => {
  const { cacheWrite1hTokens: _, ...tokens } = sumsOf(figures);
  return tokens;
};
