import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'status');

const Point = z.object({ ms: z.number(), offset: z.number() });
const Told = Point.extend({ text: z.string() });

const Truth = z.object({
  /** What makes it so happened here. */
  since: Point,
  /** From here on whoever looks should see it. */
  settled: Point,
  /** The script did the next thing here. */
  until: Point,
  says: z.object({
    is: z.enum(['working', 'waiting', 'idle']),
    for: z.string().optional(),
    about: z.string().nullable().optional(),
    how: z.string().optional(),
  }),
  because: z.string(),
});

const Head = z.object({
  version: z.string(),
  cols: z.number(),
  rows: z.number(),
  pid: z.number(),
  /** Milliseconds; every `ms` counts from here. */
  began: z.number(),
  /** How many bytes had come when. */
  chunks: z.array(z.tuple([z.number(), z.number()])),
  truth: z.array(Truth),
  registry: z.array(Point.extend({ text: z.string().nullable() })),
  hooks: z.array(Told),
  log: z.array(Told),
});

/** What a real Claude Code showed and told, with the truth beside it (scripts/record-status-claude.mjs). */
export interface Recording extends z.output<typeof Head> {
  readonly name: string;
  readonly bytes: Buffer;
}

const load = (file: string): Recording => {
  const whole = gunzipSync(readFileSync(join(FOLDER, file)));
  const end = whole.indexOf(10);
  const head = Head.parse(JSON.parse(whole.toString('utf8', 0, end)));
  return { name: file.replace(/\.gz$/, ''), ...head, bytes: whole.subarray(end + 1) };
};

/** Every recording. */
export const recordings: readonly Recording[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.gz'))
  .map(load);
