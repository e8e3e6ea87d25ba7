import { execFile } from 'node:child_process';
import { appendFileSync, closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { testFolders } from './test-support/folders.ts';
import { indexOnce } from './test-support/index-room.ts';

// Each waits for disks and threads, and a laden machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

/** Runs a program as root of a user and a mount namespace of its own. */
const unshare = (...args: readonly string[]) => promisify(execFile)('unshare', ['-rm', ...args]);

/** Why nobody can mount a small disk here; null when one can. */
const hindrance = await unshare('true').then(
  () => null,
  (problem: unknown) => String(problem).trim(),
);
/** Root can always, so there it is a failure when it does not. */
const mayMissOut = process.env['CI'] !== 'true' && process.getuid?.() !== 0;

test.skipIf(hindrance !== null && mayMissOut)(
  `a full disk is said, and reading goes on when there is room (${hindrance ?? 'a small disk can be mounted'})`,
  { timeout: 20_000 },
  async () => {
    // In the namespace: SQLite follows links, so /proc/PID/root would lead it back to our own disk.
    const entry = join(import.meta.dirname, 'test-support', 'on-small-disk.ts');
    const script = 'mount -t tmpfs -o size=2m,mode=777 none /mnt && exec "$0" "$1" /mnt';
    const { stdout } = await unshare('sh', '-c', script, process.execPath, entry);
    expect(JSON.parse(stdout)).toEqual({
      phase: 'failed',
      failure: 'The disk of /mnt/logs.db is full. Make room; reading goes on by itself.',
      steps: 2000,
      isWhole: true,
    });
  },
);

test('a line of 50 MB is not held whole', async () => {
  const folders = testFolders();
  const log = join(folders.logs, 'one.jsonl');
  writeFileSync(log, '{"id":"one","say":"before"}\n{"say":"');
  const file = openSync(log, 'a');
  for (let each = 0; each < 50; each += 1) writeSync(file, Buffer.alloc(1024 * 1024, 'x'));
  closeSync(file);
  appendFileSync(log, '"}\n{"say":"after","tokens":3}\n');
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  const rows = await indexOnce(folders);
  clearInterval(watch);
  expect(rows.files).toEqual([{ path: log, conversation_id: 'one', steps: 2, skipped_lines: 1, gone: 0 }]);
  expect(Math.max(most, process.memoryUsage.rss()) - before).toBeLessThan(64 * 1024 * 1024);
});
