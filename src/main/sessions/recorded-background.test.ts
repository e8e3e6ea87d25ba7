import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runtimes } from '../runtimes/catalog.ts';
import { byLine } from '../runtimes/test-support/reading.ts';
import { endOfBackground, type ProcessEnd } from './background-end.ts';
import { toldBy } from './background-news.ts';
import { heard } from './deciding.ts';
import { NOTHING_SEEN, statusOf, type Seen } from './state.ts';
import { aRun } from './test-support/one-run.ts';

const RUNTIMES = join(import.meta.dirname, '..', 'runtimes');

type End = 'done' | 'failed' | 'killed';

/** What a real background run printed, and how it ended. */
interface Recorded {
  readonly name: string;
  readonly runtime: 'codex' | 'claude-code';
  readonly lines: readonly Buffer[];
  readonly end: End;
}

const FAULT = /[/-](401|429|500|529|refused|reset)\.jsonl/;

/** By the name and the README: one that nothing answers ends not by itself, nor Codex 0.169 where nobody listens. */
const endNamed = (name: string): End => {
  if (/hang|interrupt|0\.169\.0-refused/.test(name)) return 'killed';
  return FAULT.test(name) || /\/(err|failed|drop)/.test(name) ? 'failed' : 'done';
};

const Result = z.object({ type: z.literal('result'), is_error: z.boolean() });

/** By its last line, which tells it in these words; one without was killed. */
const endPrinted = (lines: readonly Buffer[]): End => {
  const results = lines.flatMap((line) => {
    if (!line.includes('"type":"result"')) return [];
    const { success, data } = Result.safeParse(JSON.parse(line.toString()));
    return success ? [data.is_error] : [];
  });
  const isError = results.at(-1);
  if (isError === undefined) return 'killed';
  return isError ? 'failed' : 'done';
};

const load = (runtime: Recorded['runtime'], pattern: string): readonly Recorded[] =>
  globSync(join(RUNTIMES, runtime === 'codex' ? 'codex' : 'claude', 'fixtures', pattern))
    .toSorted()
    .flatMap((path) => {
      const lines = byLine(gunzipSync(readFileSync(path)));
      const isNamed = runtime === 'codex' || path.includes('/events/');
      const end = isNamed ? endNamed(path) : endPrinted(lines);
      return lines.length === 0 ? [] : [{ name: relative(RUNTIMES, path), runtime, lines, end }];
    });

/** The first line that tells of the conversation; what comes before is of hooks. */
const TELLS = /"type":"(thread\.started|result)"|"subtype":"init"/;

const recorded: readonly Recorded[] = [
  ...load('codex', 'events/*.jsonl.gz'),
  ...load('codex', 'logs/**/*.exec.jsonl.gz'),
  ...load('claude-code', 'events/*.jsonl.gz'),
  ...load('claude-code', 'logs/**/*.stdout.jsonl.gz'),
];

const run = aRun({ kind: 'background' });

const GONE: ProcessEnd = { code: null, signal: null, at: 9000, stopped: null };

const ENDS = {
  done: { process: { ...GONE, code: 0 }, stands: ['Ended', 'completed'] },
  failed: { process: { ...GONE, code: 1 }, stands: ['Failed', 'run-failed'] },
  killed: { process: { ...GONE, signal: 'SIGKILL' }, stands: ['Failed', 'killed'] },
} as const;

const replay = ({ runtime, lines, end }: Recorded) => {
  const reader = runtimes[runtime].events();
  let seen: Seen = NOTHING_SEEN;
  const words = lines.map((line, at) => {
    reader.push(line);
    const now = 2000 + at;
    const next = toldBy(reader.state(), now);
    seen = { ...seen, statements: heard(seen.statements, { replaced: ['runtime-events'], next, now }) };
    return statusOf(run, seen, now).word;
  });
  const ended = endOfBackground(run, ENDS[end].process, { events: reader.state(), errors: '' });
  const { word, cause } = statusOf({ ...run, ...ended }, seen, 10_000);
  return { words, stands: [word, cause.code] };
};

test('there are recorded runs of both runtimes, with every kind of end', () => {
  expect(recorded.length).toBeGreaterThan(100);
  expect(new Set(recorded.map(({ runtime, end }) => `${runtime} ${end}`)).size).toBe(6);
});

describe.each(recorded)('$name', (one) => {
  test('it works from its first word to its end, which is the one it had', () => {
    const { words, stands } = replay(one);
    const first = one.lines.findIndex((line) => TELLS.test(line.toString()));
    expect(words).toEqual(words.map((_, at) => (first < 0 || at < first ? 'Running' : 'Working')));
    expect(stands).toEqual(ENDS[one.end].stands);
  });
});
