import { ascii, figuresAt, isAt, plainEnd } from '../../bytes.ts';
import { jsonOf } from '../../line-reader.ts';
import type { TokenEvent } from '../../reader.ts';
import { fields, momentOf, text, titleOf, type Fields } from '../../values.ts';
import { follow } from './lineage.ts';
import { isBaseline } from './rollout.ts';
import { occasionOf, type ReaderState } from './state.ts';
import { answerCame, fromCount } from './tokens.ts';

type Count = (event: TokenEvent | null) => void;

/** Where a line is read: `from` is behind what was read of it. */
interface Sight {
  readonly bytes: Buffer;
  readonly state: ReaderState;
  readonly at: string;
  readonly from: number;
  readonly count: Count;
}

/** What a line of a kind changes of what figures follow from. False: it must be read whole. */
type Skim = (sight: Sight) => boolean;

const nothing: Skim = () => true;

const passes: Skim = ({ state, at }) => {
  if (state.lineage.owner !== null)
    follow(state.lineage, { own: state.known.conversationId, at, turn: null });
  return true;
};

const answers: Skim = (sight) => {
  const { state, at } = sight;
  passes(sight);
  state.isAsked = false;
  if (state.isNumbered) answerCame(state.tokens, at);
  return true;
};

const ABORTED = Buffer.from('abort');
/** An output that says it was aborted says so at its beginning. */
const SAYING = 600;

const outputs: Skim = (sight) => {
  const { bytes, from, state } = sight;
  if (bytes.subarray(from, from + SAYING).includes(ABORTED)) return false;
  passes(sight);
  state.isAsked = true;
  return true;
};

const ID = ascii(',"id":"');
const ASSISTANT = ascii(',"role":"assistant"');
const ROLES = ['developer', 'user', 'system'].map((role) => ascii(`,"role":"${role}"`));

const messages: Skim = (sight) => {
  const { bytes, from } = sight;
  const end = isAt(bytes, from, ID) ? plainEnd(bytes, from + ID.length, 81) : from - 1;
  if (isAt(bytes, end + 1, ASSISTANT)) return answers(sight);
  return ROLES.some((role) => isAt(bytes, end + 1, role));
};

const thinks: Skim = (sight) => sight.state.events.thinking || passes(sight);

const told =
  (kind: 'text' | 'thinking'): Skim =>
  (sight) => {
    sight.state.events[kind] = true;
    return passes(sight);
  };

const INFO = ascii(',"info":{"total_token_usage":');
const NO_INFO = ascii(',"info":null');
const LAST = ascii(',"last_token_usage":');
const COUNTED = ['input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_output_tokens'];
const CACHED = 2;
const named = (names: readonly string[]): readonly Uint8Array[] => names.map((name) => ascii(`"${name}":`));
const PLAIN = named([...COUNTED, 'total_tokens']);
const WRITING = named([
  ...COUNTED.slice(0, CACHED),
  'cache_write_input_tokens',
  ...COUNTED.slice(CACHED),
  'total_tokens',
]);

/** The figures of a usage, and where they end. */
const usageAt = (bytes: Buffer, from: number): { readonly usage: Fields; readonly end: number } | null => {
  const plain = figuresAt(bytes, from, PLAIN);
  const found = plain ?? figuresAt(bytes, from, WRITING);
  if (found === null) return null;
  const [input_tokens, cached_input_tokens] = found.values;
  const [output_tokens, reasoning_output_tokens] = found.values.slice(-3);
  const cache_write_input_tokens = plain ? 0 : found.values[CACHED];
  const usage = {
    input_tokens,
    cached_input_tokens,
    cache_write_input_tokens,
    output_tokens,
    reasoning_output_tokens,
  };
  return { usage, end: found.end };
};

const counts: Skim = (sight) => {
  const { bytes, from, state, at, count } = sight;
  if (isAt(bytes, from, NO_INFO)) return passes(sight);
  if (!isAt(bytes, from, INFO)) return false;
  const total = usageAt(bytes, from + INFO.length);
  if (!total || !isAt(bytes, total.end, LAST)) return false;
  const last = usageAt(bytes, total.end + LAST.length);
  if (!last) return false;
  passes(sight);
  const info = { total_token_usage: total.usage, last_token_usage: last.usage };
  const counted = fromCount(state.tokens, { info }, occasionOf({ state, at }), isBaseline(state));
  if (counted !== null && !state.isNumbered) state.isAsked = false;
  count(counted);
  return true;
};

/** The person's word: it asks, and the first one is the title. */
const asks: Skim = (sight) => {
  const { bytes, state } = sight;
  const value = jsonOf(bytes);
  const payload = fields(fields(value)['payload']);
  const said = text(payload['message']) ?? '';
  if (payload['type'] !== 'user_message') return false;
  passes(sight);
  if ((typeof payload['kind'] === 'string' && payload['kind'] !== 'plain') || said.trim() === '') return true;
  state.isAsked = true;
  state.known.title ??= titleOf(said);
  return true;
};

const ITEM = Buffer.from('"item":{"type":"');
const ITEMS = new Map<string, Skim>([
  ['AgentMessage', told('text')],
  ['Plan', told('text')],
  ['Reasoning', told('thinking')],
  ['CommandExecution', passes],
  ['FileChange', passes],
  ['McpToolCall', passes],
  ['WebSearch', passes],
]);

const wordAt = (bytes: Buffer, from: number): string => {
  const end = plainEnd(bytes, from, 60);
  return end < 0 ? '' : bytes.toString('latin1', from, end);
};

const items: Skim = (sight) => {
  const { bytes, from } = sight;
  const head = bytes.subarray(from, from + 300);
  const at = head.indexOf(ITEM);
  return at < 0 ? false : (ITEMS.get(wordAt(head, at + ITEM.length))?.(sight) ?? false);
};

const EVENTS = new Map<string, Skim>([
  ['token_count', counts],
  ['agent_message', told('text')],
  ['agent_reasoning', told('thinking')],
  ['user_message', asks],
  ['item_completed', items],
  ['exec_command_begin', passes],
  ['exec_command_end', passes],
  ['patch_apply_begin', passes],
  ['patch_apply_end', passes],
  ['mcp_tool_call_begin', passes],
  ['mcp_tool_call_end', passes],
  ['web_search_begin', passes],
  ['web_search_end', passes],
  ['context_compacted', passes],
]);

const RESPONSES = new Map<string, Skim>([
  ['message', messages],
  ['reasoning', thinks],
  ['function_call', answers],
  ['custom_tool_call', answers],
  ['local_shell_call', answers],
  ['tool_search_call', answers],
  ['web_search_call', answers],
  ['function_call_output', outputs],
  ['custom_tool_call_output', outputs],
  ['additional_tools', nothing],
  ['ghost_snapshot', nothing],
]);

const BEGIN = ascii('{"timestamp":"');
const MOMENT_END = BEGIN.length + '2026-11-26T00:00:00.000Z'.length;
const BEHIND = ascii('","');
const ORDINAL = ascii('ordinal":');
const TYPE = ascii('type":"');
const EVENT = ascii('event_msg","payload":{"type":"');
const RESPONSE = ascii('response_item","payload":{"type":"');
const COMPACTED = ascii('compacted","payload":{');
const WORLD = ascii('world_state","payload":{');
const CLOSING = 125;
const COMMA = 44;

/** Where the marks of a moment stand, and which they are. */
const MARKS = [
  [4, 45],
  [7, 45],
  [10, 84],
  [13, 58],
  [16, 58],
  [19, 46],
  [23, 90],
] as const;

const isMoment = (bytes: Uint8Array, from: number): boolean =>
  MARKS.every(([place, mark]) => bytes[from + place] === mark);

/** Where the type of a line begins, and whether the line has a number; null where it begins otherwise. */
const typeAt = (bytes: Uint8Array): { readonly from: number; readonly isNumbered: boolean } | null => {
  if (!isAt(bytes, 0, BEGIN) || !isAt(bytes, MOMENT_END, BEHIND) || !isMoment(bytes, BEGIN.length))
    return null;
  let from = MOMENT_END + BEHIND.length;
  const isNumbered = isAt(bytes, from, ORDINAL);
  if (isNumbered) {
    const comma = bytes.indexOf(COMMA, from);
    if (comma < 0 || comma - from > 24) return null;
    from = comma + 2;
  }
  return isAt(bytes, from, TYPE) ? { from: from + TYPE.length, isNumbered } : null;
};

const skimFor = (bytes: Buffer, from: number): { readonly skim: Skim; readonly from: number } | null => {
  const isEvent = isAt(bytes, from, EVENT);
  if (isEvent || isAt(bytes, from, RESPONSE)) {
    const start = from + (isEvent ? EVENT : RESPONSE).length;
    const word = wordAt(bytes, start);
    const skim = (isEvent ? EVENTS : RESPONSES).get(word);
    return skim ? { skim, from: start + word.length + 1 } : null;
  }
  if (isAt(bytes, from, COMPACTED)) return { skim: passes, from };
  return isAt(bytes, from, WORLD) ? { skim: nothing, from } : null;
};

/**
 * Takes from a line of a rollout what figures and facts follow from, and leaves the rest unread. False: nothing
 * was taken, and the line must be read whole.
 */
export const skimmed = (bytes: Buffer, state: ReaderState, count: Count): boolean => {
  if (bytes.at(-1) !== CLOSING) return false;
  const type = typeAt(bytes);
  const found = type && skimFor(bytes, type.from);
  if (!type || !found) return false;
  const at = bytes.toString('latin1', BEGIN.length, MOMENT_END);
  const isSeen = found.skim === nothing;
  if (type.isNumbered && !isSeen) state.isNumbered = true;
  if (!found.skim({ bytes, state, at, from: found.from, count })) return false;
  state.known.startedAt ??= momentOf(at);
  state.known.endedAt = at;
  return true;
};
