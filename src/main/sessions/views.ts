import type { Agent } from '#shared/contract/agents.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { Agents } from '../agents/agents.ts';
import { moment, type Clock } from '../machine/clock.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { Store } from '../store/store.ts';
import type { Ends } from './ends.ts';
import { isOfThisBoot } from './reconcile.ts';
import { statusOf, type Seen } from './state.ts';

const agentNow = (session: SavedSession, agent: Agent | null): Session['agentNow'] => {
  if (session.agent === null) return 'none';
  if (agent === null) return 'gone';
  if (agent.state === 'broken') return 'changed';
  if (agent.runtime !== session.runtime) return 'other-runtime';
  return agent.revision === session.agentRevision ? 'same' : 'changed';
};

const refOf = (agent: { readonly name: string; readonly workspace: string | null }): string =>
  `${agent.workspace ?? ''}\0${agent.name}`;

const runOf = (run: SavedRun, boot: string): Session['run'] => ({
  id: run.id,
  kind: run.kind,
  live: run.end === null,
  pid: run.process?.pid ?? null,
  startedAt: moment(run.startedAt),
  hasScreen: run.kind === 'interactive' && run.process !== null,
  lastRestart: isOfThisBoot(run.end, boot),
  result: run.result,
});

/** Sessions as the contract shows them: saved rows, their newest run, and the agent's files as they are now. */
export const createViews = (rooms: {
  readonly store: Store;
  readonly agents: Agents;
  readonly clock: Clock;
  readonly processes: Pick<ProcessTable, 'bootId'>;
  readonly ends: Pick<Ends, 'of'>;
  /** What is known of a live run beside its record. */
  readonly seen: (runId: string) => Seen;
}) => {
  const { store, agents, processes } = rooms;
  /** Asked once: no main outlives its boot. */
  let booted: Promise<string> | null = null;
  const bootId = (): Promise<string> => (booted ??= processes.bootId());
  const view = (session: SavedSession, agent: Agent | null, boot: string): Session => {
    const saved = store.runs.latest(session.id);
    if (saved === null) throw new Error(`Session ${session.id} has no run.`);
    const run = rooms.ends.of(saved);
    return {
      id: session.id,
      title: session.title,
      workspace: session.workspace,
      runtime: session.runtime,
      runtimeVersion: run.runtimeVersion,
      agent: session.agent,
      agentNow: agentNow(session, agent),
      model: session.model,
      permission: session.permission,
      status: statusOf(run, rooms.seen(run.id), rooms.clock.now()),
      conversations: store.conversations
        .list(session.id)
        .map((one) => ({ id: one.id, saved: one.saved, boundAt: moment(one.boundAt) })),
      run: runOf(run, boot),
      notes: run.notes,
      createdAt: moment(session.createdAt),
      updatedAt: moment(session.updatedAt),
    };
  };
  return {
    async of(session: SavedSession): Promise<Session> {
      const agent = session.agent ? await agents.find(session.agent) : null;
      const boot = await bootId();
      return view(session, agent, boot);
    },
    async list(): Promise<readonly Session[]> {
      const known = new Map((await agents.list()).map((agent) => [refOf(agent.ref), agent]));
      const boot = await bootId();
      return store.sessions
        .list()
        .map((session) =>
          view(session, session.agent ? (known.get(refOf(session.agent)) ?? null) : null, boot),
        );
    },
  };
};

export type Views = ReturnType<typeof createViews>;
