import { join } from 'node:path';
import type { RuntimeId, SessionId } from '#shared/contract/ids.ts';
import type { LiveProcess, Session } from '#shared/contract/sessions.ts';
import { err, type Result } from '#shared/result.ts';
import { createResumeFound, type ResumeFoundRefused } from './adopt.ts';
import { orCannotWrite, type CannotWrite } from './cannot-write.ts';
import { createContext, type SessionContext, type SessionRooms } from './context.ts';
import { createEnding, type ForgetRefused, type StopSessionRefused } from './ending.ts';
import { createFork, type ForkRefused, type ForkSource } from './fork.ts';
import {
  createResume,
  type ContinueRefused,
  type Resume,
  type ResumeRefused,
  type ResumeRequest,
} from './resume.ts';
import { createResumeAll } from './resume-all.ts';
import { emptied, removeLeftovers } from './run-folder.ts';
import { createStart, type StartRefused, type StartRequest } from './start.ts';
import { createTurns, once } from './turns.ts';
import { createWriters } from './writers.ts';

export type { ForgetRefused, StopSessionRefused } from './ending.ts';
export type { ForkRefused } from './fork.ts';
export type { ResumeFoundRefused } from './adopt.ts';
export type { ResumeRefused } from './resume.ts';
export type { StartRefused } from './start.ts';

/** How often the table is compared with what is alive. */
const RECONCILE = 3000;

/** The ways to give a session a new process: the same one asked for twice is one, others come one after the other. */
const takingTurns = (resume: Resume, folder: string) => {
  const turns = createTurns();
  const inTurn = <Refused extends { readonly code: string }>() => {
    const running = new Map<string, Promise<Result<Session, Refused | CannotWrite>>>();
    return (request: ResumeRequest, prompt: string | null, work: () => Promise<Result<Session, Refused>>) =>
      once(running, JSON.stringify([request, prompt]), () =>
        turns.take(request.id, () => orCannotWrite(folder, work)),
      );
  };
  const [resuming, continuing] = [inTurn<ResumeRefused>(), inTurn<ContinueRefused>()];
  return {
    isBusy: turns.isBusy,
    resume: (request: ResumeRequest) => resuming(request, null, () => resume.resume(request)),
    continueInBackground: (request: ResumeRequest, prompt: string) =>
      continuing(request, prompt, () => resume.continueInBackground(request, prompt)),
  };
};

/** Removes, a while after the start and once, what a killed main left half made, or half forgotten. */
const cleaner = ({ rooms, launching }: SessionContext) => {
  const { store, log, runsFolder } = rooms;
  let cleaned = false;
  return async (): Promise<void> => {
    if (cleaned) return;
    cleaned = true;
    const isKnown = (id: string): boolean => launching.isUnderWay(id) || store.runs.find(id) !== null;
    for (const run of await removeLeftovers(runsFolder, isKnown)) log.info('leftover-removed', { run });
    for (const run of store.runs.forgotten()) await emptied(join(runsFolder, run));
  };
};

/** Start, resume, stop and forget; the one place that joins a runtime to a process. */
export const createSessions = (rooms: SessionRooms) => {
  const context = createContext(rooms);
  const ending = createEnding(context);
  const writers = createWriters(context, ending);
  const start = createStart(context);
  const resume = takingTurns(createResume(context, writers), rooms.runsFolder);
  const resumeFound = createResumeFound(context, resume, writers);
  const resumeAll = createResumeAll(context, resume);
  const fork = createFork(context);
  const starting = new Map<string, Promise<Result<Session, StartRefused>>>();
  const adopting = new Map<string, Promise<Result<Session, ResumeFoundRefused>>>();
  const stopping = new Map<string, Promise<Result<Session, StopSessionRefused>>>();
  const forking = new Map<string, Promise<Result<Session, ForkRefused>>>();
  const all = new Map<string, ReturnType<typeof resumeAll>>();

  const { pending } = context;
  const reconcile = (): void => pending.begin('reconcile-failed', ending.reconcile);
  rooms.terminals.onExit((runId, exit) => pending.begin('end-not-saved', () => ending.ended(runId, exit)));
  rooms.terminals.onSupervisorLost(reconcile);
  const clean = cleaner(context);
  const stopLooking = rooms.clock.every(RECONCILE, () => {
    reconcile();
    pending.begin('leftovers-not-removed', clean);
  });

  return {
    list: () => context.views.list(),
    /** Repeated with the same key it is the same start. With a prompt it needs no terminal. */
    start: (request: StartRequest) => once(starting, request.startKey, () => start(request)),
    resume: resume.resume,
    /** A resume without a terminal: goes on with the prompt. */
    continueInBackground: resume.continueInBackground,
    /** A conversation found on disk becomes a session, and gets a process. */
    resumeFound: (runtime: RuntimeId, conversationId: string, live: LiveProcess) =>
      once(adopting, `${runtime} ${conversationId}`, () => resumeFound(runtime, conversationId, live)),
    resumeAll: () => once(all, 'all', resumeAll),
    fork: (source: ForkSource) => once(forking, JSON.stringify(source), () => fork(source)),
    stop: (id: SessionId) => once(stopping, id, () => ending.stop(id)),
    forget: (id: SessionId): Result<{ id: SessionId }, ForgetRefused> =>
      resume.isBusy(id) ? err({ code: 'still-live' }) : ending.forget(id),
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
