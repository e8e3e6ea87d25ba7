import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

const LEVELS = [
  '\x1b[32mINFO \x1b[0m',
  '\x1b[33mWARN \x1b[0m',
  '\x1b[31mERROR\x1b[0m',
  '\x1b[36mDEBUG\x1b[0m',
];
const PARTS = ['resolver', 'scheduler', 'http', 'cache', 'worker-7'];

const line = (number: number): string => {
  const level = LEVELS[(number * 7) % LEVELS.length] ?? '';
  const part = PARTS[(number * 3) % PARTS.length] ?? '';
  const time = `\x1b[2m12:${String(Math.floor(number / 60) % 60).padStart(2, '0')}:${String(number % 60).padStart(2, '0')}\x1b[0m`;
  return `${time} ${level} \x1b[1m${part}\x1b[0m: request ${number} took \x1b[35m${(number * 37) % 900} ms\x1b[0m for /items/${(number * 7919) % 100_000}\n`;
};

/** Writes a coloured log of about that many bytes; the same every time. Returns its exact size. */
export const writeColouredLog = async (path: string, bytes: number): Promise<number> => {
  const stream = createWriteStream(path);
  let written = 0;
  for (let number = 0; written < bytes;) {
    let piece = '';
    for (let at = 0; at < 1000; at += 1, number += 1) piece += line(number);
    written += piece.length;
    if (!stream.write(piece)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
  return written;
};
