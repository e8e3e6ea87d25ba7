import { mkdir, open, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RunId } from '#shared/contract/ids.ts';
import type { PrivateFile } from '../runtimes/runtime.ts';
import { backgroundFiles } from './follower.ts';
import type { Made } from './planning.ts';

/** What a run's folder may hold before its process: all of it is written by us, and none of it is a run's work. */
const BEFORE_ITS_START: ReadonlySet<string> = new Set([
  'prompt.txt',
  'instructions.md',
  'claude-settings.json',
]);

/** Writes a file that only we may read; resolves when it is on the disk. */
export const writePrivate = async (file: PrivateFile): Promise<void> => {
  const handle = await open(file.path, 'w', 0o600);
  try {
    await handle.writeFile(file.text);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Writes what a run needs on disk, with the prompt where it gets one. */
export const prepare = async ({ folder, planned }: Made, prompt: string | null): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const file of planned.files) await writePrivate(file);
  if (prompt === null) return;
  const { promptPrefix } = planned;
  const text = promptPrefix === null ? prompt : `${promptPrefix}\n\n${prompt}`;
  await writePrivate({ path: backgroundFiles(folder).stdin, text });
};

/** Takes away what `prepare` made of a run that will not be. */
export const discard = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch {
    // There are none, or it is no folder of ours.
    return [];
  }
};

/** What names the processes of a run: what it started may live, and is to be found. */
const OF_PROCESSES: ReadonlySet<string> = new Set(['run.json', 'exit.json', 'family.json']);

/** Deletes what an ended run was told, and what it printed and showed. */
export const emptied = async (folder: string): Promise<void> => {
  for (const name of await namesIn(folder))
    if (!OF_PROCESSES.has(name)) await rm(join(folder, name), { recursive: true, force: true });
};

/**
 * Removes what a main left that was killed between a prompt and its row. Anything but such a folder stays: a database
 * of yesterday knows nothing of today's runs, and their output is all there is of them.
 */
export const removeLeftovers = async (
  runsFolder: string,
  isKnown: (id: string) => boolean,
): Promise<readonly string[]> => {
  const removed: string[] = [];
  for (const id of await namesIn(runsFolder)) {
    if (!RunId.safeParse(id).success || isKnown(id)) continue;
    const folder = join(runsFolder, id);
    const names = await namesIn(folder);
    // Asked again, since it may have become one meanwhile.
    if (!names.every((name) => BEFORE_ITS_START.has(name)) || isKnown(id)) continue;
    for (const name of names) await rm(join(folder, name), { force: true });
    // Only when nothing else came into it.
    await rmdir(folder).catch(() => {});
    removed.push(id);
  }
  return removed;
};
