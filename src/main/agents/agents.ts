import { join } from 'node:path';
import type { Agent, AgentRef, ReadyAgent } from '#shared/contract/agents.ts';
import type { News } from '#shared/contract/system.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import { moment } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import { readDefinition } from './definition.ts';
import { readFiles } from './files.ts';
import { compose, composePart } from './instructions.ts';
import { folderOf, readAgent, readAgents, type ModelWarning } from './reading.ts';
import { exists, move, saveAgent } from './saving.ts';
import type { InstructionVariables, RemoveRefused, SaveRefused, SaveRequest } from './requests.ts';
import { watchAgents } from './watching.ts';

export type { InstructionVariables, RemoveRefused, SaveRefused, SaveRequest } from './requests.ts';

/** Definitions on disk: personal ones and those of every known workspace. */
export interface Agents {
  list(): Promise<readonly Agent[]>;
  find(ref: AgentRef): Promise<Agent | null>;
  save(request: SaveRequest): Promise<Result<ReadyAgent, SaveRefused>>;
  /** Moves the agent's folder out of the way into TOC_HOME/removed-agents; returns where it lies now. */
  remove(ref: AgentRef): Promise<Result<{ folder: string }, RemoveRefused>>;
  /** Composed instructions of a ready agent (agent.md, compose files, variables filled). */
  instructions(agent: ReadyAgent, variables: InstructionVariables): Promise<string>;
  /** Which workspaces to read; the watcher follows. */
  watch(workspaces: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface AgentRooms {
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly publish: (news: News) => void;
  readonly modelWarning: ModelWarning;
}

const removeAgent = async (
  { home, clock }: AgentRooms,
  ref: AgentRef,
): Promise<Result<{ folder: string }, RemoveRefused>> => {
  const folder = folderOf(home, ref);
  if (!(await exists(folder))) return err({ code: 'agent-not-found', name: ref.name });
  const kept = join(home, 'removed-agents', `${ref.name}-${moment(clock.now()).replaceAll(':', '-')}`);
  try {
    await move(folder, kept);
    return ok({ folder: kept });
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    return err({ code: 'cannot-write', path: folder, reason });
  }
};

const composed = async (agent: ReadyAgent, variables: InstructionVariables): Promise<string> => {
  const files = await readFiles(agent.folder);
  const definition = files.ok && files.value ? readDefinition(files.value.yaml) : null;
  const paths = definition?.ok ? definition.value.compose : [];
  const parts = await Promise.all(paths.map((path) => composePart(agent.folder, path)));
  const texts = parts.flatMap((part) => (part.ok ? [part.text] : []));
  return compose(agent.instructions, texts, variables);
};

/** The agents' definitions on disk. Nothing is cached: the files are the truth, and they are small. */
export const createAgents = (rooms: AgentRooms): Agents => {
  const { home, modelWarning } = rooms;
  let workspaces: readonly string[] = [];
  const watcher = watchAgents(rooms);
  return {
    async list() {
      const places = [null, ...workspaces];
      return (await Promise.all(places.map((place) => readAgents(home, place, modelWarning)))).flat();
    },
    find: (ref) => readAgent(folderOf(home, ref), ref, modelWarning),
    async save(request) {
      const saved = await saveAgent(home, request, modelWarning);
      if (saved.ok) rooms.publish({ kind: 'agents-changed' });
      return saved;
    },
    async remove(ref) {
      const removed = await removeAgent(rooms, ref);
      if (removed.ok) rooms.publish({ kind: 'agents-changed' });
      return removed;
    },
    instructions: composed,
    async watch(paths) {
      workspaces = [...paths];
      await watcher.follow(workspaces);
    },
    close: () => watcher.close(),
  };
};
