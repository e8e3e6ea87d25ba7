import type {
  AgentDraft,
  AgentRef,
  AgentWarning,
  Preview,
  PreviewKind,
  ReadyAgent,
} from '#shared/contract/agents.ts';
import type { RuntimeId } from '#shared/contract/ids.ts';
import type { News } from '#shared/contract/system.ts';
import type { Result } from '#shared/result.ts';
import type { Agents, RemoveRefused, SaveRefused, SaveRequest } from '../agents/agents.ts';
import type { Clock } from '../machine/clock.ts';
import type { Callbacks, Environment, PlannedLaunch, Runtime } from '../runtimes/runtime.ts';
import type { Store } from '../store/store.ts';
import type { Programs } from './programs.ts';

export interface DefinitionRooms {
  readonly store: Store;
  readonly agents: Agents;
  readonly runtimes: Readonly<Record<RuntimeId, Runtime>>;
  readonly programs: Programs;
  readonly callbacks: Callbacks;
  readonly environment: () => Promise<Environment>;
  readonly modelWarning: (runtime: RuntimeId, model: string, version: string | null) => AgentWarning | null;
  readonly clock: Clock;
  readonly publish: (news: News) => void;
}

const SAMPLE = { session: '<session-id>', conversation: '<conversation-id>', run: '<run-folder>' };

const instructionsStand = (planned: PlannedLaunch): boolean => planned.notes.includes('instructions-in-argv');

/** The saved agent's own compose files count in the preview, with the draft's text in place of agent.md. */
const composed = async ({ agents, clock }: DefinitionRooms, draft: AgentDraft): Promise<string> => {
  const saved = await agents.find(draft.ref);
  if (saved?.state !== 'ready') return draft.instructions;
  const date = new Date(clock.now()).toLocaleDateString('sv-SE');
  return agents.instructions(
    { ...saved, instructions: draft.instructions },
    { agentName: draft.ref.name, sessionId: SAMPLE.session, date, model: draft.model },
  );
};

/** Saves and removes agents with their line in the audit trail, and shows what a draft would run. */
export const createDefinitions = (rooms: DefinitionRooms) => {
  const { store, agents, clock } = rooms;

  const audited = (action: 'agent-saved' | 'agent-removed', agent: AgentDraft | ReadyAgent): void => {
    const detail = { workspace: agent.ref.workspace, model: agent.model, permission: agent.permission };
    store.audit.append({ at: clock.now(), action, subject: agent.ref.name, runtime: agent.runtime, detail });
  };

  return {
    async save(request: SaveRequest): Promise<Result<ReadyAgent, SaveRefused>> {
      const saved = await agents.save(request);
      if (!saved.ok) return saved;
      audited('agent-saved', saved.value);
      const { workspace } = saved.value.ref;
      if (workspace !== null && store.workspaces.add(workspace, clock.now())) {
        await agents.watch(store.workspaces.list());
        rooms.publish({ kind: 'workspaces-changed' });
      }
      return saved;
    },
    async remove(ref: AgentRef): Promise<Result<{ folder: string }, RemoveRefused>> {
      const agent = await agents.find(ref);
      const removed = await agents.remove(ref);
      if (removed.ok && agent?.state === 'ready') audited('agent-removed', agent);
      return removed;
    },
    /** The same pure function that a start calls, with the ids it does not know yet in angle brackets. */
    async preview(draft: AgentDraft, kind: PreviewKind): Promise<Preview> {
      const runtime = rooms.runtimes[draft.runtime];
      const report = await rooms.programs.known(draft.runtime);
      const version = report.version ?? runtime.versions.newest;
      const cwd = draft.ref.workspace ?? '<workspace>';
      const planned = runtime.launch({
        program: { path: report.found ?? runtime.id, version },
        sessionId: SAMPLE.session,
        runFolder: SAMPLE.run,
        cwd,
        model: draft.model,
        permission: draft.permission,
        instructions: await composed(rooms, draft),
        resume:
          kind === 'resume' ? { conversationId: SAMPLE.conversation, instructionsChanged: false } : null,
        background: kind === 'background',
        callbacks: rooms.callbacks,
        settings: (await runtime.settings?.(await rooms.environment())) ?? null,
        newConversationId: SAMPLE.conversation,
      });
      const warning = rooms.modelWarning(draft.runtime, draft.model, report.version);
      return {
        cwd,
        lines: planned.ok ? planned.value.lines.map((line) => [...line]) : [],
        warnings: warning ? [warning] : [],
        assumedVersion: report.version === null ? version : null,
        instructionsInArgv: planned.ok && instructionsStand(planned.value),
      };
    },
  };
};

export type Definitions = ReturnType<typeof createDefinitions>;
