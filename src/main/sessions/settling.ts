import { join } from 'node:path';
import type { RunEnd, SavedRun } from '../store/run-table.ts';
import type { ProcessEnd } from './background-end.ts';
import type { SessionContext } from './context.ts';
import { findingOf, type Finding } from './reconcile.ts';
import { endOf } from './state.ts';

interface Ends {
  readonly ended: (runId: string, exit: ProcessEnd) => Promise<void>;
  readonly lost: (run: SavedRun, finding: Extract<Finding, { kind: 'gone' }>) => Promise<void>;
}

/** Brings one run's row in line with what was found of it. */
const settler = (context: SessionContext, { ended, lost }: Ends) => {
  const { store, clock, log } = context.rooms;
  return async (run: SavedRun, finding: Finding): Promise<void> => {
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
        log.info('run-adopted', { run: run.id });
        return context.announce(run.sessionId);
      case 'exited':
        return ended(run.id, finding.exit);
      case 'gone':
        return lost(run, finding);
      case 'waits':
        return undefined;
    }
  };
};

/** How runs end by themselves, seen or unseen. */
export const createSettling = (context: SessionContext) => {
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

  const settle = settler(context, { ended, lost });

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

  return { ended, closed, reconcile };
};
