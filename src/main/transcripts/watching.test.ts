import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../machine/test-support/folder.ts';
import { createWatching } from './watching.ts';

test('of two places that are missing in one folder the coming of each is told', async () => {
  const home = testFolder('toc-home-');
  const missing = [join(home, 'sessions'), join(home, 'archived_sessions')];
  const told = new Set<string>();
  const watching = createWatching(
    (path) => void told.add(path),
    () => {},
  );
  const wanted = { roots: [], missing, folders: [], now: 0 };
  expect([watching.follow(wanted), watching.follow(wanted)]).toEqual([true, false]);
  for (const path of missing) {
    mkdirSync(path);
    await expect.poll(() => told.has(path)).toBe(true);
  }
  watching.close();
});

test('a place whose folder is missing too is awaited where something is there', async () => {
  const home = testFolder('toc-home-');
  const missing = [join(home, '.claude', 'projects')];
  const told = new Set<string>();
  const watching = createWatching(
    (path) => void told.add(path),
    () => {},
  );
  const wanted = { roots: [], missing, folders: [], now: 0 };
  watching.follow(wanted);
  mkdirSync(join(home, '.claude'));
  await expect.poll(() => told.has(join(home, '.claude'))).toBe(true);
  expect(watching.follow(wanted)).toBe(true);
  mkdirSync(join(home, '.claude', 'projects'));
  await expect.poll(() => told.has(join(home, '.claude', 'projects'))).toBe(true);
  watching.close();
});
