import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AgentName,
  type Agent,
  type AgentWarning,
  type BrokenAgent,
  type ReadyAgent,
} from '#shared/contract/agents.ts';
import type { RuntimeId } from '#shared/contract/ids.ts';
import { parseDefinition, type Definition } from './definition.ts';
import { readText, type FileText } from './files.ts';
import { isPlaceholder, readComposed } from './instructions.ts';

/** The file with runtime, model and permissions. */
export const DEFINITION = 'oc-agent.yaml';
/** The file with the instructions. */
export const INSTRUCTIONS = 'agent.md';

/** No definition is larger, and parsing a hostile one of this size still takes less than a second. */
export const DEFINITION_LIMIT = 128_000;
/** The contract's million characters are three million bytes at most. */
const INSTRUCTIONS_LIMIT = 3_000_000;

export type ModelWarning = (runtime: RuntimeId, model: string) => AgentWarning | null;

/** One folder as it lies there: the agent, and the bytes that Save must not lose. */
export type AgentFolder =
  | {
      readonly state: 'ready';
      readonly agent: ReadyAgent;
      readonly definition: Definition;
      readonly yaml: string;
      /** Null when there is no `agent.md`. */
      readonly markdown: string | null;
    }
  | { readonly state: 'broken'; readonly agent: BrokenAgent };

type BrokenRef = BrokenAgent['ref'];

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Missing, or a link to nowhere: no folder.
    return false;
  }
};

const whyNot = (file: Exclude<FileText, { kind: 'text' }>): string => {
  switch (file.kind) {
    case 'absent':
      return 'The file is missing.';
    case 'outside':
      return 'It is a link that leaves the agent’s folder.';
    case 'unreadable':
      return file.reason;
  }
};

/** A fingerprint of every byte; the length before each part keeps them apart. */
const revisionOf = (parts: readonly (Buffer | null)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part?.length ?? 'none'}\n`).update(part ?? '');
  return hash.digest('hex').slice(0, 32);
};

const withoutBom = (text: string): string => text.replace(/^\uFEFF/, '');

/** Text with the line ends that a form uses. */
export const formText = (markdown: string | null, agentName: string): string => {
  const text = withoutBom(markdown ?? '').replaceAll('\r\n', '\n');
  return isPlaceholder(text, agentName) ? '' : text;
};

/** Reads one agent's folder; null when there is none. Never throws for what lies in it. */
export const readAgentFolder = async (
  folder: string,
  ref: BrokenRef,
  modelWarning: ModelWarning,
): Promise<AgentFolder | null> => {
  const broken = (file: string, line: number | null, reason: string): AgentFolder => ({
    state: 'broken',
    agent: { state: 'broken', ref, folder, file: join(folder, file), line, reason },
  });
  if (!(await isFolder(folder))) return null;
  const name = AgentName.safeParse(ref.name);
  if (!name.success) {
    const reason = 'The folder’s name must be small letters, digits and dashes, 64 at most.';
    return broken('', null, reason);
  }

  const yaml = await readText(folder, DEFINITION, DEFINITION_LIMIT);
  if (yaml.kind !== 'text') return broken(DEFINITION, null, whyNot(yaml));
  const markdown = await readText(folder, INSTRUCTIONS, INSTRUCTIONS_LIMIT);
  if (markdown.kind !== 'text' && markdown.kind !== 'absent') {
    return broken(INSTRUCTIONS, null, whyNot(markdown));
  }
  const parsed = parseDefinition(yaml.text);
  if (!parsed.ok) return broken(DEFINITION, parsed.error.line, parsed.error.reason);

  const definition = parsed.value;
  const { runtime, model, description, permission } = definition;
  const composed = await readComposed(folder, definition.compose);
  const written = markdown.kind === 'text' ? markdown : null;
  const unknownModel = modelWarning(runtime, model);
  const warnings: AgentWarning[] = [...(unknownModel ? [unknownModel] : []), ...composed.warnings];
  if (definition.grantsMore) warnings.push({ code: 'stricter-than-file', file: join(folder, DEFINITION) });
  const agent: ReadyAgent = {
    state: 'ready',
    ref: { workspace: ref.workspace, name: name.data },
    folder,
    description,
    runtime,
    model,
    instructions: formText(written?.text ?? null, name.data),
    permission,
    warnings,
    revision: revisionOf([yaml.bytes, written?.bytes ?? null, ...composed.parts.map((part) => part.bytes)]),
  };
  return { state: 'ready', agent, definition, yaml: yaml.text, markdown: written?.text ?? null };
};

/** Every agent of one agents folder, by name. A folder that is not there, or not ours to read, has none. */
export const readAgents = async (
  root: string,
  workspace: string | null,
  modelWarning: ModelWarning,
): Promise<readonly Agent[]> => {
  let names: string[];
  try {
    names = await readdir(root);
  } catch {
    // No agents yet, or the workspace is gone: its absence is shown where workspaces are.
    return [];
  }
  const found: Agent[] = [];
  // A leading dot: what Save has not finished, and what other tools hide.
  for (const name of names.filter((one) => !one.startsWith('.')).toSorted()) {
    const read = await readAgentFolder(join(root, name), { workspace, name }, modelWarning);
    if (read) found.push(read.agent);
  }
  return found;
};
