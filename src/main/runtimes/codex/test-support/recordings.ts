import { join } from 'node:path';
import { z } from 'zod';
import { recordingsIn } from '../../test-support/recordings.ts';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'status');

/** A moment: so many bytes had come, and so many milliseconds gone. */
const Point = z.object({ at: z.number(), ms: z.number() });
const Told = Point.extend({ text: z.string() });

const Head = z.object({
  version: z.string(),
  cols: z.number(),
  rows: z.number(),
  /** Milliseconds; every `ms` counts from here. */
  began: z.number(),
  /** How many bytes had come when. */
  chunks: z.array(z.tuple([z.number(), z.number()])),
  /** What was true then, and the `ms` since when the script knew it. */
  marks: z.array(Point.extend({ since: z.number(), state: z.string(), about: z.string().nullable() })),
  /** Where it lies below Codex's home; null where there was no turn. */
  rollout: Point.extend({ path: z.string() }).nullable(),
  /** Its lines that tell of turns, as they came. */
  log: z.array(Told),
  /** What our notify was told. */
  notify: z.array(Told),
});

/** What a real Codex showed and told, with the truth beside it (scripts/record-codex-status.mjs). */
export interface Recording extends z.output<typeof Head> {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Every recorded state, in the order of the files' names. */
export const recordings: readonly Recording[] = recordingsIn(FOLDER, Head);
