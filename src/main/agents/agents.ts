import type { Agent, AgentDraft, AgentRef, ReadyAgent } from '#shared/contract/agents.ts';
import type { Result } from '#shared/result.ts';

export type SaveRefused =
  | { readonly code: 'name-taken'; readonly folder: string }
  | { readonly code: 'changed-outside'; readonly folder: string }
  | {
      readonly code: 'agent-broken';
      readonly file: string;
      readonly line: number | null;
      readonly reason: string;
    }
  | { readonly code: 'workspace-gone'; readonly workspace: string }
  | { readonly code: 'cannot-write'; readonly path: string; readonly reason: string };

export type RemoveRefused =
  | { readonly code: 'agent-not-found'; readonly name: string }
  | { readonly code: 'cannot-write'; readonly path: string; readonly reason: string };

export interface SaveRequest {
  readonly draft: AgentDraft;
  /** The revision that was edited; null for a new agent. */
  readonly revision: string | null;
  /** Where it was before, when the name or workspace changed. */
  readonly previous: AgentRef | null;
}

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

export interface InstructionVariables {
  readonly agentName: string;
  readonly sessionId: string;
  /** YYYY-MM-DD, local. */
  readonly date: string;
  readonly model: string;
}
