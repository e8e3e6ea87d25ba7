import { access, constants, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskState } from '#shared/contract/system.ts';
import type { Clock } from './clock.ts';
import { diskFault } from './disk-fault.ts';
import type { Log } from './log.ts';

/** With less than this left, a day's work of a few agents may not fit any more. Bytes. */
const LOW = 128 * 1024 * 1024;
/** With less than this left, only a write tells whether one succeeds: some of it may be kept for others. Bytes. */
const NONE = 1024 * 1024;
/** As much as toc writes at once. Bytes. */
const PROBE = 64 * 1024;

const EVERY = 5000;

/** The file has no name by the time it is written: whoever is killed here leaves nothing on a full disk. */
const writing = async (folder: string): Promise<void> => {
  const file = join(folder, '.room');
  const handle = await open(file, 'w', 0o600);
  try {
    await rm(file, { force: true });
    await handle.writeFile(Buffer.alloc(PROBE));
  } finally {
    await handle.close();
  }
};

/** Whether what must be written below a folder can be. Writes there only where hardly any room is left. */
export const lookAtDisk = async (folder: string): Promise<DiskState> => {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  try {
    await (free < NONE ? writing(folder) : access(folder, constants.W_OK));
  } catch (problem) {
    const reason = diskFault(problem);
    if (reason === null) throw problem;
    return { kind: 'cannot-write', path: folder, reason };
  }
  // In whole megabytes: else it would be news each time.
  return free < LOW
    ? { kind: 'low', path: folder, megabytes: Math.floor(free / 2 ** 20) }
    : { kind: 'enough' };
};

export interface DiskWatchRooms {
  readonly look: () => Promise<DiskState>;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: (disk: DiskState) => void;
}

const same = (one: DiskState, other: DiskState): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Looks at once and every few seconds, one look at a time; tells what is different from before. */
export const watchDisk = ({ look, clock, log, changed }: DiskWatchRooms) => {
  let state: DiskState = { kind: 'enough' };
  let looking: Promise<void> | null = null;
  let logged = '';
  const again = async (): Promise<void> => {
    try {
      const now = await look();
      logged = '';
      if (same(now, state)) return;
      state = now;
      changed(now);
    } catch (problem) {
      // Once: a folder that is gone stays so.
      if (String(problem) === logged) return;
      logged = String(problem);
      log.error('disk-not-looked-at', problem);
    }
  };
  const begin = (): void => {
    looking ??= again().finally(() => {
      looking = null;
    });
  };
  begin();
  const cancel = clock.every(EVERY, begin);
  return {
    state: (): DiskState => state,
    async close(): Promise<void> {
      cancel();
      await looking;
    },
  };
};

export type DiskWatch = ReturnType<typeof watchDisk>;
