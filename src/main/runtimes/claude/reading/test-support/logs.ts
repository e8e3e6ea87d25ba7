import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { TokenEvent } from '../../../reader.ts';
import { readingOf } from '../../../test-support/reading.ts';
import { claudeLogs } from '../../reader.ts';

const ROOT = join(import.meta.dirname, '..', '..', 'fixtures', 'logs');

/** The recorded logs: paths below their folder, without `.gz`. */
export const logNames: readonly string[] = globSync('**/*.jsonl.gz', { cwd: ROOT })
  .map((path) => path.replace(/\.gz$/, ''))
  .toSorted();

/** What `--output-format stream-json` printed; the others are transcripts. */
export const isStream = (name: string): boolean => name.endsWith('.stdout.jsonl');

/** A file of the recorded ones, unpacked. */
export const fixture = (name: string): Buffer => gunzipSync(readFileSync(join(ROOT, `${name}.gz`)));

const Request = z.tuple([
  z.string(),
  z.string(),
  z.number(),
  z.number(),
  z.number(),
  z.number(),
  z.number().nullable(),
  z.string().nullable(),
  z.string(),
]);

const Truth = z.record(z.string(), z.record(z.string(), z.array(Request)));

/** Input, cache writes, cache reads and output. */
export type Figures = readonly [number, number, number, number];

/** One request as it was answered when the logs were recorded. */
export interface Served {
  readonly id: string;
  /** `main`, `sub`, `aux` (titles and small checks) or `compact`. */
  readonly kind: string;
  readonly figures: Figures;
}

/** Everything that was served while the logs of a scenario were written, by version and scenario. */
export const served: Readonly<Record<string, Readonly<Record<string, readonly Served[]>>>> =
  Object.fromEntries(
    Object.entries(Truth.parse(JSON.parse(fixture('truth.json').toString('utf8')))).map(
      ([version, scenarios]) => [
        version,
        Object.fromEntries(
          Object.entries(scenarios).map(([scenario, requests]) => [
            scenario,
            requests.map(([id, kind, ...rest]) => ({
              id,
              kind,
              figures: [rest[0], rest[1], rest[2], rest[3]] as const,
            })),
          ]),
        ),
      ],
    ),
  );

/** The ways of reading these logs. */
export const { readPieces, readLog, readResumed, skimPieces } = readingOf(claudeLogs);

/** The figures of several, added up. */
export const added = (all: readonly Figures[]): Figures =>
  all.reduce<Figures>(
    (sum, one) => [sum[0] + one[0], sum[1] + one[1], sum[2] + one[2], sum[3] + one[3]],
    [0, 0, 0, 0],
  );

/** The figures of an event. */
export const figuresOf = (event: TokenEvent): Figures => [
  event.inputTokens,
  event.cacheWriteTokens,
  event.cacheReadTokens,
  event.outputTokens,
];

/** Events of several logs, each key once with its larger output, as the index counts them. */
export const once = (events: readonly TokenEvent[]): TokenEvent[] => {
  const known = new Map<string, TokenEvent>();
  const rest: TokenEvent[] = [];
  for (const event of events) {
    if (event.key === null) {
      rest.push(event);
      continue;
    }
    const before = known.get(event.key);
    if (!before || event.outputTokens > before.outputTokens) known.set(event.key, event);
  }
  return [...known.values(), ...rest];
};
