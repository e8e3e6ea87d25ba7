import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const ENOUGH = 1 << 22;

/** Writes a log line by line, and counts. */
export const openLogWriter = (path: string) => {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  let waiting: string[] = [];
  let written = 0;
  let bytes = 0;
  let lines = 0;
  const flush = (): void => {
    written += writeSync(file, waiting.join(''));
    waiting = [];
  };
  const raw = (line: string): void => {
    waiting.push(line, '\n');
    bytes += Buffer.byteLength(line) + 1;
    lines += 1;
    if (bytes - written > ENOUGH) flush();
  };
  return {
    path,
    /** A line as it is. */
    raw,
    line: (value: object): void => raw(JSON.stringify(value)),
    bytes: (): number => bytes,
    lines: (): number => lines,
    /** The file then looks as if it was last written at that moment. */
    close(at: number): { bytes: number; lines: number } {
      flush();
      closeSync(file);
      if (written !== bytes) throw new Error(`${path} has ${written} of ${bytes} bytes. Is the disk full?`);
      utimesSync(path, at / 1000, at / 1000);
      return { bytes, lines };
    },
  };
};

export type LogWriter = ReturnType<typeof openLogWriter>;
