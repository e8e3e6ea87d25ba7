import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Step } from '#shared/contract/transcripts.ts';
import type { TokenEvent } from '../../../reader.ts';
import { readingOf } from '../../../test-support/reading.ts';
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

/** The ways of reading these logs. */
export const { readPieces, readLog, readResumed, skimPieces } = readingOf(codexLogs);

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
