import { join } from 'node:path';
import type { RunEnd, SavedRun } from '../store/run-table.ts';
import type { ProcessEnd } from './background-end.ts';
import type { SessionContext } from './context.ts';
import { findingOf, type Finding } from './reconcile.ts';
import { endOf } from './state.ts';
import type { SupervisedRun } from '../terminals/terminals.ts';

interface Ends {
  readonly ended: (runId: string, exit: ProcessEnd) => Promise<void>;
  readonly lost: (run: SavedRun, finding: Extract<Finding, { kind: 'gone' }>) => Promise<void>;
}

/** Brings one run's row in line with what was found of it; one that cannot be keeps none of the others from it. */
const settler = (context: SessionContext, { ended, lost }: Ends) => {
  const { store, clock, log } = context.rooms;
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
  return (run: SavedRun, finding: Finding): Promise<void> =>
    settle(run, finding).catch((problem: unknown) => log.error('run-not-settled', problem, { run: run.id }));
};

/**
 * A supervisor that was given up on may start a run after all: nobody was told of it, its session may have gone on,
 * and so it must not stay.
 */
const strays = ({ rooms, launching }: SessionContext) => {
  const { store, terminals, log } = rooms;
  const isStray = ({ runId, exit }: SupervisedRun): boolean => {
    const run = exit === null ? store.runs.find(runId) : null;
    return run !== null && run.end !== null && run.process === null;
  };
  /** Suspects that nobody held at the look before. */
  const absent = new Set<string>();
  return async (supervised: readonly SupervisedRun[]): Promise<void> => {
    for (const { runId } of supervised.filter(isStray)) {
      const stopped = await terminals.stop(runId);
      if (stopped.ok) log.info('stray-ended', { run: runId });
    }
    for (const id of launching.suspects) {
      const run = store.runs.find(id);
      if (run?.isQueued) continue;
      // Every supervisor has answered, and so has heard what it was asked before; it may have been at it just then.
      const isHeld = supervised.some(({ runId, exit }) => runId === id && exit === null);
      if (run?.process || (!isHeld && absent.has(id))) launching.suspects.delete(id);
      if (!isHeld) absent.add(id);
    }
    for (const id of absent) if (!launching.suspects.has(id)) absent.delete(id);
  };
};

/** How runs end by themselves, seen or unseen. */
export const createSettling = (context: SessionContext) => {
  const { rooms, binder, background } = context;
  const { store, terminals, clock } = rooms;
  let reconciling: Promise<void> | null = null;

  const closed = async (run: SavedRun, end: RunEnd): Promise<void> => {
    context.ends.keep(run, end);
    await context.announce(run.sessionId);
    await binder.settle(run, end.at);
  };

  const ended = async (runId: string, exit: ProcessEnd): Promise<void> => {
    const run = store.runs.find(runId);
    if (run === null || run.end !== null) return;
    if (run.kind === 'interactive') return closed(run, endOf(exit));
    await background.ended(run, exit);
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

  const endStrays = strays(context);

  const look = async (): Promise<void> => {
    const { launching } = context;
    const open = store.runs.open().filter(({ id }) => !launching.isUnderWay(id));
    if (open.length === 0 && launching.suspects.size === 0) return;
    const supervised = await terminals.roll();
    // A supervisor that lives and does not answer holds its runs all the same.
    if (supervised === null) return;
    const { processes } = rooms;
    const bootId = await processes.bootId();
    for (const { id, process } of open) {
      const run = store.runs.find(id);
      // What ended, or was started since the supervisors were asked, is none that they do not hold.
      if (run === null || run.end !== null || launching.isUnderWay(id)) continue;
      if (process === null && run.process !== null) continue;
      const folder = join(rooms.runsFolder, id);
      await settle(run, await findingOf({ run, folder, supervised, processes, bootId }));
    }
    await endStrays(supervised);
    background.pump();
  };

  /** Brings every open run in line with what is really alive. */
  const reconcile = (): Promise<void> => {
    reconciling ??= look().finally(() => {
      reconciling = null;
    });
    return reconciling;
  };

  /** One under way may have asked before. */
  const reconcileAfresh = async (): Promise<void> => {
    await reconciling;
    await reconcile();
  };

  return { ended, reconcile, reconcileAfresh };
};
