import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps what a CLI tells toc's own programs as they keep it: one file each time, in order, dated then. */
export const callbackFolder = (folder: string) => {
  let calls = 0;
  mkdirSync(folder, { recursive: true });
  return (text: string, at: number): void => {
    calls += 1;
    const path = join(folder, `${1_000_000_000 + calls}-17`);
    writeFileSync(path, text);
    utimesSync(path, at / 1000, at / 1000);
  };
};
