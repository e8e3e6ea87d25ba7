import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testFolder } from '../../machine/test-support/folder.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'callbacks', 'hook');

const call = (input: string, runFolder: string | null): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const env = { PATH: '/usr/bin:/bin', ...(runFolder === null ? {} : { TOC_RUN_FOLDER: runFolder }) };
    const child = execFile(PROGRAM, [], { env }, (problem, stdout, stderr) =>
      resolve({ code: problem === null ? 0 : 1, said: stdout + stderr }),
    );
    child.stdin?.end(input);
  });

const SILENT = { code: 0, said: '' };

const newFolder = (): string => {
  const folder = join(testFolder('toc-hook-'), `a run's "folder" $(x)`);
  mkdirSync(folder);
  return folder;
};

test('what Claude Code tells lies in a private file each time, in order', async () => {
  const run = newFolder();
  for (const word of ['one', 'two', 'three']) expect(await call(word, run)).toEqual(SILENT);
  const hooks = join(run, 'hooks');
  const files = readdirSync(hooks).map((name) => join(hooks, name));
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(['one', 'two', 'three']);
  expect([hooks, ...files].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600, 0o600, 0o600]);
});

test('of a long text the head is kept, and of many files the newest', { timeout: 60_000 }, async () => {
  const run = newFolder();
  expect(await call(`head${' '.repeat(5_000_000)}`, run)).toEqual(SILENT);
  const [long] = readdirSync(join(run, 'hooks'));
  expect(statSync(join(run, 'hooks', long ?? '')).size).toBe(65_536);
  for (let times = 0; times < 210; times += 1) await call(`${times}`, run);
  const names = readdirSync(join(run, 'hooks'));
  expect(names.length).toBeLessThan(203);
  expect(readFileSync(join(run, 'hooks', names.at(-1) ?? ''), 'utf8')).toBe('209');
});

test('without a folder of ours it does nothing, and says nothing either', async () => {
  const elsewhere = newFolder();
  const linked = newFolder();
  symlinkSync(elsewhere, join(linked, 'hooks'));
  for (const folder of [null, '', '/nowhere', linked]) expect(await call('x', folder)).toEqual(SILENT);
  expect(readdirSync(elsewhere)).toEqual([]);
});
