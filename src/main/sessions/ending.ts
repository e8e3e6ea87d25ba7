import { join } from 'node:path';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { StopRefused } from '../terminals/terminals.ts';
import { cannotWrite, orCannotWrite, type CannotWrite } from './cannot-write.ts';
import type { SessionContext } from './context.ts';
import { startOnDisk } from './run-record.ts';
import { emptied } from './run-folder.ts';
import { createSettling } from './settling.ts';

export type StopSessionRefused = StopRefused | CannotWrite | { readonly code: 'session-not-found' };
export type ForgetRefused = { readonly code: 'session-not-found' } | { readonly code: 'still-live' };

/** Ends runs for whoever wants them gone. */
const ender = (context: SessionContext, { ended, reconcileAfresh }: ReturnType<typeof createSettling>) => {
  const { store, clock } = context.rooms;

  /** Answered for only when it is written: the row is what the next main starts. */
  const offTheQueue = async (run: SavedRun): Promise<Result<null, StopRefused>> => {
    const unseen = { code: null, signal: null, detail: 'before its turn' };
    store.together(() => {
      store.runs.ended(run.id, { at: clock.now(), outcome: 'stopped', ...unseen });
      store.sessions.touch(run.sessionId, clock.now());
    });
    await context.announce(run.sessionId);
    return ok(null);
  };

  /** A supervisor wrote down its process, which no row knows yet. */
  const hasStarted = async ({ id }: SavedRun): Promise<boolean> =>
    (await startOnDisk(join(context.rooms.runsFolder, id))) !== null;

  /** As `endRun`, while nobody starts it. */
  const endHalted = async (asked: SavedRun): Promise<Result<null, StopRefused>> => {
    const run = store.runs.find(asked.id) ?? asked;
    if (run.end !== null) return ok(null);
    const { suspects } = context.launching;
    if (run.isQueued && !suspects.has(run.id) && !(await hasStarted(run))) return offTheQueue(run);
    const stopped = await context.endProcess(run);
    if (stopped.ok) {
      await ended(run.id, stopped.value);
      return ok(null);
    }
    if (stopped.error.code !== 'not-live') return stopped;
    await reconcileAfresh();
    const now = store.runs.find(run.id);
    // It ended by itself in this moment: whoever wanted it gone has what they wanted.
    if (!now || now.end !== null) return ok(null);
    // The supervisor that was asked to start it says that it has not.
    if (now.isQueued && !(await hasStarted(now))) return offTheQueue(now);
    // Its supervisor died in this moment; it goes on without.
    return now.adoptedAt !== null && run.adoptedAt === null ? endHalted(now) : stopped;
  };

  /** Ends a session's process, or takes it off the queue; on whichever side of its start that falls. */
  return (run: SavedRun): Promise<Result<null, StopRefused>> =>
    context.launching.whileHalted(run.id, () => endHalted(run));
};

/** Lines that a full disk did not take: written at one of the next looks, with the moment they tell of. */
const createOwedLines = ({ audit, rooms }: SessionContext) => {
  const owed: { readonly session: SavedSession; readonly run: SavedRun; readonly at: number }[] = [];
  return {
    owe: (session: SavedSession, run: SavedRun): void =>
      void owed.push({ session, run, at: rooms.clock.now() }),
    pay(): void {
      for (let first = owed[0]; first !== undefined; first = owed[0]) {
        const { session, run, at } = first;
        try {
          audit('session-stopped', session, { run: run.id }, at);
        } catch (problem) {
          if (cannotWrite(problem, '') === null) throw problem;
          return;
        }
        owed.shift();
      }
    },
  };
};

/** How runs end: by themselves, by Stop, or unseen. */
export const createEnding = (context: SessionContext) => {
  const { rooms } = context;
  const { store, terminals, clock } = rooms;
  const settling = createSettling(context);
  const { ended } = settling;
  const lines = createOwedLines(context);
  const endRun = ender(context, settling);

  const audited = (session: SavedSession, run: SavedRun): boolean => {
    try {
      context.audit('session-stopped', session, { run: run.id });
      return true;
    } catch (problem) {
      if (cannotWrite(problem, '') === null) throw problem;
      return false;
    }
  };

  const stop = async (id: SessionId): Promise<Result<Session, StopSessionRefused>> => {
    const session = store.sessions.find(id);
    const run = store.runs.latest(id);
    if (session === null || run === null) return err({ code: 'session-not-found' });
    if (run.end !== null) return err({ code: 'not-live' });
    return orCannotWrite(rooms.runsFolder, async () => {
      // A full disk is no reason to let go on what may be filling it.
      const isTold = audited(session, run);
      const stopped = await endRun(run);
      if (!stopped.ok) {
        if (isTold) context.audit('stop-refused', session, { run: run.id, why: stopped.error.code });
        return stopped;
      }
      if (!isTold) {
        lines.owe(session, run);
        lines.pay();
      }
      return ok(await context.viewed(id));
    });
  };

  const forget = (id: SessionId): Result<{ id: SessionId }, ForgetRefused> => {
    const session = store.sessions.find(id);
    if (session === null) return err({ code: 'session-not-found' });
    const run = store.runs.latest(id);
    if (run && run.end === null) return err({ code: 'still-live' });
    store.together(() => {
      store.sessions.forget(id, clock.now());
      context.audit('session-forgotten', session, {});
    });
    context.pending.begin('run-files-not-deleted', async () => {
      for (const { id: runId } of store.runs.every(id)) {
        await emptied(join(rooms.runsFolder, runId));
        await terminals.release(runId);
      }
    });
    rooms.publish({ kind: 'session-gone', id });
    return ok({ id });
  };

  const reconcile = async (): Promise<void> => {
    lines.pay();
    await settling.reconcile();
  };

  return { ended, reconcile, stop, endRun, forget };
};

export type Ending = ReturnType<typeof createEnding>;
