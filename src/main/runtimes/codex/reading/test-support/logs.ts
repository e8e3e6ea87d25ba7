import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LogFacts, Step } from '#shared/contract/transcripts.ts';
import type { Counter, LogReader, ReadSome, TokenEvent } from '../../../reader.ts';
import { codexLogs } from '../../reader.ts';

const ROOT = join(import.meta.dirname, '..', '..', 'fixtures', 'logs');

/** The recorded logs: paths below their folder, without `.gz`. */
export const logNames: readonly string[] = globSync('**/*.jsonl.gz', { cwd: ROOT })
  .map((path) => relative('.', path).replace(/\.gz$/, ''))
  .toSorted();

/** A file of the recorded ones, unpacked. */
export const fixture = (name: string): Buffer => gunzipSync(readFileSync(join(ROOT, `${name}.gz`)));

/** A file beside the recorded logs that is JSON. */
export const beside = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));

/** Everything a reader told of a log. */
export interface Told {
  readonly steps: readonly Step[];
  readonly tokens: readonly TokenEvent[];
  readonly facts: LogFacts;
  readonly counter: Counter | null;
  readonly skipped: number;
}

/** Keeps what readers tell, each step and event as it was told last. */
export const collection = () => {
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

/** Reads a log in these pieces, to its end. */
export const readPieces = (pieces: readonly Uint8Array[]): Told => {
  const reader = codexLogs.reader(null);
  const kept = collection();
  for (const piece of pieces) kept.take(reader.push(piece));
  kept.take(reader.end());
  return kept.told(reader);
};

/** Reads a log that is given as its bytes or as its lines, objects as JSON. */
export const readLog = (log: Uint8Array | readonly unknown[]): Told => {
  if (log instanceof Uint8Array) return readPieces([log]);
  const lines = log.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return readPieces([Buffer.from(lines.map((line) => `${line}\n`).join(''))]);
};

/** Sums as Codex counts them: the cache is part of the input. */
export const sumOf = (events: readonly TokenEvent[]) => {
  const sum = { input_tokens: 0, cached: 0, output_tokens: 0, reasoning: 0 };
  for (const event of events) {
    sum.input_tokens += event.inputTokens + event.cacheReadTokens + event.cacheWriteTokens;
    sum.cached += event.cacheReadTokens;
    sum.output_tokens += event.outputTokens;
    sum.reasoning += event.reasoningTokens;
  }
  return sum;
};

/** A step without its number and moment. */
export const withoutPlace = (step: Step): Omit<Step, 'seq' | 'at'> => {
  const { seq, at, ...rest } = step;
  if (seq < 0 || at === '') throw new Error('A step has a place.');
  return rest;
};
