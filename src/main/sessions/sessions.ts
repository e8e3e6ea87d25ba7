import type { RuntimeId, SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { Result } from '#shared/result.ts';
import { createResumeFound, type ResumeFoundRefused } from './adopt.ts';
import { createContext, type SessionRooms } from './context.ts';
import { createEnding, type StopSessionRefused } from './ending.ts';
import { createResume, type ResumeRefused } from './resume.ts';
import { createStart, type StartRefused, type StartRequest } from './start.ts';

export type { ForgetRefused, StopSessionRefused } from './ending.ts';
export type { ResumeFoundRefused } from './adopt.ts';
export type { ResumeRefused } from './resume.ts';
export type { StartRefused } from './start.ts';

/** Joins whoever asks for the same thing while it is under way. */
const once = <Value>(
  running: Map<string, Promise<Value>>,
  key: string,
  work: () => Promise<Value>,
): Promise<Value> => {
  const joined = running.get(key);
  if (joined) return joined;
  const made = work().finally(() => running.delete(key));
  running.set(key, made);
  return made;
};

/** Start, resume, stop and forget; the one place that joins a runtime to a process. */
export const createSessions = (rooms: SessionRooms) => {
  const context = createContext(rooms);
  const start = createStart(context);
  const resume = createResume(context);
  const resumeFound = createResumeFound(context, resume);
  const ending = createEnding(context);
  const starting = new Map<string, Promise<Result<Session, StartRefused>>>();
  const resuming = new Map<string, Promise<Result<Session, ResumeRefused>>>();
  const adopting = new Map<string, Promise<Result<Session, ResumeFoundRefused>>>();
  const stopping = new Map<string, Promise<Result<Session, StopSessionRefused>>>();

  rooms.terminals.onExit((runId, exit) => void ending.ended(runId, exit));
  rooms.terminals.onSupervisorLost(() => void ending.reconcile());

  return {
    list: () => context.views.list(),
    /** Repeated with the same key it is the same start. */
    start: (request: StartRequest) => once(starting, request.startKey, () => start(request)),
    resume: (id: SessionId, which: 'kept' | 'current') => once(resuming, id, () => resume(id, which)),
    /** A conversation found on disk becomes a session, and gets a process. */
    resumeFound: (runtime: RuntimeId, conversationId: string) =>
      once(adopting, `${runtime} ${conversationId}`, () => resumeFound(runtime, conversationId)),
    stop: (id: SessionId) => once(stopping, id, () => ending.stop(id)),
    forget: ending.forget,
    reconcile: ending.reconcile,
    /** The agents' files changed: sessions say whether theirs did. */
    async agentsChanged(): Promise<void> {
      for (const session of await context.views.list()) rooms.publish({ kind: 'session-changed', session });
    },
    close: () => context.binder.close(),
  };
};

export type Sessions = ReturnType<typeof createSessions>;
