import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Runs a program as root of a user and a mount namespace of its own. */
const NAMESPACE = { file: 'unshare', args: ['-rm'] };

/** A disk of its own, seen through the process in whose namespace it is mounted. Linux, as root. */
export const smallDisk = async (megabytes: number) => {
  const script = `mount -t tmpfs -o size=${megabytes}m,mode=777 none /mnt && echo mounted && exec sleep 600`;
  const holder = spawn(NAMESPACE.file, [...NAMESPACE.args, 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const path = `/proc/${holder.pid}/root/mnt`;
  return {
    path,
    /** Leaves not one byte. */
    fill(): void {
      for (const piece of [65_536, 4096, 1]) {
        try {
          for (;;) appendFileSync(join(path, 'filler'), Buffer.alloc(piece));
        } catch {
          // Full.
        }
      }
    },
    empty: (): void => rmSync(join(path, 'filler')),
    async remove(): Promise<void> {
      const gone = once(holder, 'exit');
      holder.kill('SIGKILL');
      await gone;
    },
  };
};
