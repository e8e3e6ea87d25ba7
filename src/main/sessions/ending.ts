import { join } from 'node:path';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { RunEnd, SavedRun } from '../store/run-table.ts';
import type { StopRefused } from '../terminals/terminals.ts';
import type { ProcessEnd } from './background-end.ts';
import type { SessionContext } from './context.ts';
import { findingOf, type Finding } from './reconcile.ts';
import { endOf } from './state.ts';

export type StopSessionRefused = StopRefused | { readonly code: 'session-not-found' };
export type ForgetRefused = { readonly code: 'session-not-found' } | { readonly code: 'still-live' };

/** How runs end: by themselves, by Stop, or unseen. */
export const createEnding = (context: SessionContext) => {
  const { rooms, binder, background } = context;
  const { store, terminals, clock } = rooms;
  let reconciling: Promise<void> | null = null;

  const closed = async (run: SavedRun, end: RunEnd): Promise<void> => {
    if (store.runs.ended(run.id, end)) store.sessions.touch(run.sessionId, clock.now());
    await context.announce(run.sessionId);
    await binder.settle(run, end.at);
  };

  const ended = async (runId: string, exit: ProcessEnd): Promise<void> => {
    const run = store.runs.find(runId);
    if (run === null || run.end !== null) return;
    if (run.kind === 'interactive') return closed(run, endOf(exit));
    if (await background.ended(run, exit)) store.sessions.touch(run.sessionId, clock.now());
    await context.announce(run.sessionId);
  };

  const lost = async (run: SavedRun, finding: Extract<Finding, { kind: 'gone' }>): Promise<void> => {
    const { outcome, detail } = finding;
    const at = clock.now();
    const unseen = { code: null, signal: null, at };
    if (run.kind === 'background') {
      // What it printed before may be its last word.
      const restarted = outcome === 'machine-restarted' ? { restarted: detail } : {};
      return ended(run.id, { ...unseen, stopped: null, ...restarted });
    }
    return closed(run, { ...unseen, outcome, detail });
  };

  const settle = async (run: SavedRun, finding: Finding): Promise<void> => {
    switch (finding.kind) {
      case 'alive': {
        const { process, bootId } = finding.run;
        if (run.process !== null) return undefined;
        store.runs.started(run.id, { ...process, bootId });
        return context.announce(run.sessionId);
      }
      case 'adopted':
        if (run.adoptedAt !== null) return undefined;
        store.runs.started(run.id, finding.process);
        store.runs.adopted(run.id, clock.now());
        context.rooms.log.info('run-adopted', { run: run.id });
        return context.announce(run.sessionId);
      case 'exited':
        return ended(run.id, finding.exit);
      case 'gone':
        return lost(run, finding);
      case 'waits':
        return undefined;
    }
  };

  const look = async (): Promise<void> => {
    const open = store.runs.open();
    if (open.length === 0) return;
    const supervised = await terminals.roll();
    // A supervisor that lives and does not answer holds its runs all the same.
    if (supervised === null) return;
    const { processes } = rooms;
    const bootId = await processes.bootId();
    for (const { id } of open) {
      // A start or an end may have come meanwhile.
      const run = store.runs.find(id);
      if (run === null || run.end !== null || context.launching.isUnderWay(id)) continue;
      const folder = join(rooms.runsFolder, id);
      await settle(run, await findingOf({ run, folder, supervised, processes, bootId }));
    }
    await background.pump();
  };

  /** Brings every open run in line with what is really alive. */
  const reconcile = (): Promise<void> => {
    reconciling ??= look().finally(() => {
      reconciling = null;
    });
    return reconciling;
  };

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
