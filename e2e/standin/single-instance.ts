import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Arrival {
  readonly argv: readonly string[];
  readonly folder: string;
  readonly extra: unknown;
}

export interface InstanceLock {
  release(): void;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const holder = (file: string): number | null => {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 && isAlive(pid) ? pid : null;
  } catch {
    return null;
  }
};

/**
 * Takes the lock of a userData folder; a second instance leaves a note for the first and gets null.
 * All by files, because Electron's call answers at once.
 */
export const takeInstanceLock = (
  userData: string,
  extra: unknown,
  onArrival: (arrival: Arrival) => void,
): InstanceLock | null => {
  const file = join(userData, 'stand-in.lock');
  const notes = join(userData, 'stand-in-notes');
  mkdirSync(notes, { recursive: true });
  if (holder(file) !== null) {
    const arrival: Arrival = { argv: process.argv, folder: process.cwd(), extra };
    writeFileSync(join(notes, `${process.pid}.json`), JSON.stringify(arrival));
    return null;
  }
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  const readNotes = (): void => {
    for (const name of readdirSync(notes)) {
      try {
        const arrival = JSON.parse(readFileSync(join(notes, name), 'utf8')) as Arrival;
        rmSync(join(notes, name));
        onArrival(arrival);
      } catch {
        // Still being written: the next change reads it.
      }
    }
  };
  const watcher = watch(notes, readNotes);
  watcher.unref();
  return {
    release: () => {
      watcher.close();
      rmSync(file, { force: true });
    },
  };
};
