import type { RuntimeId, SessionId } from '#shared/contract/ids.ts';
import type { LiveProcess, Session } from '#shared/contract/sessions.ts';
import type { Result } from '#shared/result.ts';
import { createResumeFound, type ResumeFoundRefused } from './adopt.ts';
import { createContext, type SessionRooms } from './context.ts';
import { createEnding, type StopSessionRefused } from './ending.ts';
import { createFork, type ForkRefused, type ForkSource } from './fork.ts';
import { createResume, type ResumeRefused, type ResumeRequest } from './resume.ts';
import { createResumeAll } from './resume-all.ts';
import { createStart, type StartRefused, type StartRequest } from './start.ts';
import { createWriters } from './writers.ts';

export type { ForgetRefused, StopSessionRefused } from './ending.ts';
export type { ForkRefused } from './fork.ts';
export type { ResumeFoundRefused } from './adopt.ts';
export type { ResumeRefused } from './resume.ts';
export type { StartRefused } from './start.ts';

/** How often the table is compared with what is alive. */
const RECONCILE = 3000;

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
  const ending = createEnding(context);
  const writers = createWriters(context, ending);
  const start = createStart(context);
  const resume = createResume(context, writers);
  const resumeFound = createResumeFound(context, resume, writers);
  const resumeAll = createResumeAll(context, resume);
  const fork = createFork(context);
  const starting = new Map<string, Promise<Result<Session, StartRefused>>>();
  const resuming = new Map<string, Promise<Result<Session, ResumeRefused>>>();
  const adopting = new Map<string, Promise<Result<Session, ResumeFoundRefused>>>();
  const stopping = new Map<string, Promise<Result<Session, StopSessionRefused>>>();
  const forking = new Map<string, Promise<Result<Session, ForkRefused>>>();
  const all = new Map<string, ReturnType<typeof resumeAll>>();

  const { pending } = context;
  const reconcile = (): void => pending.begin('reconcile-failed', ending.reconcile);
  rooms.terminals.onExit((runId, exit) => pending.begin('end-not-saved', () => ending.ended(runId, exit)));
  rooms.terminals.onSupervisorLost(reconcile);
  const stopLooking = rooms.clock.every(RECONCILE, reconcile);

  return {
    list: () => context.views.list(),
    /** Repeated with the same key it is the same start. With a prompt it needs no terminal. */
    start: (request: StartRequest) => once(starting, request.startKey, () => start(request)),
    resume: (request: ResumeRequest) => once(resuming, request.id, () => resume.resume(request)),
    /** A resume without a terminal: goes on with the prompt. */
    continueInBackground: (request: ResumeRequest, prompt: string) =>
      once(resuming, request.id, () => resume.continueInBackground(request, prompt)),
    /** A conversation found on disk becomes a session, and gets a process. */
    resumeFound: (runtime: RuntimeId, conversationId: string, live: LiveProcess) =>
      once(adopting, `${runtime} ${conversationId}`, () => resumeFound(runtime, conversationId, live)),
    resumeAll: () => once(all, 'all', resumeAll),
    fork: (source: ForkSource) => once(forking, JSON.stringify(source), () => fork(source)),
    stop: (id: SessionId) => once(stopping, id, () => ending.stop(id)),
    forget: ending.forget,
    reconcile: ending.reconcile,
    /** The agents' files changed: sessions say whether theirs did. */
    async agentsChanged(): Promise<void> {
      for (const session of await context.views.list()) rooms.publish({ kind: 'session-changed', session });
    },
    async close(): Promise<void> {
      stopLooking();
      await Promise.all([context.binder.close(), context.observer.close(), context.background.close()]);
      await pending.close();
    },
  };
};

export type Sessions = ReturnType<typeof createSessions>;
