import { isAbsolute } from 'node:path';
import type { AgentWarning } from '#shared/contract/agents.ts';
import { readText } from './files.ts';
import type { InstructionVariables } from './requests.ts';

/** The files that an agent adds to its instructions, as far as they may and can be read. */
export interface Composed {
  readonly parts: readonly { readonly bytes: Buffer; readonly text: string }[];
  readonly warnings: readonly AgentWarning[];
}

const LIMIT = 1_000_000;
const BETWEEN = '\n\n---\n\n';

const climbs = (path: string): boolean => isAbsolute(path) || path.split(/[\\/]/).includes('..');

/** Reads the compose files in order. One that leaves the folder is refused, one that is missing is told. */
export const readComposed = async (folder: string, files: readonly string[]): Promise<Composed> => {
  const parts: { bytes: Buffer; text: string }[] = [];
  const warnings: AgentWarning[] = [];
  for (const path of files) {
    const found = climbs(path) || path.includes('\0') ? null : await readText(folder, path, LIMIT);
    if (found?.kind === 'text') parts.push(found);
    else warnings.push({ code: found?.kind === 'absent' ? 'compose-missing' : 'compose-refused', path });
  }
  return { parts, warnings };
};

/** The text the model gets: the parts in order, then each variable filled in once. */
export const composeInstructions = (parts: readonly string[], variables: InstructionVariables): string => {
  const values: Readonly<Record<string, string>> = {
    AgentName: variables.agentName,
    SessionID: variables.sessionId,
    Date: variables.date,
    Model: variables.model,
  };
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(BETWEEN)
    .replace(/\{\{\.(AgentName|SessionID|Date|Model)\}\}/g, (_whole, name: string) => values[name] ?? '');
};

/** What the original writes for an agent without instructions: a heading with its name, and nothing else. */
export const isPlaceholder = (text: string, agentName: string): boolean =>
  text.trim().toLowerCase() === `# ${agentName}`;
