import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { cp, lstat, mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

/** What a file of an agent holds, or why it does not count. */
export type FileText =
  | { readonly kind: 'text'; readonly bytes: Buffer; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'unreadable'; readonly reason: string };

const codeOf = (problem: unknown): string | null =>
  problem instanceof Error && 'code' in problem && typeof problem.code === 'string' ? problem.code : null;

/** Whether the file system refused, and with what; null for anything that is a bug of ours. */
export const refusal = (
  problem: unknown,
): { readonly path: string | null; readonly reason: string } | null => {
  const code = codeOf(problem);
  if (code === null || !(problem instanceof Error) || !/^E[A-Z0-9]+$/.test(code)) return null;
  const path = 'path' in problem && typeof problem.path === 'string' ? problem.path : null;
  return { path, reason: problem.message };
};

/** Whether something lies there, be it only a dangling link. */
export const exists = async (path: string): Promise<boolean> => {
  try {
    await lstat(path);
    return true;
  } catch (problem) {
    if (codeOf(problem) === 'ENOENT' || codeOf(problem) === 'ENOTDIR') return false;
    throw problem;
  }
};

/** Where a path really leads; null when it leads nowhere. */
export const realPathOf = async (path: string): Promise<string | null> => {
  try {
    return await realpath(path);
  } catch {
    // Missing, a dangling link or a circle of links: nothing is there.
    return null;
  }
};

/** Whether a real path lies in (or is) a real folder. */
export const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** Reads a regular file of at most `limit` bytes that lies in the folder, links followed. Waits for no pipe. */
export const readText = async (folder: string, name: string, limit: number): Promise<FileText> => {
  const real = await realPathOf(join(folder, name));
  if (real === null) return { kind: 'absent' };
  const home = await realPathOf(folder);
  if (home === null || !isWithin(home, real)) return { kind: 'outside' };
  let file;
  try {
    file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) return { kind: 'unreadable', reason: 'It is not a file.' };
    if (found.size > limit) {
      return { kind: 'unreadable', reason: `It is larger than ${limit / 1000} kB.` };
    }
    const bytes = await file.readFile();
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: 'text', bytes, text };
  } catch (problem) {
    if (problem instanceof TypeError) return { kind: 'unreadable', reason: 'It is not UTF-8 text.' };
    const refused = refusal(problem);
    if (!refused) throw problem;
    return { kind: 'unreadable', reason: refused.reason };
  } finally {
    await file?.close();
  }
};

const beside = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.new`);

/** A text on the disk beside the file that it will replace. */
export interface Staged {
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes the text to a name of its own and waits for the disk. The file itself changes only at `commit`, at once. */
export const stage = async (path: string, text: string): Promise<Staged> => {
  const temporary = beside(path);
  const discard = (): Promise<void> => rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (problem) {
    await discard();
    throw problem;
  } finally {
    await file.close();
  }
  return { commit: () => rename(temporary, path), discard };
};

/** Makes the names in a folder last through a power cut. */
export const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Makes a folder with everything in it, or not at all. Throws ENOTEMPTY or EEXIST when the name is taken. */
export const makeFolder = async (path: string, fill: (folder: string) => Promise<void>): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const temporary = beside(path);
  try {
    await mkdir(temporary, { mode: 0o755 });
    await fill(temporary);
    await syncFolder(temporary);
    await rename(temporary, path);
  } catch (problem) {
    await rm(temporary, { recursive: true, force: true });
    throw problem;
  }
  await syncFolder(dirname(path));
};

/** Moves a folder, across devices by a copy that is complete before the original goes. */
export const moveFolder = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
    return;
  } catch (problem) {
    if (codeOf(problem) !== 'EXDEV') throw problem;
  }
  await makeFolder(to, (folder) =>
    cp(from, folder, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true }),
  );
  await rm(from, { recursive: true });
};
