import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { z } from 'zod';

/** The recordings in a folder, in the order of their names: a line of JSON, then what the terminal was sent. */
export const recordingsIn = <Head extends z.ZodObject>(folder: string, head: Head) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.gz'))
    .map((file) => {
      const whole = gunzipSync(readFileSync(join(folder, file)));
      const end = whole.indexOf(10);
      const told = head.parse(JSON.parse(whole.toString('utf8', 0, end)));
      return { name: file.replace(/\.gz$/, ''), ...told, bytes: whole.subarray(end + 1) };
    });
