import { open, realpath } from 'node:fs/promises';
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

/** Settings lines come first and are short; what is not found in this much is not there. */
const HEAD = 512 * 1024;
const CHUNK = 16 * 1024;

/**
 * Whether a transcript holds something that was said. Claude Code writes settings lines before that, and
 * answers a resume of such a file with "No conversation found".
 */
export const hasTurn = async (path: string): Promise<boolean> => {
  try {
    const file = await open(path, 'r');
    try {
      let text = '';
      for (let at = 0; at < HEAD; at += CHUNK) {
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, at);
        // A quote inside a string is escaped, so this can only be a field of a line.
        text += buffer.toString('latin1', 0, bytesRead);
        if (/"type":"(user|assistant)"/.test(text)) return true;
        if (bytesRead < CHUNK) return false;
      }
      return false;
    } finally {
      await file.close();
    }
  } catch {
    // No transcript yet, or not any more.
    return false;
  }
};
