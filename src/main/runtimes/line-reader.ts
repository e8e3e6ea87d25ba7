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
  const take = (line: Line): void => {
    try {
      if (!reading.read(line, count)) state.skipped += 1;
    } catch {
      // Whatever a line holds, the lines after it are read.
      state.skipped += 1;
    }
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
