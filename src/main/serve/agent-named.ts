import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AgentName, type Agent, type AgentRef } from '#shared/contract/agents.ts';
import { CommandLineError } from './command-line-error.ts';
import { visibleLine } from './plain.ts';

/** What is asked of main. */
export interface AgentCalls {
  readonly agents: { list(): Promise<readonly Agent[]> };
  readonly system: { addWorkspace(folder: { path: string }): Promise<unknown> };
}

const upwards = (folder: string): readonly string[] => {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
};

const listed = (agents: readonly Agent[], folders: readonly (string | null)[]): string => {
  const names = agents
    .filter(({ ref }) => folders.includes(ref.workspace))
    .map(({ ref }) => visibleLine(ref.workspace === null ? ref.name : `${ref.name} (${ref.workspace})`));
  return names.length === 0 ? 'There are none here.' : `There are: ${names.join(', ')}.`;
};

/**
 * The agent of that name: of `folder`, of the nearest folder above that has one, or a personal one. A folder with
 * agents that main does not know yet is put on its list of workspaces. Throws with what there is.
 */
export const agentNamed = async (calls: AgentCalls, text: string, folder: string): Promise<AgentRef> => {
  const name = AgentName.safeParse(text);
  if (!name.success) throw new CommandLineError(`"${text}" is no agent's name.`);
  const folders: readonly (string | null)[] = [...upwards(folder), null];
  const look = async () => {
    const agents = await calls.agents.list();
    const has = (place: string | null): boolean =>
      agents.some(({ ref }) => ref.workspace === place && ref.name === name.data);
    return { agents, has };
  };
  const { agents, has } = await look();
  for (const place of folders) {
    if (has(place)) return { workspace: place, name: name.data };
    if (place === null || !existsSync(join(place, '.toc', 'agents', name.data))) continue;
    await calls.system.addWorkspace({ path: place });
    if ((await look()).has(place)) return { workspace: place, name: name.data };
  }
  throw new Error(`There is no agent ${name.data} in ${visibleLine(folder)}. ${listed(agents, folders)}`);
};
