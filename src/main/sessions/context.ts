import type { ReadyAgent } from '#shared/contract/agents.ts';
import type { RuntimeId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { News, Preferences } from '#shared/contract/system.ts';
import type { Agents } from '../agents/agents.ts';
import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import type { Callbacks, Environment, Runtime } from '../runtimes/runtime.ts';
import type { AuditAction } from '../store/audit-table.ts';
import type { AgentSnapshot, SavedSession } from '../store/session-table.ts';
import type { Store } from '../store/store.ts';
import type { Terminals } from '../terminals/terminals.ts';
import { createBackground, type Background } from './background.ts';
import { createBinder, type Binder } from './binding.ts';
import { createEndProcess, type EndProcess } from './end-process.ts';
import { createEnds, type Ends } from './ends.ts';
import { createLaunching, type Launching } from './launching.ts';
import { createObserver, type Observer } from './observing.ts';
import { createPending, type Pending } from './pending.ts';
import type { Programs } from './programs.ts';
import { createViews, type Views } from './views.ts';

/** What a log on disk says of a conversation. */
export interface Found {
  readonly cwd: string | null;
  readonly title: string | null;
  /** The model that answered last. */
  readonly model: string | null;
}

/** What sessions are made of; boot hands it in. */
export interface SessionRooms {
  readonly store: Store;
  readonly agents: Agents;
  readonly runtimes: Readonly<Record<RuntimeId, Runtime>>;
  readonly programs: Programs;
  readonly terminals: Terminals;
  readonly processes: ProcessTable;
  readonly environment: () => Promise<Environment>;
  /** What the log of a conversation says, whoever started it; null when none is known. */
  readonly found: (runtime: RuntimeId, conversationId: string) => Promise<Found | null>;
  readonly runsFolder: string;
  /** Programs of ours that a CLI may call. */
  readonly callbacks: Callbacks;
  readonly preferences: () => Pick<Preferences, 'backgroundRuns' | 'unreachableSeconds'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly publish: (news: News) => void;
}

/** What start, resume and stop share. */
export interface SessionContext {
  readonly rooms: SessionRooms;
  readonly views: Views;
  readonly launching: Launching;
  readonly binder: Binder;
  readonly observer: Observer;
  readonly background: Background;
  readonly endProcess: EndProcess;
  readonly ends: Ends;
  /** What goes on without anybody waiting for it. */
  readonly pending: Pending;
  /** Tells the windows how the session stands now. */
  announce(id: string): Promise<void>;
  /** The session as the contract shows it, announced on the way. */
  viewed(id: string): Promise<Session>;
  /** `at`: when it happened, in milliseconds; now, where it is not given. */
  audit(
    action: AuditAction,
    session: SavedSession,
    more: Readonly<Record<string, unknown>>,
    at?: number,
  ): void;
  /** What a session keeps of its agent. */
  keep(agent: ReadyAgent, sessionId: string): Promise<AgentSnapshot>;
}

/** YYYY-MM-DD in the machine's zone. */
const localDay = (now: number): string => {
  const date = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Makes the shared part once. */
export const createContext = (rooms: SessionRooms): SessionContext => {
  const { store, clock } = rooms;
  const pending = createPending(rooms.log);
  const changed = (id: string): void => pending.begin('not-announced', () => announce(id));
  const observer = createObserver({ ...rooms, changed });
  const launching = createLaunching(rooms);
  const endProcess = createEndProcess(rooms);
  const ends = createEnds(rooms);
  const views = createViews({ ...rooms, seen: observer.seen, ends });
  const announce = async (id: string): Promise<void> => {
    const session = store.sessions.find(id);
    if (session) rooms.publish({ kind: 'session-changed', session: await views.of(session) });
  };
  return {
    rooms,
    views,
    announce,
    launching,
    observer,
    endProcess,
    ends,
    pending,
    binder: createBinder({ ...rooms, changed }),
    background: createBackground({ ...rooms, ends, launching, observer, endProcess, pending, changed }),
    async viewed(id) {
      const saved = store.sessions.find(id);
      if (saved === null) throw new Error(`Session ${id} is not in the store.`);
      const session = await views.of(saved);
      rooms.publish({ kind: 'session-changed', session });
      return session;
    },
    audit(action, session, more, at = clock.now()) {
      const { agent, workspace, model, permission } = session;
      const detail = { agent, workspace, model, permission, ...more };
      store.audit.append({ at, action, subject: session.id, runtime: session.runtime, detail });
    },
    async keep(agent, sessionId) {
      const variables = {
        agentName: agent.ref.name,
        sessionId,
        date: localDay(clock.now()),
        model: agent.model,
      };
      return {
        agentRevision: agent.revision,
        model: agent.model,
        permission: agent.permission,
        instructions: await rooms.agents.instructions(agent, variables),
      };
    },
  };
};
