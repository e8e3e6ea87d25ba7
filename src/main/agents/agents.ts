import { join } from 'node:path';
import type { Agent, AgentRef, ReadyAgent } from '#shared/contract/agents.ts';
import type { News } from '#shared/contract/system.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { moment, type Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import { parseDefinition } from './definition.ts';
import { exists, moveFolder, readText, refusal } from './files.ts';
import { DEFINITION, DEFINITION_LIMIT, readAgentFolder, readAgents, type ModelWarning } from './folder.ts';
import { composeInstructions, readComposed } from './instructions.ts';
import type { InstructionVariables, RemoveRefused, SaveRefused, SaveRequest } from './requests.ts';
import { saveAgent } from './save.ts';
import { createAgentWatch, type WatchedPlace } from './watch.ts';

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
  /** TOC_HOME. */
  readonly home: string;
  readonly clock: Clock;
  readonly publish: (news: News) => void;
  readonly log: Log;
  readonly modelWarning: ModelWarning;
}

const composeOf = async (folder: string): Promise<readonly string[]> => {
  const yaml = await readText(folder, DEFINITION, DEFINITION_LIMIT);
  const parsed = yaml.kind === 'text' ? parseDefinition(yaml.text) : null;
  return parsed?.ok ? parsed.value.compose : [];
};

/** Calls one after the other, so that two saves of one agent see each other's result. */
const inTurn = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <Value>(call: () => Promise<Value>): Promise<Value> => {
    const next = last.then(call, call);
    last = next;
    return next;
  };
};

const removeFolder = async (
  from: string,
  kept: string,
): Promise<Result<{ folder: string }, RemoveRefused>> => {
  let folder = kept;
  try {
    for (let copy = 2; await exists(folder); copy += 1) folder = `${kept}-${copy}`;
    await moveFolder(from, folder);
    return ok({ folder });
  } catch (problem) {
    const refused = refusal(problem);
    if (!refused) throw problem;
    return err({ code: 'cannot-write', path: refused.path ?? from, reason: refused.reason });
  }
};

/** The agents of TOC_HOME and of the workspaces that `watch` was given. */
export const createAgents = ({ home, clock, publish, log, modelWarning }: AgentRooms): Agents => {
  let workspaces: readonly string[] = [];
  const changes = createAgentWatch({ clock, log, changed: () => publish({ kind: 'agents-changed' }) });
  const alone = inTurn();
  const rootOf = (workspace: string | null): string =>
    workspace === null ? join(home, 'agents') : join(workspace, '.toc', 'agents');
  const folderOf = (ref: AgentRef): string => join(rootOf(ref.workspace), ref.name);

  return {
    async list() {
      const places = [null, ...workspaces];
      const found = await Promise.all(places.map((place) => readAgents(rootOf(place), place, modelWarning)));
      return found.flat();
    },
    find: async (ref) => (await readAgentFolder(folderOf(ref), ref, modelWarning))?.agent ?? null,
    save: (request) =>
      alone(async () => {
        const saved = await saveAgent(request, { rootOf, modelWarning });
        if (saved.ok) changes.soon();
        return saved;
      }),
    remove: (ref) =>
      alone(async () => {
        const from = folderOf(ref);
        if (!(await exists(from))) return err({ code: 'agent-not-found', name: ref.name });
        const at = moment(clock.now()).replaceAll(':', '-');
        const removed = await removeFolder(from, join(home, 'removed-agents', `${ref.name}-${at}`));
        if (removed.ok) changes.soon();
        return removed;
      }),
    async instructions(agent, variables) {
      const composed = await readComposed(agent.folder, await composeOf(agent.folder));
      const parts = [agent.instructions, ...composed.parts.map((part) => part.text)];
      return composeInstructions(parts, variables);
    },
    async watch(wanted) {
      workspaces = [...new Set(wanted)];
      const places: WatchedPlace[] = [{ base: home, agents: rootOf(null) }];
      for (const workspace of workspaces) {
        if (await exists(workspace)) places.push({ base: workspace, agents: rootOf(workspace) });
      }
      await changes.follow(places);
    },
    close: () => changes.close(),
  };
};
