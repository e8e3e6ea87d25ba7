import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { StopRefused } from '../terminals/terminals.ts';
import type { SessionContext } from './context.ts';
import { createSettling } from './settling.ts';

export type StopSessionRefused = StopRefused | { readonly code: 'session-not-found' };
export type ForgetRefused = { readonly code: 'session-not-found' } | { readonly code: 'still-live' };

/** How runs end: by themselves, by Stop, or unseen. */
export const createEnding = (context: SessionContext) => {
  const { rooms } = context;
  const { store, terminals, clock } = rooms;
  const { ended, closed, reconcile } = createSettling(context);

  /** Ends a session's process, or takes it off the queue. */
  const endRun = async (run: SavedRun): Promise<Result<null, StopRefused>> => {
    if (run.isQueued && !context.launching.isUnderWay(run.id)) {
      await closed(run, {
        at: clock.now(),
        outcome: 'stopped',
        code: null,
        signal: null,
        detail: 'before its turn',
      });
      return ok(null);
    }
    const stopped = await context.endProcess(run);
    if (stopped.ok) {
      await ended(run.id, stopped.value);
      return ok(null);
    }
    if (stopped.error.code !== 'not-live') return stopped;
    await reconcile();
    // It ended by itself in this moment: whoever wanted it gone has what they wanted.
    return store.runs.find(run.id)?.end ? ok(null) : stopped;
  };

  const stop = async (id: SessionId): Promise<Result<Session, StopSessionRefused>> => {
    const session = store.sessions.find(id);
    const run = store.runs.latest(id);
    if (session === null || run === null) return err({ code: 'session-not-found' });
    if (run.end !== null) return err({ code: 'not-live' });
    context.audit('session-stopped', session, { run: run.id });
    const stopped = await endRun(run);
    return stopped.ok ? ok(await context.viewed(id)) : stopped;
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
    if (run) void terminals.release(run.id);
    rooms.publish({ kind: 'session-gone', id });
    return ok({ id });
  };

  return { ended, reconcile, stop, endRun, forget };
};

export type Ending = ReturnType<typeof createEnding>;
