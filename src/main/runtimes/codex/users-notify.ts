import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import type { Environment, UsersSettings } from '../runtime.ts';
import { fields, list } from '../values.ts';
import { codexHome } from './locate.ts';

/**
 * The program that a config.toml has Codex call at a turn's end; empty where it names none, null where that cannot
 * be told. Pure.
 */
export const notifyIn = (toml: string): readonly string[] | null => {
  try {
    const { notify } = fields(parse(toml));
    if (notify === undefined) return [];
    const words = list(notify).filter((word) => typeof word === 'string');
    return Array.isArray(notify) && words.length === notify.length ? words : null;
  } catch {
    // Codex will say itself what is wrong with it.
    return null;
  }
};

const isMissing = (problem: unknown): boolean =>
  problem instanceof Error && 'code' in problem && problem.code === 'ENOENT';

/** What a launch must know of the user's own config.toml. A profile has no `notify` of its own. */
export const usersSettings = async (env: Environment): Promise<UsersSettings> => {
  try {
    return { notify: notifyIn(await readFile(join(codexHome(env), 'config.toml'), 'utf8')) };
  } catch (problem) {
    return { notify: isMissing(problem) ? [] : null };
  }
};
