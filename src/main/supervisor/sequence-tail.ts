/**
 * The end of a stream that a terminal has read but not acted on: a sequence or a character that is
 * still open. A snapshot cannot hold it, so it is sent again after one. Follows the states of xterm's
 * parser (https://vt100.net/emu/dec_ansi_parser). `stream` starts outside of any sequence.
 */
export const unfinishedTail = (stream: Uint8Array): Uint8Array => {
  let state: State = 'ground';
  let tail: number[] = [];
  for (let at = 0; at < stream.length;) {
    const { code, length } = decode(stream, at);
    if (code === INCOMPLETE) {
      for (const byte of stream.subarray(at)) tail.push(byte);
      break;
    }
    const next = step(state, code);
    if (next === 'ground') tail = [];
    // A new sequence began here: what was open before is over.
    else if (opened(code)) tail = [...stream.subarray(at, at + length)];
    // Control characters inside a sequence were obeyed when they came; twice would be once too often.
    else if (code >= 0x20 || !OBEYED_INSIDE.has(state)) tail.push(...stream.subarray(at, at + length));
    state = next;
    at += length;
  }
  return Uint8Array.from(tail);
};

type State = 'ground' | 'escape' | 'intermediate' | 'csi' | 'osc' | 'dcs' | 'ignored';

const INCOMPLETE = -1;
const ESCAPE = 0x1b;
const OBEYED_INSIDE: ReadonlySet<State> = new Set<State>(['escape', 'intermediate', 'csi']);

const within = (code: number, low: number, high: number): boolean => code >= low && code <= high;

const opened = (code: number): State | null => {
  if (code === ESCAPE) return 'escape';
  if (code === 0x9b) return 'csi';
  if (code === 0x9d) return 'osc';
  if (code === 0x90) return 'dcs';
  if (code === 0x98 || code === 0x9e || code === 0x9f) return 'ignored';
  return null;
};

const afterEscape = (code: number): State => {
  if (code === 0x5b) return 'csi';
  if (code === 0x5d) return 'osc';
  if (code === 0x50) return 'dcs';
  if (code === 0x58 || code === 0x5e || code === 0x5f) return 'ignored';
  if (within(code, 0x20, 0x2f)) return 'intermediate';
  return within(code, 0x30, 0x7e) ? 'ground' : 'escape';
};

const step = (state: State, code: number): State => {
  const opens = opened(code);
  if (opens) return opens;
  // CAN and SUB break any sequence off.
  if (code === 0x18 || code === 0x1a) return 'ground';
  switch (state) {
    case 'ground':
      return 'ground';
    case 'escape':
      return afterEscape(code);
    case 'intermediate':
      return within(code, 0x30, 0x7e) ? 'ground' : 'intermediate';
    case 'csi':
      return within(code, 0x40, 0x7e) ? 'ground' : 'csi';
    case 'osc':
      return code === 0x07 || code === 0x9c ? 'ground' : 'osc';
    case 'dcs':
    case 'ignored':
      return code === 0x9c ? 'ground' : state;
  }
};

/** One character of UTF-8. A broken one counts as a single byte, as it does for the terminal. */
const decode = (stream: Uint8Array, at: number): { readonly code: number; readonly length: number } => {
  const lead = stream[at] ?? 0;
  const length = lead < 0xc2 || lead > 0xf4 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (length === 1) return { code: lead < 0x80 ? lead : 0xfffd, length };
  let code = lead & (0xff >> (length + 1));
  for (let more = 1; more < length; more += 1) {
    const byte = stream[at + more];
    if (byte === undefined) return { code: INCOMPLETE, length };
    if ((byte & 0xc0) !== 0x80) return { code: 0xfffd, length: more };
    code = (code << 6) | (byte & 0x3f);
  }
  return { code, length };
};
