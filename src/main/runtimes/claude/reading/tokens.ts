import { fields, isFields, text, type Fields } from '../../values.ts';
import { compareVersions, versionIn } from '../../versions.ts';
import type { TokenEvent } from '../../reader.ts';
import { idIn, type Scene } from './state.ts';
import {
  larger,
  modelUsageOf,
  NONE,
  plus,
  usageOf,
  type Message,
  type Sums,
  type TokenState,
} from './token-state.ts';

/** The model of what the CLI itself says in the model's place. */
export const SYNTHETIC = '<synthetic>';

const MOST_MESSAGES = 100;
const MOST_STREAMED = 5000;

/** An answer's first figure, written before it is generated, counts a few tokens; a larger one is the true one. */
const MOST_PLACEHOLDER = 64;

/** Since then the lines of a main transcript have the true output, though some name no reason to stop. */
const FINAL_SINCE = '2.1.100';

/**
 * The key of a response. The vendor's own ids (`msg_…`) are unique by themselves, and a fork of 1.0 copies
 * them without the request's id; other ids, as gateways give them, are told apart by the request.
 */
const keyOf = (id: string | null, requestId: string | null): string | null => {
  if (id?.startsWith('msg_')) return `claude ${id}`;
  return id === null && requestId === null ? null : `claude ${id ?? ''} ${requestId ?? ''}`;
};

/** The conversation that asked, where the line was copied from there. */
export const ownerOf = (line: Fields): string | null => {
  const owner = idIn(line['requestSessionId']) ?? idIn(fields(line['forkedFrom'])['sessionId']);
  return owner === null || owner === idIn(line['sessionId']) ? null : owner;
};

const made = (state: TokenState, event: Omit<TokenEvent, 'seq'>): TokenEvent => {
  const seq = state.next;
  state.next += 1;
  return { ...event, seq };
};

const remember = (state: TokenState, name: string, message: Message, most: number): void => {
  const names = Object.keys(state.messages);
  const oldest = names[0];
  if (names.length >= most && oldest !== undefined) delete state.messages[oldest];
  state.messages[name] = message;
};

const hasFinalLines = ({ line, isStream, state, inside }: Scene): boolean => {
  if (isStream || state.isSubagent || line['isSidechain'] === true || inside.within !== undefined)
    return false;
  const version = versionIn(text(line['version'])?.slice(0, 40) ?? '');
  return version !== null && compareVersions(version, FINAL_SINCE) >= 0;
};

const sumsIn = (event: TokenEvent): Sums => {
  const { seq: _, key: __, at: ___, model: ____, owner: _____, reason: ______, ...sums } = event;
  return sums;
};

const reasonOf = ({ isAborted, isKnown, isTrusted }: Message): TokenEvent['reason'] => {
  if (isAborted) return 'aborted-stream';
  return isKnown || isTrusted ? null : 'output-placeholder';
};

/** Counts a response with what one more line says of it: the larger of each kind, once. */
const add = (
  scene: Scene,
  key: string | null,
  one: {
    readonly sums: Sums;
    readonly model: string | null;
    readonly isFinal: boolean;
    readonly isAborted: boolean;
  },
): void => {
  const { state, at, isStream, line } = scene;
  const { tokens } = state;
  const name = key === null ? null : `m${key}`;
  const before = name === null ? undefined : tokens.messages[name];
  const sums = before ? larger(sumsIn(before.event), one.sums) : one.sums;
  const isGrown = before !== undefined && before.event.outputTokens !== one.sums.outputTokens;
  const isKnown = one.isFinal || before?.isKnown === true || isGrown || sums.outputTokens > MOST_PLACEHOLDER;
  const isAborted = (one.isAborted || before?.isAborted === true) && !one.isFinal;
  const event: TokenEvent = before
    ? { ...before.event, ...sums }
    : made(tokens, { key, at, model: one.model, owner: ownerOf(line), reason: null, ...sums });
  const message: Message = { event, isKnown, isAborted, isTrusted: hasFinalLines(scene) };
  message.event = { ...event, reason: reasonOf(message) };
  if (name !== null) {
    if (before) tokens.messages[name] = message;
    else remember(tokens, name, message, isStream ? MOST_STREAMED : MOST_MESSAGES);
  }
  scene.count(message.event);
};

/** Counts the response that an `assistant` line is a part of. */
export const countMessage = (scene: Scene, message: Fields): void => {
  const { state, line, inside } = scene;
  const id = idIn(message['id']);
  const key = keyOf(id, idIn(line['requestId']) ?? idIn(line['request_id']));
  if (inside.within === undefined) {
    state.tokens.answer = key;
    state.tokens.isAsked = false;
  }
  if (!isFields(message['usage'])) return;
  add(scene, key, {
    sums: usageOf(message['usage']),
    model: idIn(message['model']),
    isFinal: text(message['stop_reason']) !== null,
    isAborted: line['isAbortedMidStream'] === true || line['aborted'] === true,
  });
};

/** A stream of events tells a response's true output at its end. */
export const countStreamed = (scene: Scene, event: Fields): void => {
  const { line, state } = scene;
  const { streams } = state.tokens;
  const whose = `p${idIn(line['parent_tool_use_id']) ?? ''}`;
  if (event['type'] === 'message_start') {
    const id = idIn(fields(event['message'])['id']);
    if (Object.keys(streams).length > MOST_MESSAGES) state.tokens.streams = {};
    if (id !== null) state.tokens.streams[whose] = id;
    return;
  }
  const id = streams[whose];
  if (event['type'] !== 'message_delta' || id === undefined || !isFields(event['usage'])) return;
  const key = keyOf(id, idIn(line['request_id']));
  if (!state.tokens.messages[`m${key}`]) return;
  const isFinal = text(fields(event['delta'])['stop_reason']) !== null;
  add(scene, key, { sums: usageOf(event['usage']), model: null, isFinal, isAborted: false });
};

/** What stands for a request that the log shows without a figure. */
export const unpaid = (
  scene: Scene,
  key: string | null,
  reason: 'aborted-stream' | 'request-without-usage',
): void => {
  const { state, at, line } = scene;
  const event = { key, at, model: state.known.model, owner: ownerOf(line), reason, ...NONE };
  scene.count(made(state.tokens, event));
};

/** The person broke off what the model was saying; `id`: the message, where the line names it. */
export const countInterruption = (scene: Scene, id: string | null): void => {
  const { tokens } = scene.state;
  const named = id === null ? undefined : tokens.messages[`m${keyOf(id, null)}`];
  const message = named ?? (tokens.answer === null ? undefined : tokens.messages[`m${tokens.answer}`]);
  if (message && !message.isKnown) {
    message.isAborted = true;
    message.event = { ...message.event, reason: 'aborted-stream' };
    scene.count(message.event);
  } else if (!message && tokens.isAsked) {
    const uuid = idIn(scene.line['uuid']);
    unpaid(scene, uuid === null ? null : `claude aborted ${uuid}`, 'aborted-stream');
  }
  tokens.answer = null;
  tokens.isAsked = false;
};

/** The model is given something: a prompt or a tool's result. */
export const asked = ({ state, inside }: Scene): void => {
  if (inside.within !== undefined) return;
  state.tokens.answer = null;
  state.tokens.isAsked = true;
};

/** A summary was asked for; no line has its figures. */
export const countCompaction = (scene: Scene): void => {
  if (scene.isStream) {
    scene.state.tokens.compactions += 1;
    return;
  }
  const uuid = idIn(scene.line['uuid']);
  unpaid(scene, uuid === null ? null : `claude compaction ${uuid}`, 'request-without-usage');
};

const MOST_MODELS = 100;

/** The totals by model, as `modelUsage` tells them; a name's context window (`[1m]`) is no part of it. */
export const totalsIn = (modelUsage: unknown): Record<string, Sums> => {
  const totals: Record<string, Sums> = {};
  for (const [name, usage] of Object.entries(fields(modelUsage)).slice(0, MOST_MODELS)) {
    const model = name.replace(/\[[^[\]]{1,20}\]$/, '').slice(0, 200);
    if (model === '' || model === '__proto__' || !isFields(usage)) continue;
    const sums = modelUsageOf(usage);
    const known = Object.hasOwn(totals, model) ? totals[model] : undefined;
    totals[model] = known ? plus(known, sums) : sums;
  }
  return totals;
};

/** The CLI's own total so far. */
export const counted = (
  source: string,
  cost: unknown,
  modelUsage: unknown,
): NonNullable<TokenState['counter']> => {
  const all = Object.values(totalsIn(modelUsage)).reduce(plus, NONE);
  const { cacheWrite1hTokens: _, ...tokens } = all;
  const isCost = typeof cost === 'number' && Number.isFinite(cost) && cost >= 0 && cost < 1e9;
  return { source, tokens: isFields(modelUsage) ? tokens : null, costUSD: isCost ? cost : null };
};

/** Counts what a result has more than the lines before it. */
export const countRest = (scene: Scene, model: string | null, sums: Sums, key: string | null): void => {
  const event = { key, at: scene.at, model, owner: null, reason: 'from-totals' as const, ...sums };
  scene.count(made(scene.state.tokens, event));
};

/** An event with the figures of its sums. */
export const sumsOf = sumsIn;
