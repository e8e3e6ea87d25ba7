import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
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
  free(): Promise<void>;
}

/** A CLI that dies deletes what it kept beside its work; the other one must not find that room. */
const KEEP_FULL = `
  const { openSync, writeSync } = require('node:fs');
  const { workerData } = require('node:worker_threads');
  const filler = openSync(workerData, 'a');
  const piece = Buffer.alloc(1024 * 1024);
  for (;;) for (const size of [piece.length, 4096, 1]) try { writeSync(filler, piece, 0, size); } catch {}
`;

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
  let keeper: Worker | null = null;
  const leave = async (): Promise<void> => {
    await keeper?.terminate();
    keeper = null;
  };
  world.atClose(async () => {
    await leave();
    await run('umount', ['--lazy', root]);
  });
  return {
    fill() {
      fillUp(filler);
      keeper ??= new Worker(KEEP_FULL, { eval: true, workerData: filler });
    },
    async free() {
      await leave();
      rmSync(filler);
    },
  };
};
