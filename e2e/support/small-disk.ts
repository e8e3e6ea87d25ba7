import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { World } from './world.ts';

/** Much more than a test writes, and soon filled. */
const SIZE = '96m';

/** Mounting needs root on Linux; where the tests must run, not being able to is a failure. */
export const mayMissOut = process.env['CI'] !== 'true' && process.env['TOC_E2E_MOUNTS'] !== '1';

const run = promisify(execFile);

export interface SmallDisk {
  /** Until not one byte more goes onto it, and keeps it so. */
  fill(): void;
  /** Takes away what filled it. */
  free(): void;
}

const fillUp = (file: string): void => {
  for (const size of [1024 * 1024, 4096, 1]) {
    try {
      for (;;) appendFileSync(file, Buffer.alloc(size));
    } catch (problem) {
      if (!(problem instanceof Error && 'code' in problem && problem.code === 'ENOSPC')) throw problem;
    }
  }
};

/** Puts a whole world, home and toc and workspaces, on a small disk of its own. */
export const onSmallDisk = async (world: World): Promise<SmallDisk> => {
  const { root } = world;
  const aside = mkdtempSync(join(tmpdir(), 'toc-aside-'));
  cpSync(root, aside, { recursive: true, verbatimSymlinks: true });
  await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'tmpfs', root]);
  cpSync(aside, root, { recursive: true, verbatimSymlinks: true });
  rmSync(aside, { recursive: true });
  const filler = join(root, 'filler');
  let refilling: NodeJS.Timeout | null = null;
  const leave = (): void => {
    if (refilling) clearInterval(refilling);
    refilling = null;
  };
  world.atClose(async () => {
    leave();
    await run('umount', ['--lazy', root]);
  });
  return {
    fill() {
      fillUp(filler);
      // What others delete meanwhile makes no room either.
      refilling ??= setInterval(() => fillUp(filler), 50);
    },
    free() {
      leave();
      rmSync(filler);
    },
  };
};
