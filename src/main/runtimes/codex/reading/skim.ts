import { ascii, figuresAt, isAt, plainEnd } from '../../bytes.ts';
import { jsonOf, type Count } from '../../line-reader.ts';
import { fields, momentOf, text, titleOf } from '../../values.ts';
import { follow } from './lineage.ts';
import { isBaseline } from './rollout.ts';
import { occasionOf, type ReaderState } from './state.ts';
import { answerCame, fromFigures, type Figures } from './tokens.ts';

/** Where a line is looked at: in `bytes`, from `from` to `end`; `at` is behind what was read of it. */
interface Sight {
  readonly bytes: Buffer;
  readonly from: number;
  readonly end: number;
  readonly at: number;
  readonly state: ReaderState;
  readonly count: Count;
}

/** What a line of a kind changes of what figures follow from. False: it must be read whole. */
type Skim = (sight: Sight) => boolean;

const BEGIN = ascii('{"timestamp":"');
const MOMENT = '2026-11-26T00:00:00.000Z'.length;

const momentAt = (bytes: Buffer, from: number): string =>
  bytes.toString('latin1', from + BEGIN.length, from + BEGIN.length + MOMENT);

const nothing: Skim = () => true;

const passes: Skim = ({ bytes, from, state }) => {
  if (state.lineage.owner !== null)
    follow(state.lineage, { own: state.known.conversationId, at: momentAt(bytes, from), turn: null });
  return true;
};

const answers: Skim = (sight) => {
  const { bytes, from, state } = sight;
  passes(sight);
  state.isAsked = false;
  if (state.isNumbered && state.tokens.unpaid === null) answerCame(state.tokens, momentAt(bytes, from));
  return true;
};

const ABORTED = Buffer.from('abort');
/** An output that says it was aborted says so at its beginning. */
const SAYING = 600;

const outputs: Skim = (sight) => {
  const { bytes, at, end, state } = sight;
  if (bytes.subarray(at, Math.min(end, at + SAYING)).includes(ABORTED)) return false;
  passes(sight);
  state.isAsked = true;
  return true;
};

const ID = ascii(',"id":"');
const ASSISTANT = ascii(',"role":"assistant"');
const ROLES = ['developer', 'user', 'system'].map((role) => ascii(`,"role":"${role}"`));

const messages: Skim = (sight) => {
  const { bytes, at } = sight;
  const role = isAt(bytes, at, ID) ? plainEnd(bytes, at + ID.length, 81) + 1 : at;
  if (isAt(bytes, role, ASSISTANT)) return answers(sight);
  return ROLES.some((one) => isAt(bytes, role, one));
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

const named = (...names: readonly string[]): readonly Uint8Array[] =>
  names.map((name) => ascii(`"${name}":`));
const PLAIN = named(
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
  'total_tokens',
);
const WRITING = named(
  'input_tokens',
  'cached_input_tokens',
  'cache_write_input_tokens',
  'output_tokens',
  'reasoning_output_tokens',
  'total_tokens',
);

/** The figures of a usage, and where they end. */
const usageAt = (bytes: Buffer, from: number): { readonly figures: Figures; readonly end: number } | null => {
  const plain = figuresAt(bytes, from, PLAIN);
  if (plain) {
    const [input = 0, cached = 0, output = 0, reasoning = 0] = plain.values;
    return { figures: [input, cached, 0, output, reasoning], end: plain.end };
  }
  const writing = figuresAt(bytes, from, WRITING);
  if (!writing) return null;
  const [input = 0, cached = 0, written = 0, output = 0, reasoning = 0] = writing.values;
  return { figures: [input, cached, written, output, reasoning], end: writing.end };
};

const counts: Skim = (sight) => {
  const { bytes, from, at, state, count } = sight;
  if (isAt(bytes, at, NO_INFO)) return passes(sight);
  if (!isAt(bytes, at, INFO)) return false;
  const total = usageAt(bytes, at + INFO.length);
  if (!total || !isAt(bytes, total.end, LAST)) return false;
  const last = usageAt(bytes, total.end + LAST.length);
  if (!last) return false;
  passes(sight);
  const occasion = occasionOf({ state, at: momentAt(bytes, from) });
  const figures = { total: total.figures, last: last.figures };
  const counted = fromFigures(state.tokens, figures, occasion, isBaseline(state));
  if (counted !== null && !state.isNumbered) state.isAsked = false;
  count(counted);
  return true;
};

/** The person's word: it asks, and the first one is the title. */
const asks: Skim = (sight) => {
  const { bytes, from, end, state } = sight;
  const payload = fields(fields(jsonOf(bytes.subarray(from, end)))['payload']);
  const said = text(payload['message']) ?? '';
  if (payload['type'] !== 'user_message') return false;
  passes(sight);
  if ((typeof payload['kind'] === 'string' && payload['kind'] !== 'plain') || said.trim() === '') return true;
  state.isAsked = true;
  state.known.title ??= titleOf(said);
  return true;
};

const wordAt = (bytes: Buffer, from: number): string => {
  const end = plainEnd(bytes, from, 60);
  return end < 0 ? '' : bytes.toString('latin1', from, end);
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

const items: Skim = (sight) => {
  const { bytes, at, end } = sight;
  const head = bytes.subarray(at, Math.min(end, at + 300));
  const item = head.indexOf(ITEM);
  return item < 0 ? false : (ITEMS.get(wordAt(head, item + ITEM.length))?.(sight) ?? false);
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

const BEHIND = ascii('","');
const ORDINAL = ascii('ordinal":');
const EVENT = ascii('type":"event_msg","payload":{"type":"');
const RESPONSE = ascii('type":"response_item","payload":{"type":"');
const COMPACTED = ascii('type":"compacted","payload":{');
const WORLD = ascii('type":"world_state","payload":{');
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

const isMoment = (bytes: Uint8Array, from: number): boolean => {
  for (const [place, mark] of MARKS) if (bytes[from + place] !== mark) return false;
  return true;
};

/** Longer numbers stand before no line. */
const LONGEST_ORDINAL = 24;

/** Where a line goes on behind its number. */
const afterOrdinal = (bytes: Uint8Array, from: number): number => {
  for (let at = from; at < from + LONGEST_ORDINAL; at += 1) if (bytes[at] === COMMA) return at + 2;
  return from;
};

/**
 * Takes from the lines of a rollout what figures and facts follow from, and leaves the rest unread. What `pass` is
 * not done with (false) must be read whole; before that, and whenever the facts are asked for, `settle`.
 */
export const createSkim = (state: ReaderState) => {
  /** The moment of the newest line that was passed, where it stands. */
  let newest: Buffer | null = null;
  let newestAt = 0;
  const settle = (): void => {
    if (newest === null) return;
    state.known.endedAt = momentAt(newest, newestAt);
    newest = null;
  };
  const skimmed = (bytes: Buffer, from: number, end: number, count: Count): boolean => {
    if (bytes[end - 1] !== CLOSING || !isAt(bytes, from, BEGIN)) return false;
    let at = from + BEGIN.length + MOMENT;
    if (!isAt(bytes, at, BEHIND) || !isMoment(bytes, from + BEGIN.length)) return false;
    at += BEHIND.length;
    const isNumbered = isAt(bytes, at, ORDINAL);
    if (isNumbered) at = afterOrdinal(bytes, at);
    const isEvent = isAt(bytes, at, EVENT);
    if (!isEvent && !isAt(bytes, at, RESPONSE)) {
      const sight = { bytes, from, end, at, state, count };
      return isAt(bytes, at, COMPACTED) ? passes(sight) : isAt(bytes, at, WORLD);
    }
    at += (isEvent ? EVENT : RESPONSE).length;
    const word = wordAt(bytes, at);
    const skim = (isEvent ? EVENTS : RESPONSES).get(word);
    if (skim === undefined) return false;
    if (isNumbered) state.isNumbered = true;
    return skim({ bytes, from, end, at: at + word.length + 1, state, count });
  };
  return {
    pass(bytes: Buffer, from: number, end: number, count: Count): boolean {
      if (!skimmed(bytes, from, end, count)) {
        settle();
        return false;
      }
      state.known.startedAt ??= momentOf(momentAt(bytes, from));
      newest = bytes;
      newestAt = from;
      return true;
    },
    settle,
  };
};
