import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { LogFacts, Step } from '#shared/contract/transcripts.ts';
import type { Counter, LogReader, ReadSome, TokenEvent } from '../../../reader.ts';
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
  const reader = claudeLogs.reader(null);
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
