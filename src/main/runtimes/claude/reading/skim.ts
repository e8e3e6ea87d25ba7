import { ascii, isAt, plainEnd } from '../../bytes.ts';
import { isFields, parsed, type Fields } from '../../values.ts';

/** What figures and facts follow from, of the fields of a line that are no objects. */
const WANTED = [
  'uuid',
  'timestamp',
  'requestId',
  'requestSessionId',
  'isSidechain',
  'isAbortedMidStream',
  'aborted',
  'isApiErrorMessage',
  'id',
  'tool_use_id',
];

/** Of those the ones that say the same in line after line. */
const REPEATED = ['type', 'sessionId', 'agentId', 'version', 'cwd', 'model', 'role'];

/** A field that is wanted. What it said last is kept where it repeats itself, so that it is not made again. */
interface Wanted {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly repeats: boolean;
  said: { readonly bytes: Uint8Array; readonly text: string } | null;
}

/** By the length of their names. */
const byLength: Wanted[][] = [];
for (const name of [...WANTED, ...REPEATED])
  (byLength[name.length] ??= []).push({
    name,
    bytes: ascii(name),
    repeats: REPEATED.includes(name),
    said: null,
  });

const wantedAt = (bytes: Uint8Array, from: number, length: number): Wanted | null => {
  for (const one of byLength[length] ?? []) if (isAt(bytes, from, one.bytes)) return one;
  return null;
};

const textAt = (wanted: Wanted, bytes: Buffer, from: number, end: number): string => {
  if (!wanted.repeats) return bytes.toString('utf8', from, end);
  const { said } = wanted;
  if (said && said.bytes.length === end - from && isAt(bytes, from, said.bytes)) return said.text;
  const text = bytes.toString('utf8', from, end);
  wanted.said = { bytes: new Uint8Array(bytes.subarray(from, end)), text };
  return text;
};

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN = 123;
const CLOSE = 125;
const TRUE = 116;
const FALSE = 102;

const LONGEST_NAME = 60;
const LONGEST_VALUE = 4096;

type Found = Record<string, unknown>;

const literal = (byte: number | undefined): boolean | null =>
  byte === TRUE ? true : byte === FALSE ? false : null;

/** Where a walk over fields stopped: at the object or list that is the value of `name`, or at the end of all. */
interface Stop {
  readonly at: number;
  /** Null: at a closing brace. */
  readonly name: { readonly from: number; readonly to: number } | null;
}

/** Walks over fields that are no objects, from the quote of the first name on. Null: something else stands there. */
const walk = (bytes: Buffer, start: number, found: Found): Stop | null => {
  for (let at = start; ;) {
    if (bytes[at] !== QUOTE) return null;
    const from = at + 1;
    const to = plainEnd(bytes, from, LONGEST_NAME);
    if (to < 0 || bytes[to + 1] !== COLON) return null;
    at = to + 2;
    const byte = bytes[at];
    if (byte === OPEN || byte === OPEN_LIST) return { at, name: { from, to } };
    const wanted = wantedAt(bytes, from, to - from);
    if (byte === QUOTE) {
      const end = plainEnd(bytes, at + 1, LONGEST_VALUE);
      if (end < 0) return null;
      if (wanted) found[wanted.name] = textAt(wanted, bytes, at + 1, end);
      at = end + 1;
    } else {
      if (wanted) found[wanted.name] = literal(byte);
      while (at < bytes.length && bytes[at] !== COMMA && bytes[at] !== CLOSE) at += 1;
    }
    if (bytes[at] === CLOSE) return { at, name: null };
    if (bytes[at] !== COMMA) return null;
    at += 1;
  }
};

/** Where the string that ends at `end` begins; -1 where a quote in it may be an escaped one. */
const stringBegin = (bytes: Uint8Array, end: number, least: number): number => {
  for (let at = end - 1; at >= least; at -= 1)
    if (bytes[at] === QUOTE) return bytes[at - 1] === BACKSLASH ? -1 : at;
  return -1;
};

/**
 * Where the last object or list among the fields of a line ends: the line's end is walked back over the fields
 * behind it. -1 where that cannot be told.
 */
const lastEnd = (bytes: Uint8Array, least: number): number => {
  let at = bytes.length - 2;
  while (at > least) {
    const byte = bytes[at];
    if (byte === CLOSE || byte === CLOSE_LIST) return at;
    if (byte === QUOTE) {
      at = stringBegin(bytes, at, least);
      if (at < 0) return -1;
      at -= 1;
    } else while (at > least && bytes[at] !== COLON) at -= 1;
    if (bytes[at] !== COLON || bytes[at - 1] !== QUOTE) return -1;
    const name = stringBegin(bytes, at - 1, least);
    if (name < 0 || bytes[name - 1] !== COMMA) return -1;
    at = name - 2;
  }
  return -1;
};

const STOP_REASON = Buffer.from('],"stop_reason":');
/** Figures stand at the end of an answer, and take no more than this. */
const FIGURES = 8192;

/** An answer without what it says: its name, its figures and why it ended. Null: read it whole. */
const answerIn = (bytes: Buffer, from: number, to: number): Fields | null => {
  const message: Found = {};
  const stop = walk(bytes, from + 1, message);
  if (!stop?.name || !isAt(bytes, stop.name.from, CONTENT) || bytes[stop.at] !== OPEN_LIST) return null;
  const start = Math.max(stop.at, to - FIGURES);
  const end = bytes.subarray(start, to).lastIndexOf(STOP_REASON);
  if (end < 0) return null;
  const rest = parsed(`{${bytes.toString('utf8', start + end + 2, to + 1)}`);
  return isFields(rest) ? { ...message, content: [], ...rest } : null;
};

const CONTENT = ascii('content"');
const MESSAGE = ascii('message"');
const RESULT = ascii('toolUseResult"');
const BESIDE = [Buffer.from('},{"type":"text"'), Buffer.from('},{"type":"image"')];
const ENDS = Buffer.from('}]}');

/** The one result in the person's place, without what it says. Null: it is something else. */
const resultIn = (bytes: Buffer, from: number): { readonly message: Fields; readonly end: number } | null => {
  const message: Found = {};
  const stop = walk(bytes, from + 1, message);
  if (!stop?.name || !isAt(bytes, stop.name.from, CONTENT) || bytes[stop.at] !== OPEN_LIST) return null;
  if (bytes[stop.at + 1] !== OPEN) return null;
  const block: Found = {};
  if (walk(bytes, stop.at + 2, block) === null && block['type'] === undefined) return null;
  if (block['type'] !== 'tool_result') return null;
  let end = bytes.indexOf(ENDS, stop.at);
  while (end >= 0 && bytes[end + ENDS.length] !== COMMA && bytes[end + ENDS.length] !== CLOSE)
    end = bytes.indexOf(ENDS, end + 1);
  if (end < 0) return null;
  const content = bytes.subarray(stop.at, end);
  if (BESIDE.some((mark) => content.includes(mark))) return null;
  const result = { type: 'tool_result', tool_use_id: block['tool_use_id'], content: '' };
  return { message: { role: 'user', content: [result] }, end: end + ENDS.length };
};

const withResult = (bytes: Buffer, from: number, line: Found): Fields | null => {
  const result = resultIn(bytes, from);
  if (!result) return null;
  const { message, end } = result;
  if (bytes[end] === COMMA) {
    const stop = walk(bytes, end + 1, line);
    if (!stop) return null;
    if (stop.name) {
      if (!isAt(bytes, stop.name.from, RESULT)) return null;
      const last = lastEnd(bytes, stop.at);
      if (last < 0 || (last < bytes.length - 2 && walk(bytes, last + 2, line)?.name !== null)) return null;
    }
  }
  return line['type'] === 'user' ? { ...line, message } : null;
};

const withAnswer = (bytes: Buffer, from: number, line: Found): Fields | null => {
  const end = lastEnd(bytes, from);
  if (end < 0 || (end < bytes.length - 2 && walk(bytes, end + 2, line)?.name !== null)) return null;
  const message = line['type'] === 'assistant' ? answerIn(bytes, from, end) : null;
  return message && { ...line, message };
};

const BEGIN = ascii('{"parentUuid":');
const ROLE = Buffer.from('"role":"user"');

/**
 * A line with an answer or with the result of a call, without what they say: enough for figures and facts. Null:
 * it is no such line, or must be read whole.
 */
export const skeleton = (bytes: Buffer): Fields | null => {
  if (!isAt(bytes, 0, BEGIN) || bytes.at(-1) !== CLOSE) return null;
  const line: Found = {};
  const stop = walk(bytes, 1, line);
  if (!stop?.name || !isAt(bytes, stop.name.from, MESSAGE) || bytes[stop.at] !== OPEN) return null;
  const isUser = bytes.subarray(stop.at, stop.at + 40).includes(ROLE);
  return isUser ? withResult(bytes, stop.at, line) : withAnswer(bytes, stop.at, line);
};
