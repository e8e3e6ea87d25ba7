import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';

/** macOS has these folders under two names. */
const TWICE = /^(?:\/private)?(?=\/(?:tmp|var|etc)(?:\/|$))/;

const bothWays = (path: string): readonly string[] =>
  TWICE.test(path) ? [path.replace(TWICE, ''), path.replace(TWICE, '/private')] : [path];

/** Every name that a log may have for a folder: as it is called, as it really is, and macOS's two ways. */
export const folderNames = async (text: string): Promise<readonly string[]> => {
  const path = resolve(text);
  const real = await realpath(path).catch(() => path);
  return [...new Set([path, real].flatMap(bothWays))];
};
