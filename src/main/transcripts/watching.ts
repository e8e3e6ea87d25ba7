import { existsSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { reasonOf, type Folder, type Problem, type Root } from './discover.ts';

/** Folders with something newer than this are watched, the others polled: the kernel's watches are few. */
const ACTIVE = 30 * 24 * 60 * 60_000;

/** Where the coming of a missing place is seen first: the nearest folder above it that is there, and the name it waits for. */
const awaitedAt = (path: string): readonly [string, string] => {
  let [parent, name] = [dirname(path), basename(path)];
  while (!existsSync(parent) && parent !== dirname(parent)) {
    name = basename(parent);
    parent = dirname(parent);
  }
  return [parent, name];
};

/** Watches folders, not trees: a watch on a tree costs a walk of all of it. `changed` gets whole paths. */
export const createWatching = (changed: (path: string) => void, problem: (problem: Problem) => void) => {
  const open = new Map<string, FSWatcher>();
  /** Of a watched folder the names that count; null: all. */
  const counting = new Map<string, ReadonlySet<string> | null>();
  let full = false;

  const close = (path: string): void => {
    open.get(path)?.close();
    open.delete(path);
    counting.delete(path);
  };

  const add = (path: string, only: ReadonlySet<string> | null): void => {
    if (open.has(path)) counting.set(path, only);
    if (open.has(path) || full) return;
    try {
      const watcher = watch(path, { persistent: false }, (_event, name) => {
        const names = counting.get(path);
        if (name !== null && (!names || names.has(name))) changed(join(path, name));
      });
      // It is gone or may no longer be read: the next walk says which.
      watcher.on('error', () => close(path));
      open.set(path, watcher);
      counting.set(path, only);
    } catch (fault) {
      const code = fault instanceof Error && 'code' in fault ? fault.code : null;
      if (code === 'ENOENT') return;
      if (code === 'ENOSPC' || code === 'EMFILE') {
        full = true;
        problem({ path, reason: 'The system has no watch left for it; it is looked at every few minutes.' });
      } else problem({ path, reason: reasonOf(fault) });
    }
  };

  return {
    /** Watches these roots, the active folders below them, and for roots that are missing their coming. True: some were not watched before. */
    follow(at: {
      roots: readonly Root[];
      missing: readonly string[];
      folders: readonly Folder[];
      now: number;
    }): boolean {
      full = false;
      const before = new Set(open.keys());
      const wanted = new Set(at.roots.map(({ path }) => path));
      for (const { path, changed: when } of at.folders) {
        if (at.now - when > ACTIVE) continue;
        // New folders appear in its parents.
        for (let each = path; !wanted.has(each) && each !== dirname(each); each = dirname(each))
          wanted.add(each);
      }
      const awaited = new Map<string, Set<string>>();
      for (const path of at.missing) {
        const [parent, name] = awaitedAt(path);
        // One folder may miss several: Codex has two places.
        awaited.set(parent, (awaited.get(parent) ?? new Set<string>()).add(name));
      }
      for (const path of open.keys()) if (!wanted.has(path) && !awaited.has(path)) close(path);
      for (const path of wanted) add(path, null);
      for (const [path, names] of awaited) if (!wanted.has(path)) add(path, names);
      return [...open.keys()].some((path) => !before.has(path));
    },
    close(): void {
      for (const path of open.keys()) close(path);
    },
  };
};
