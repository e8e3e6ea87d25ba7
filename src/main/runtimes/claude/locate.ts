import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../runtime.ts';

/** Claude Code's own folder in that environment. */
export const claudeHome = (env: Environment): string =>
  env['CLAUDE_CONFIG_DIR'] || join(env['HOME'] ?? '/', '.claude');

const LONGEST = 200;

/** The name Claude Code gives a folder's transcripts: every UTF-16 unit outside [A-Za-z0-9] becomes a dash; long ones are cut and hashed. */
export const folderName = (path: string): string => {
  const dashed = path.replaceAll(/[^A-Za-z0-9]/g, '-');
  if (dashed.length <= LONGEST) return dashed;
  let hash = 0;
  for (let index = 0; index < path.length; index += 1)
    hash = (Math.imul(hash, 31) + path.charCodeAt(index)) | 0;
  return `${dashed.slice(0, LONGEST)}-${Math.abs(hash).toString(36)}`;
};

/** Where the transcript of a conversation begun in `cwd` lies; no folder is read. */
export const transcriptPath = async (
  conversationId: string,
  cwd: string,
  env: Environment,
): Promise<string> => {
  // A workspace that is gone has no real path any more; its name as given is the best there is.
  const real = await realpath(cwd).catch(() => cwd);
  return join(claudeHome(env), 'projects', folderName(real), `${conversationId}.jsonl`);
};
