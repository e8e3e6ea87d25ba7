import { readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { LogKind } from '../runtimes/reader.ts';
import type { Environment } from '../runtimes/runtime.ts';
import type { FileStat } from '../store/logs-files.ts';

/** A log as the disk shows it, by its real path. */
export interface FoundLog {
  readonly kind: LogKind;
  readonly path: string;
  readonly stat: FileStat;
  /** From its name: which conversation's it is, and whether a sub-agent wrote it. */
  readonly conversationId: string | null;
  readonly subagent: boolean;
}

export interface Folder {
  readonly path: string;
  /** Of the folder, or of the newest log in it, milliseconds. */
  readonly changed: number;
}

export interface Problem {
  readonly path: string;
  readonly reason: string;
}

export interface Discovery {
  /** The last written first. */
  readonly logs: readonly FoundLog[];
  readonly folders: readonly Folder[];
  /** Folders that could not be read: what is known to be below them is not gone. */
  readonly problems: readonly Problem[];
}

/** A folder that a runtime keeps logs below, by its real path. */
export interface Root {
  readonly kind: LogKind;
  readonly path: string;
}

const codeOf = (problem: unknown): string | null =>
  problem instanceof Error && 'code' in problem && typeof problem.code === 'string' ? problem.code : null;

const reasons = new Map([
  ['EACCES', 'You may not read it.'],
  ['EPERM', 'You may not read it.'],
  ['ENOENT', 'It is no longer there.'],
  ['EIO', 'The disk could not read it.'],
]);

/** Why the disk did not let us read, in a few words. */
export const reasonOf = (problem: unknown): string => {
  const known = reasons.get(codeOf(problem) ?? '');
  return known ?? (problem instanceof Error ? problem.message : String(problem));
};

/** What the indexer keeps of a stat. */
export const fileStat = ({ dev, ino, size, mtimeMs }: Stats): FileStat => ({
  dev,
  ino,
  size,
  mtime: mtimeMs,
});

interface Walk {
  readonly logs: FoundLog[];
  readonly folders: Folder[];
  readonly problems: Problem[];
  /** Folders and files with several names, each by device and number: links lead to a thing once. */
  readonly seen: Set<string>;
}

const once = (walk: Walk, what: string, { dev, ino }: Stats): boolean => {
  const mark = `${what} ${dev}:${ino}`;
  if (walk.seen.has(mark)) return false;
  walk.seen.add(mark);
  return true;
};

const takeFile = (walk: Walk, kind: LogKind, path: string, stats: Stats): void => {
  const named = kind.named(path);
  if (named === null || (stats.nlink > 1 && !once(walk, kind.runtime, stats))) return;
  walk.logs.push({ kind, path, stat: fileStat(stats), ...named });
};

/** Follows a link; null: it leads nowhere, or to what we may not see. */
const target = (path: string): { path: string; stats: Stats } | null => {
  try {
    const real = realpathSync(path);
    return { path: real, stats: statSync(real) };
  } catch {
    // A link to nothing is no log.
    return null;
  }
};

const entryStat = (entry: Dirent, path: string): { path: string; stats: Stats } | null => {
  if (entry.isSymbolicLink()) return target(path);
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? { path, stats } : null;
};

const walkFolder = (walk: Walk, kind: LogKind, top: string): void => {
  const waiting = [top];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    try {
      const stats = statSync(folder);
      if (!once(walk, `${kind.runtime} folder`, stats)) continue;
      let changed = stats.mtimeMs;
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) waiting.push(path);
        // Most of what else lies there is no log by its name: it costs no look at the disk.
        else if (entry.isSymbolicLink() || kind.named(path) !== null) {
          const found = entryStat(entry, path);
          if (found?.stats.isDirectory()) waiting.push(found.path);
          else if (found?.stats.isFile()) {
            takeFile(walk, kind, found.path, found.stats);
            changed = Math.max(changed, found.stats.mtimeMs);
          }
        }
      }
      walk.folders.push({ path: folder, changed });
    } catch (problem) {
      if (codeOf(problem) !== 'ENOENT') walk.problems.push({ path: folder, reason: reasonOf(problem) });
    }
  }
};

const finished = ({ logs, folders, problems }: Walk): Discovery => ({
  logs: logs.toSorted((one, other) => other.stat.mtime - one.stat.mtime),
  folders,
  problems,
});

const emptyWalk = (): Walk => ({ logs: [], folders: [], problems: [], seen: new Set() });

/** The runtimes' log folders that exist, by real path; a folder that is not there is no problem. */
export const rootsOf = (
  kinds: readonly LogKind[],
  env: Environment,
): { roots: Root[]; missing: string[] } => {
  const roots: Root[] = [];
  const missing: string[] = [];
  for (const kind of kinds) {
    for (const path of kind.roots(env)) {
      const real = target(path);
      if (real?.stats.isDirectory()) roots.push({ kind, path: real.path });
      else missing.push(path);
    }
  }
  return { roots, missing };
};

/** Walks everything below the roots. Links are followed, each folder once; 100 000 files are no trouble. */
export const discover = (roots: readonly Root[]): Discovery => {
  const walk = emptyWalk();
  for (const { kind, path } of roots) walkFolder(walk, kind, path);
  return finished(walk);
};

/** One path that changed: a log, a folder with what is in it, or nothing that is ours. */
export const discoverAt = (roots: readonly Root[], path: string): Discovery => {
  const walk = emptyWalk();
  const found = target(path);
  for (const root of roots) {
    if (!found || !path.startsWith(`${root.path}/`)) continue;
    if (found.stats.isDirectory()) walkFolder(walk, root.kind, found.path);
    else if (found.stats.isFile()) takeFile(walk, root.kind, found.path, found.stats);
  }
  return finished(walk);
};
