import { fields, isFields, text, type Fields } from '../../values.ts';
import { atLeast, versionIn } from '../../versions.ts';
import { idIn, type Scene } from './state.ts';
import { covers, minus, NONE, plus, usageOf, type Message, type Sums } from './token-state.ts';
import { counted, countRest, countStreamed, sumsOf, totalsIn, unpaid } from './tokens.ts';

/** Since then the totals of a result go on over resumes and forks of a conversation. */
const SESSION_WIDE = '2.1.221';

type Totals = Record<string, Sums>;

const messagesOf = ({ state }: Scene, model: string): Message[] =>
  Object.values(state.tokens.messages).filter(({ event }) => event.model === model);

const spent = (messages: readonly Message[]): Sums =>
  messages.map(({ event }) => sumsOf(event)).reduce(plus, NONE);

/**
 * What a run spent since its last result, by model. In order: the result's own word for it; its totals less the
 * last one's; the totals as they are, where another process began to count. The totals of 2.1.221 to 2.1.329 may
 * hold what a resumed conversation spent before: then only the turn's own usage, which lacks sub-agents and
 * summaries, is certain.
 */
const shareOf = (scene: Scene, totals: Totals): Totals => {
  const { line, state } = scene;
  const { known, tokens } = state;
  if (isFields(line['model_usage_since_last_result'])) return totalsIn(line['model_usage_since_last_result']);
  const models = Object.keys(totals);
  const version = versionIn(known.cliVersion ?? '');
  const isUnsure = tokens.totals === null && version !== null && atLeast(version, SESSION_WIDE);
  const ownUsage = fields(line['usage']);
  if (models.length === 0 || isUnsure) {
    const [first] = models.length === 1 ? models : [];
    const model = first ?? known.model ?? '';
    const sums = usageOf(ownUsage);
    return sums.totalTokens === 0 ? {} : { [model]: sums };
  }
  const before: Totals = tokens.totals ?? {};
  const grown: Totals = {};
  for (const model of models) {
    const now = totals[model] ?? NONE;
    const was = before[model] ?? NONE;
    const more = minus(now, was);
    const { outputTokens: _, ...given } = spent(messagesOf(scene, model));
    const isRestart = !covers(now, was) || !covers(more, { ...given, outputTokens: 0 });
    grown[model] = isRestart ? now : more;
  }
  return grown;
};

const revise = (scene: Scene, message: Message, change: Partial<Message['event']>): void => {
  message.event = { ...message.event, ...change };
  scene.count(message.event);
};

/** Brings the responses of one model to what its share of the result says. */
const settle = (scene: Scene, model: string, share: Sums, key: string | null): boolean => {
  const messages = messagesOf(scene, model);
  const sum = spent(messages);
  const rest = minus(share, sum);
  const unsure = messages.filter(({ isKnown }) => !isKnown);
  const isOutput = rest.totalTokens === rest.outputTokens;
  const [only] = unsure;
  if (covers(share, sum) && isOutput && unsure.length === 1 && only) {
    const all = plus(sumsOf(only.event), rest);
    revise(scene, only, { ...all, reason: only.isAborted ? 'aborted-stream' : null });
    return false;
  }
  if (covers(share, sum)) {
    for (const message of unsure) if (!message.isAborted) revise(scene, message, { reason: 'from-totals' });
  }
  if (rest.totalTokens > 0) countRest(scene, model === '' ? null : model, rest, key);
  return !isOutput;
};

/** The figures of a `result`, which alone has the true output, and sub-agents, summaries and small helpers. */
const countResult = (scene: Scene): void => {
  const { line, state } = scene;
  const { tokens } = state;
  const uuid = idIn(line['uuid']);
  const totals = totalsIn(line['modelUsage']);
  let hasMore = false;
  for (const [model, share] of Object.entries(shareOf(scene, totals))) {
    const key = uuid === null ? null : `claude result ${uuid} ${model}`;
    hasMore = settle(scene, model, share, key) || hasMore;
  }
  if (tokens.compactions > 0 && !hasMore)
    unpaid(scene, uuid === null ? null : `claude compaction ${uuid}`, 'request-without-usage');
  tokens.compactions = 0;
  tokens.messages = {};
  tokens.streams = {};
  tokens.totals = totals;
  tokens.counter = counted('result', line['total_cost_usd'], line['modelUsage']);
};

const FAILURES: Readonly<Record<string, string>> = {
  error_max_turns: 'The limit of turns was reached.',
  error_max_budget_usd: 'The budget was spent.',
};

const failureIn = (line: Fields): string => {
  const { errors, result, subtype } = line;
  const first = Array.isArray(errors) ? errors.find((one) => typeof one === 'string' && one !== '') : null;
  return text(result) || FAILURES[text(subtype) ?? ''] || text(first) || 'The run failed.';
};

/** The `result` that ends a run, or a turn of one. */
export const resultLine = (scene: Scene): void => {
  const { line, book, at, state } = scene;
  const isSame = idIn(line['uuid']) !== null && book.isTold(`result ${idIn(line['uuid'])}`);
  if (isSame) return;
  countResult(scene);
  const end = text(line['terminal_reason']) ?? '';
  const subtype = text(line['subtype']) ?? '';
  if (end.startsWith('aborted')) {
    if (!book.last('interrupted'))
      book.add({ at, kind: 'lifecycle', text: 'Interrupted.', note: 'interrupted' }, 'interrupted');
  } else if (line['is_error'] === true || (subtype.startsWith('error') && Object.hasOwn(FAILURES, subtype))) {
    book.failed({ at, kind: 'error', text: failureIn(line) });
  }
  state.tokens.answer = null;
  state.tokens.isAsked = false;
};

/** A part of a message while it is made: only its figures are news, its text comes again. */
export const streamEvent = (scene: Scene): void => countStreamed(scene, fields(scene.line['event']));
