import { join } from 'node:path';
import { z } from 'zod';
import { recordingsIn } from '../../test-support/recordings.ts';

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

/** Every recording. */
export const recordings: readonly Recording[] = recordingsIn(FOLDER, Head);
