import { createHash, randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '#shared/result.ts';

/** No agent is larger; a file that is says so instead of being read. */
const LARGEST = 1024 * 1024;

/** The two files of an agent as they lie on disk. */
export interface AgentFiles {
  readonly yaml: string;
  /** Null when there is no agent.md. */
  readonly instructions: string | null;
  readonly revision: string;
}

export const DEFINITION = 'oc-agent.yaml';
export const INSTRUCTIONS = 'agent.md';

const decoded = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};

const readText = async (path: string): Promise<Result<string | null, string>> => {
  try {
    if ((await stat(path)).size > LARGEST) return err('The file is larger than 1 MB.');
    const text = decoded(await readFile(path));
    return text === null ? err('The file is not UTF-8 text.') : ok(text);
  } catch (problem) {
    if (problem instanceof Error && 'code' in problem && problem.code === 'ENOENT') return ok(null);
    return err(problem instanceof Error ? problem.message : String(problem));
  }
};

/** Changes with every byte of either file. */
export const revisionOf = (yaml: string, instructions: string | null): string =>
  createHash('sha256')
    .update(yaml)
    .update('\0')
    .update(instructions ?? '')
    .digest('hex')
    .slice(0, 32);

/** Reads an agent's folder; null when there is no definition in it. */
export const readFiles = async (
  folder: string,
): Promise<Result<AgentFiles | null, { file: string; reason: string }>> => {
  const yaml = await readText(join(folder, DEFINITION));
  if (!yaml.ok) return err({ file: join(folder, DEFINITION), reason: yaml.error });
  if (yaml.value === null) return ok(null);
  const instructions = await readText(join(folder, INSTRUCTIONS));
  if (!instructions.ok) return err({ file: join(folder, INSTRUCTIONS), reason: instructions.error });
  return ok({
    yaml: yaml.value,
    instructions: instructions.value,
    revision: revisionOf(yaml.value, instructions.value),
  });
};

/** Writes a file whole or not at all: a crash leaves the old one. */
export const writeWhole = async (path: string, text: string): Promise<void> => {
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(unfinished, 'wx', 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (problem) {
    await rm(unfinished, { force: true });
    throw problem;
  }
};
