import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AgentName,
  type Agent,
  type AgentRef,
  type AgentWarning,
  type BrokenAgent,
} from '#shared/contract/agents.ts';
import type { RuntimeId } from '#shared/contract/ids.ts';
import { readDefinition } from './definition.ts';
import { DEFINITION, readFiles } from './files.ts';
import { composePart } from './instructions.ts';

export type ModelWarning = (runtime: RuntimeId, model: string) => AgentWarning | null;

/** The folder that holds a workspace's agents, or the personal ones. */
export const agentsFolder = (home: string, workspace: string | null): string =>
  workspace === null ? join(home, 'agents') : join(workspace, '.toc', 'agents');

const composeWarnings = async (
  folder: string,
  paths: readonly string[],
): Promise<readonly AgentWarning[]> => {
  const parts = await Promise.all(paths.map((path) => composePart(folder, path)));
  return parts.flatMap((part) => (part.ok ? [] : [part.warning]));
};

/** One agent from its folder; null when the folder holds none. What is there but cannot be read comes back broken. */
export const readAgent = async (
  folder: string,
  ref: { readonly workspace: string | null; readonly name: string },
  modelWarning: ModelWarning,
): Promise<Agent | null> => {
  const broken = (file: string, line: number | null, reason: string): BrokenAgent => ({
    state: 'broken',
    ref,
    folder,
    file,
    line,
    reason,
  });
  const files = await readFiles(folder);
  if (!files.ok) return broken(files.error.file, null, files.error.reason);
  if (files.value === null) return null;
  const yaml = join(folder, DEFINITION);
  if (!AgentName.safeParse(ref.name).success) {
    return broken(
      yaml,
      null,
      'The folder’s name may hold only a-z, 0-9 and "-", and begins with a letter or digit.',
    );
  }
  const definition = readDefinition(files.value.yaml);
  if (!definition.ok) return broken(yaml, definition.error.line, definition.error.reason);
  const { runtime, model, description, permission, grants, compose } = definition.value;
  const unknown = modelWarning(runtime, model);
  return {
    state: 'ready',
    ref,
    folder,
    description,
    runtime,
    model,
    instructions: files.value.instructions ?? '',
    permission,
    warnings: [
      ...(unknown ? [unknown] : []),
      ...(grants === null ? [] : [{ code: 'stricter-than-file' as const, file: grants }]),
      ...(await composeWarnings(folder, compose)),
    ],
    revision: files.value.revision,
  };
};

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isDirectory() ?? false;

/** Every agent of a workspace (or the personal ones), by name. */
export const readAgents = async (
  home: string,
  workspace: string | null,
  modelWarning: ModelWarning,
): Promise<readonly Agent[]> => {
  const root = agentsFolder(home, workspace);
  const names = (await readdir(root).catch(() => [])).filter((name) => !name.startsWith('.')).toSorted();
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join(root, name);
      return (await isFolder(folder)) ? readAgent(folder, { workspace, name }, modelWarning) : null;
    }),
  );
  return found.filter((agent) => agent !== null);
};

/** Where an agent's folder is or would be. */
export const folderOf = (home: string, ref: AgentRef): string =>
  join(agentsFolder(home, ref.workspace), ref.name);
