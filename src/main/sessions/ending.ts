import { join } from 'node:path';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { Exit, StopRefused } from '../terminals/terminals.ts';
import type { SessionContext } from './context.ts';
import { findingOf, type Finding } from './reconcile.ts';
import { endOf } from './state.ts';

export type StopSessionRefused = StopRefused | { readonly code: 'session-not-found' };
export type ForgetRefused = { readonly code: 'session-not-found' } | { readonly code: 'still-live' };

/** How runs end: by themselves, by Stop, or unseen. */
export const createEnding = (context: SessionContext) => {
  const { rooms, binder } = context;
  const { store, terminals, clock } = rooms;

  const ended = async (runId: string, exit: Exit): Promise<void> => {
    const run = store.runs.find(runId);
    if (run === null) return;
    if (store.runs.ended(runId, endOf(exit))) store.sessions.touch(run.sessionId, clock.now());
    await context.announce(run.sessionId);
    await binder.settle(run, exit.at);
  };

  const settle = async (run: SavedRun, finding: Finding): Promise<void> => {
    if (finding.kind === 'alive') {
      store.runs.started(run.id, { ...finding.run.process, bootId: finding.run.bootId });
    } else if (store.runs.ended(run.id, finding.end)) {
      store.sessions.touch(run.sessionId, clock.now());
      await binder.settle(run, finding.end.at);
    }
    await context.announce(run.sessionId);
  };

  /** Brings every open run in line with what is really alive; at start, and when the supervisor is lost. */
  const reconcile = async (): Promise<void> => {
    const open = store.runs.open();
    if (open.length === 0) return;
    const supervised = await terminals.list();
    const bootId = await rooms.processes.bootId();
    for (const run of open) {
      const folder = join(rooms.runsFolder, run.id);
      const shared = { supervised, processes: rooms.processes, bootId, now: clock.now() };
      await settle(run, await findingOf({ run, folder, ...shared }));
    }
  };

  const stop = async (id: SessionId): Promise<Result<Session, StopSessionRefused>> => {
    const session = store.sessions.find(id);
    const run = store.runs.latest(id);
    if (session === null || run === null) return err({ code: 'session-not-found' });
    if (run.end !== null) return err({ code: 'not-live' });
    context.audit('session-stopped', session, { run: run.id });
    const stopped = await terminals.stop(run.id);
    if (!stopped.ok) {
      if (stopped.error.code === 'not-live') await reconcile();
      return stopped;
    }
    await ended(run.id, stopped.value);
    return ok(await context.viewed(id));
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

  return { ended, reconcile, stop, forget };
};
