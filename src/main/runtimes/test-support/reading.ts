import { LogFacts, Step } from '#shared/contract/transcripts.ts';
import { Tokens } from '#shared/contract/usage.ts';
import { jsonOf } from '../line-reader.ts';
import type { Counter, LogKind, LogReader, ReadSome, TokenEvent } from '../reader.ts';
import { isFields } from '../values.ts';
import type { Random } from './random.ts';

const RETURN = Buffer.from('\r\n');

/** Everything a reader told of a log. */
export interface Told {
  readonly steps: readonly Step[];
  readonly tokens: readonly TokenEvent[];
  readonly facts: LogFacts;
  readonly counter: Counter | null;
  readonly skipped: number;
}

/** Keeps what readers tell, each step and event as it was told last. */
const collection = () => {
  const steps: Step[] = [];
  const tokens: TokenEvent[] = [];
  return {
    take(some: ReadSome): void {
      for (const step of some.steps) steps[step.seq] = step;
      for (const event of some.tokens) tokens[event.seq] = event;
    },
    told: (reader: LogReader): Told => ({
      steps: steps.filter((step) => step !== undefined),
      tokens: tokens.filter((event) => event !== undefined),
      facts: reader.facts(),
      counter: reader.counter(),
      skipped: reader.skippedLines(),
    }),
  };
};

/** A log in pieces of any size, most of them large. */
export const cutAt = (log: Buffer, random: Random): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let from = 0; from < log.length;) {
    const size = random(8) === 0 ? 1 + random(20) : 1 + random(6000);
    pieces.push(log.subarray(from, from + size));
    from += size;
  }
  return pieces;
};

/** A log in its lines, each with its end. */
export const byLine = (log: Buffer): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let from = 0; from < log.length;) {
    const end = log.indexOf(10, from);
    const to = end < 0 ? log.length : end + 1;
    pieces.push(log.subarray(from, to));
    from = to;
  }
  return pieces;
};

/** Whether a log that was written up to here ends with what looks like a line and goes on: nobody could tell. */
const seemsWhole = (log: Buffer, size: number): boolean => {
  const isEnd = size >= log.length || log[size] === 10 || log.subarray(size, size + 2).equals(RETURN);
  return !isEnd && isFields(jsonOf(log.subarray(log.lastIndexOf(10, size - 1) + 1, size)));
};

/** The ways of reading logs of one kind. */
export const readingOf = (kind: LogKind) => {
  const readWith = (reader: LogReader, pieces: readonly Uint8Array[]): Told => {
    const kept = collection();
    for (const piece of pieces) kept.take(reader.push(piece));
    kept.take(reader.end());
    return kept.told(reader);
  };
  /** Reads a log in these pieces, to its end. */
  const readPieces = (pieces: readonly Uint8Array[]): Told => readWith(kind.reader(null), pieces);
  /** Reads a log that is given as its bytes or as its lines, objects as JSON. */
  const readLog = (log: Uint8Array | readonly unknown[]): Told => {
    if (log instanceof Uint8Array) return readPieces([log]);
    const lines = log.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    return readPieces([Buffer.from(lines.map((line) => `${line}\n`).join(''))]);
  };
  return {
    readPieces,
    readLog,
    /** For the figures and facts alone. */
    skimPieces: (pieces: readonly Uint8Array[]): Told => readWith(kind.skimmer(), pieces),
    /** As the indexer does: what was read is kept, and another reader goes on from there when there is more. */
    readResumed(log: Buffer, random: Random): Told {
      const kept = collection();
      let saved: string | null = null;
      for (let size = 0; size < log.length;) {
        const from: number = saved === null ? 0 : kind.reader(saved).offset();
        size = Math.min(log.length, size + 1 + random(log.length));
        while (seemsWhole(log, size)) size += 1;
        const reader = kind.reader(saved);
        for (const piece of cutAt(log.subarray(from, size), random)) kept.take(reader.push(piece));
        saved = reader.save();
        kept.take(reader.end());
        if (size >= log.length) return kept.told(reader);
      }
      return readLog(log);
    },
  };
};

/** What skimming a log tells of what reading it told. */
export const withoutSteps = (told: Told): Told => ({ ...told, steps: [] });

/** What is wrong with what a reader told: nothing, whatever the log held. */
export const faultsOf = ({ steps, tokens, facts, counter, skipped }: Told): readonly string[] => [
  ...[
    ...steps.map((step) => Step.safeParse(step)),
    ...tokens.map((event) => Tokens.safeParse(event)),
    LogFacts.safeParse(facts),
    ...(counter?.tokens ? [Tokens.safeParse(counter.tokens)] : []),
  ].flatMap(({ error }) => (error ? [error.message] : [])),
  ...steps.flatMap(({ seq }, index) => (seq === index ? [] : [`step ${index} has number ${seq}`])),
  ...tokens.flatMap(({ seq, cacheWriteTokens, cacheWrite1hTokens, outputTokens, reasoningTokens }) =>
    cacheWrite1hTokens <= cacheWriteTokens && reasoningTokens <= outputTokens
      ? []
      : [`a part of tokens ${seq} is larger than the whole`],
  ),
  ...(skipped >= 0 ? [] : [`${skipped} skipped lines`]),
];
