import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { EventsReader, EventsState } from '../runtimes/runtime.ts';

const CHUNK = 128 * 1024;
/** How much of what a run wrote to stderr is kept as its result. */
const ERRORS = 4096;

/** Where a background run's files lie in its folder. */
export const backgroundFiles = (folder: string) => ({
  stdin: join(folder, 'prompt.txt'),
  stdout: join(folder, 'events.jsonl'),
  stderr: join(folder, 'stderr.log'),
});

/** Reads what a background run prints as it grows. */
export interface Follower {
  /** Reads on to the present end; one at a time. True when there was something new. */
  read(): Promise<boolean>;
  /** When it last printed, by the file's own time: whoever comes later knows that too. Null before its start. */
  printedAt(): number | null;
  state(): EventsState;
  /** The end of what it wrote to stderr, without control characters. */
  errors(): Promise<string>;
}

const missing = (problem: unknown): boolean =>
  problem instanceof Error && 'code' in problem && problem.code === 'ENOENT';

/** The last bytes of a file as text; empty where there is none. */
const tailOf = async (path: string, bytes: number): Promise<string> => {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, bytes);
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.toString('utf8');
    } finally {
      await file.close();
    }
  } catch (problem) {
    if (missing(problem)) return '';
    throw problem;
  }
};

/** From the first byte; in pieces, so that main stays free in between. */
export const follow = (folder: string, reader: EventsReader): Follower => {
  const files = backgroundFiles(folder);
  let at = 0;
  let printedAt: number | null = null;
  let reading: Promise<boolean> | null = null;

  const readOn = async (): Promise<boolean> => {
    const from = at;
    try {
      const file = await open(files.stdout, 'r');
      try {
        for (;;) {
          const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, at);
          if (bytesRead === 0) break;
          at += bytesRead;
          reader.push(buffer.subarray(0, bytesRead));
        }
        printedAt = (await file.stat()).mtimeMs;
      } finally {
        await file.close();
      }
    } catch (problem) {
      // Before its start there is none.
      if (!missing(problem)) throw problem;
    }
    return at > from;
  };

  return {
    read: () => {
      reading ??= readOn().finally(() => {
        reading = null;
      });
      return reading;
    },
    printedAt: () => printedAt,
    state: () => reader.state(),
    errors: async () =>
      stripVTControlCharacters(await tailOf(files.stderr, ERRORS))
        .replaceAll(/[^\P{Cc}\n\t]/gu, '')
        .trim(),
  };
};
