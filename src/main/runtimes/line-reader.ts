import type { LogFacts, Step } from '#shared/contract/transcripts.ts';
import { LineCutter, type Line, type Pass } from './lines.ts';
import type { Counter, LogReader, ReadSome, TokenEvent } from './reader.ts';
import { isFields, parsed } from './values.ts';

/** What stands before the first brace after a crash, or because an editor put it there. */
const PADDING = /^[\0\s\uFEFF]+/;

/** What a line's JSON holds; undefined when it is none. */
export const jsonOf = (bytes: Buffer): unknown => {
  const line = bytes.toString('utf8');
  return parsed(line.startsWith('{') ? line : line.replace(PADDING, ''));
};

/** So many bytes are parsed, and so many places tried, to find the beginning of another line in one. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_TRIES = 2000;

/**
 * The whole line that a CLI wrote behind one that was never finished (it was killed, or the log was cut short); null
 * where there is none.
 */
const behindHalf = (line: Line): Line | null => {
  const { bytes } = line;
  if (bytes.length === 0 || jsonOf(bytes) !== undefined) return null;
  const tries = Math.min(MOST_TRIES, MOST_BYTES / bytes.length);
  let at = bytes.indexOf('{"', 1);
  for (let tried = 0; at > 0 && tried < tries; tried += 1) {
    const rest = bytes.subarray(at);
    // What lies within the half line is followed by more than nothing.
    if (isFields(parsed(rest.toString('utf8')))) return { ...line, bytes: rest, start: line.start + at };
    at = bytes.indexOf('{"', at + 1);
  }
  return null;
};

export type Count = (event: TokenEvent | null) => void;

/** How one log is read, line by line. */
export interface Reading {
  /** All that is known between two lines; JSON. */
  readonly state: { offset: number; skipped: number };
  /** The steps that are new or different since the last call. */
  taken(): readonly Step[];
  /** Looks at a line where it lies, before it is handed over; true: it is done with. What it throws on is read whole. */
  pass?(bytes: Buffer, from: number, end: number, count: Count): boolean;
  /** False: nothing is known of the line. It may throw; the line is then skipped. */
  read(line: Line, count: Count): boolean;
  /** There is no more, now. */
  end(count: Count): void;
  facts(): LogFacts;
  counter(): Counter | null;
  /** Token events so far. */
  events(): number;
}

/** The state of a reader of this version, as `save` wrote it; a fresh one where nothing was saved. */
export const restored = <State extends object>(fresh: State, saved: string | null): State =>
  saved === null ? fresh : { ...fresh, ...JSON.parse(saved) };

/** A reader of logs that are JSON, a value in each line. */
export const lineReader = (reading: Reading): LogReader => {
  const { state } = reading;
  const lines = new LineCutter(state.offset);
  let tokens = new Map<number, TokenEvent>();
  const count: Count = (event) => {
    if (event) tokens.set(event.seq, event);
  };
  const pass: Pass = (bytes, from, end) => {
    try {
      return reading.pass?.(bytes, from, end, count) === true;
    } catch {
      return false;
    }
  };
  const isRead = (line: Line): boolean => {
    try {
      return reading.read(line, count);
    } catch {
      // Whatever a line holds, the lines after it are read.
      return false;
    }
  };
  const take = (line: Line): void => {
    if (isRead(line)) return;
    state.skipped += 1;
    const whole = behindHalf(line);
    if (whole && !isRead(whole)) state.skipped += 1;
  };
  const taken = (): ReadSome => {
    const some = { steps: reading.taken(), tokens: [...tokens.values()] };
    tokens = new Map();
    return some;
  };
  return {
    push(bytes) {
      lines.push(bytes, take, reading.pass ? pass : null);
      state.offset = lines.offset;
      return taken();
    },
    end() {
      const rest = lines.rest();
      // Half a line is no line yet; one that only lacks its newline is.
      if (rest && isFields(jsonOf(rest.bytes))) take(rest);
      reading.end(count);
      return taken();
    },
    facts: reading.facts,
    counter: reading.counter,
    events: reading.events,
    skippedLines: () => state.skipped,
    offset: () => state.offset,
    save: () => JSON.stringify(state),
  };
};
