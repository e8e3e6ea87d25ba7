import type { AgentRef } from '#shared/contract/agents.ts';
import { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { uuid7 } from '../machine/uuid.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { SessionContext } from './context.ts';
import { workspaceAt, type Beginning } from './planning.ts';
import type { BeginRefused } from './refusals.ts';

export type StartRefused =
  | BeginRefused
  | { readonly code: 'agent-not-found'; readonly name: string }
  | {
      readonly code: 'agent-broken';
      readonly file: string;
      readonly line: number | null;
      readonly reason: string;
    };

export interface StartRequest {
  /** Chosen by whoever asks: the same key is the same start, however often it is asked for. */
  readonly startKey: string;
  readonly agent: AgentRef;
  /** Null: the agent's own workspace. */
  readonly workspace: string | null;
  readonly title: string | null;
  /** Null: in a terminal. Else without one, with this to begin with. */
  readonly prompt: string | null;
}

/** `wanted`, or `wanted 2` and so on when a session has that title already. Pure. */
export const freeTitle = (wanted: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted} ${number}`)) number += 1;
  return `${wanted} ${number}`;
};

/** Starts a new session of an agent. */
export const createStart = (context: SessionContext) => {
  const { rooms } = context;
  const { store, clock } = rooms;
  return async (request: StartRequest): Promise<Result<Session, StartRefused>> => {
    const earlier = store.sessions.findByStartKey(request.startKey);
    if (earlier) return ok(await context.views.of(earlier));
    const agent = await rooms.agents.find(request.agent);
    if (agent === null) return err({ code: 'agent-not-found', name: request.agent.name });
    if (agent.state === 'broken') {
      return err({ code: 'agent-broken', file: agent.file, line: agent.line, reason: agent.reason });
    }
    const wanted = request.workspace ?? agent.ref.workspace ?? '';
    const workspace = await workspaceAt(wanted);
    if (workspace === null) return err({ code: 'workspace-gone', workspace: wanted });

    const now = clock.now();
    const id = SessionId.parse(uuid7(now));
    const taken = new Set(store.sessions.list().map((session) => session.title));
    const session: SavedSession = {
      id,
      startKey: request.startKey,
      title: freeTitle(request.title ?? agent.ref.name, taken),
      workspace,
      runtime: agent.runtime,
      agent: agent.ref,
      ...(await context.keep(agent, id)),
      createdAt: now,
      updatedAt: now,
    };
    const { prompt } = request;
    const beginning: Beginning = {
      session,
      resume: null,
      save: (run) => {
        store.sessions.insert(session);
        const action = prompt === null ? 'session-started' : 'run-queued';
        context.audit(action, session, { run: run.id, version: run.version });
      },
    };
    const { launching, background } = context;
    const begun = await (prompt === null ? launching.begin(beginning) : launching.enqueue(beginning, prompt));
    if (!begun.ok) return begun;
    if (prompt !== null) background.pump();
    return ok(await context.viewed(id));
  };
};
