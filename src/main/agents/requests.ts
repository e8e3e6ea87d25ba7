import type { AgentDraft, AgentRef } from '#shared/contract/agents.ts';

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

export interface InstructionVariables {
  readonly agentName: string;
  readonly sessionId: string;
  /** YYYY-MM-DD, local. */
  readonly date: string;
  readonly model: string;
}
