import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { World } from './world.ts';

/** Much more than a test writes, and soon filled. */
const SIZE = '96m';

/** Whether this process may mount a disk, and nobody but the tests sees it. */
export const canMount = process.platform === 'linux' && process.env['TOC_E2E_MOUNTS'] === '1';

export interface SmallDisk {
  /** Until not one byte more goes onto it. */
  fill(): void;
  /** Takes away what filled it. */
  free(): void;
}

/** Puts a whole world, home and toc and workspaces, on a small disk of its own. */
export const onSmallDisk = (world: World): SmallDisk => {
  const { root } = world;
  const aside = mkdtempSync(join(tmpdir(), 'toc-aside-'));
  cpSync(root, aside, { recursive: true, verbatimSymlinks: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=755`, 'tmpfs', root]);
  world.atClose(() => void execFileSync('umount', [root]));
  cpSync(aside, root, { recursive: true, verbatimSymlinks: true });
  rmSync(aside, { recursive: true });
  const filler = join(root, 'filler');
  return {
    fill() {
      for (const size of [1024 * 1024, 4096, 1]) {
        try {
          for (;;) appendFileSync(filler, Buffer.alloc(size));
        } catch (problem) {
          if (!(problem instanceof Error && 'code' in problem && problem.code === 'ENOSPC')) throw problem;
        }
      }
    },
    free: () => rmSync(filler),
  };
};
