import type { LogKind, LogReader, ReadSome } from '../reader.ts';
import { cutAt, faultsOf, readingOf, type Told } from './reading.ts';
import type { Random } from './random.ts';

/** What a reader keeps may be this much larger than what it read so far, and so many times as large. */
const ALLOWED = 64 * 1024;
const TIMES = 4;

/** How far a log was read, by one reader or by several after one another. */
interface Course {
  steps: number;
  events: number;
  bytes: number;
}

/** A reader that notes what is wrong with each of its answers. */
const watched = (reader: LogReader, course: Course, note: (fault: string) => void): LogReader => {
  const inOrder = (what: 'steps' | 'events', numbered: readonly { readonly seq: number }[]): void => {
    for (const seq of numbered.map((one) => one.seq).toSorted((one, other) => one - other)) {
      if (seq > course[what]) note(`number ${seq} of the ${what} came when there were ${course[what]}`);
      course[what] = Math.max(course[what], seq + 1);
    }
  };
  const heard = (some: ReadSome): ReadSome => {
    inOrder('steps', some.steps);
    inOrder('events', some.tokens);
    return some;
  };
  return {
    ...reader,
    push(bytes) {
      course.bytes += bytes.length;
      return heard(reader.push(bytes));
    },
    end: () => heard(reader.end()),
    save() {
      const saved = reader.save();
      if (saved.length > ALLOWED + TIMES * course.bytes)
        note(`${course.bytes} bytes were read, and ${saved.length} are kept`);
      return saved;
    },
  };
};

/** A log read in every way; `note` hears of what is wrong on the way. */
const readings = (kind: LogKind, log: Buffer, random: Random, note: (fault: string) => void) => {
  const course: Course = { steps: 0, events: 0, bytes: 0 };
  const { readLog, readPieces, readResumed, skimPieces } = readingOf({
    ...kind,
    reader: (saved) => watched(kind.reader(saved), course, note),
  });
  const fresh = (read: () => Told): Told => {
    Object.assign(course, { steps: 0, events: 0, bytes: 0 });
    return read();
  };
  return {
    whole: fresh(() => readLog(log)),
    pieces: fresh(() => readPieces(cutAt(log, random))),
    resumed: fresh(() => readResumed(log, random)),
    // Lines that no CLI wrote may be skimmed otherwise than they are read.
    skimmed: [skimPieces([log]), skimPieces(cutAt(log, random))],
  };
};

const same = (one: Told, other: Told): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * What is wrong with how a log is read, whatever it holds: a reader that throws, an answer that breaks the
 * contract, numbers that leave a gap, a state out of proportion, or another answer when the log comes in pieces,
 * or to one reader after another.
 */
export const faultsIn = (kind: LogKind, log: Buffer, random: Random): readonly string[] => {
  const noted = new Set<string>();
  try {
    const told = readings(kind, log, random, (fault) => noted.add(fault));
    return [
      ...noted,
      ...faultsOf(told.whole),
      ...told.skimmed.flatMap(faultsOf).map((fault) => `skimmed: ${fault}`),
      ...(same(told.pieces, told.whole) ? [] : ['in pieces it tells something else than whole']),
      ...(same(told.resumed, told.whole)
        ? []
        : ['saved and gone on with it tells something else than whole']),
    ];
  } catch (problem) {
    return [...noted, problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)];
  }
};

/** Ids of the conversation itself: those are the same in every line. */
const OWN = /^(?:session_?id|thread_?id|conversation_?id)$/i;

/** A line's value with every id, text and figure in it another one. */
const renewed = (value: unknown, round: number, name = ''): unknown => {
  if (Array.isArray(value)) return value.map((one) => renewed(one, round, name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([each, one]) => [each, renewed(one, round, each)]));
  if (typeof value === 'string' && /(?:id|uuid|text|message|content|command)$/i.test(name) && !OWN.test(name))
    return `${value}-${round}`;
  return typeof value === 'number' && /tokens$/i.test(name) ? value + round : value;
};

const lineAgain = (line: string, round: number): string => {
  try {
    return JSON.stringify(renewed(JSON.parse(line), round)) ?? line;
  } catch {
    return line;
  }
};

/** Lines after which no state may still grow; before, it is looked at after half of them, a quarter, and so on. */
const LAST = 12_800;
const FIRST = 400;
/** So little is no growth: numbers have more digits. Of the last half, also what comes and goes: ids of past calls. */
const LITTLE = 64;
const COMES_AND_GOES = 16 * 1024;

/** What is wrong with the state after a log whose lines come again and again, each time as new ones. */
export const growthIn = (kind: LogKind, log: Buffer): readonly string[] => {
  const lines = log.toString('utf8').split('\n').slice(0, 10);
  const reader = kind.reader(null);
  let read = 0;
  let kept = 0;
  for (let mark = FIRST; mark <= LAST; mark *= 2) {
    for (; read < mark; read += lines.length) {
      const round = lines.map((line) => `${lineAgain(line, read)}\n`).join('');
      reader.push(Buffer.from(round));
    }
    const now = reader.save().length;
    const isLast = mark * 2 > LAST;
    if (now <= kept + (isLast ? kept / 20 + COMES_AND_GOES : LITTLE)) return [];
    if (isLast)
      return [`after ${read} lines it still keeps more: ${now} bytes, and ${kept} after half of them`];
    kept = now;
  }
  return [];
};
