import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, Folders } from '../runtime.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Codex's own folder in that environment. */
export const codexHome = (env: Environment): string =>
  env['CODEX_HOME'] || join(env['HOME'] ?? '/', '.codex');

/** The disk. */
export const diskFolders: Folders = {
  list: async (path) => {
    try {
      return await readdir(path);
    } catch {
      // A day on which nothing ran has no folder.
      return [];
    }
  },
};

const two = (value: number): string => String(value).padStart(2, '0');

/** `sessions/YYYY/MM/DD` of a moment, in local time as Codex names it. */
export const dayFolder = (home: string, at: number): string => {
  const date = new Date(at);
  return join(home, 'sessions', String(date.getFullYear()), two(date.getMonth() + 1), two(date.getDate()));
};

/** The moment inside a version 7 UUID, milliseconds; null for any other id. */
export const momentOf = (id: string): number | null =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7/i.test(id) ? Number.parseInt(id.replace('-', '').slice(0, 12), 16) : null;

/** The conversation's id in a rollout's file name; null when it is no rollout. */
export const rolloutId = (path: string): string | null =>
  /rollout-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-([0-9a-f-]{36})\.jsonl(\.zst)?$/.exec(path)?.[1] ?? null;

/** The rollout of a conversation: at most three folder reads, around the day its id was made. Null when there is none. */
export const locate = async (id: string, env: Environment, folders: Folders): Promise<string | null> => {
  const at = momentOf(id);
  if (at === null) return null;
  const home = codexHome(env);
  const days = new Set([at, at - DAY, at + DAY].map((moment) => dayFolder(home, moment)));
  for (const day of days) {
    const name = (await folders.list(day)).find((file) => rolloutId(file) === id);
    if (name) return join(day, name);
  }
  return null;
};

/** Rollouts begun between two moments: the folders of those days, at most four. */
export const rolloutsBetween = async (
  from: number,
  to: number,
  env: Environment,
  folders: Folders,
): Promise<readonly string[]> => {
  const home = codexHome(env);
  // A terminal that lives for weeks writes where it began; its later conversations lie in its last days.
  const days = new Set(
    [from, to - DAY, to, to + 60_000].filter((at) => at >= from - 60_000).map((at) => dayFolder(home, at)),
  );
  const found: string[] = [];
  for (const day of days) {
    for (const name of await folders.list(day)) {
      const id = rolloutId(name);
      const begun = id === null ? null : momentOf(id);
      if (begun !== null && begun >= from - 2000 && begun <= to + 2000) found.push(join(day, name));
    }
  }
  return found;
};
