import { join } from 'node:path';
import type { RuntimeId } from '#shared/contract/ids.ts';
import type { Status } from '#shared/contract/sessions.ts';
import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import type { Environment, Runtime, Statement } from '../runtimes/runtime.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { Store } from '../store/store.ts';
import type { SeenSignals, Terminals } from '../terminals/terminals.ts';
import { heard } from './deciding.ts';
import { NOTHING_SEEN, statusOf, type Seen } from './state.ts';

const EVERY = 1000;

const BY_TERMINAL = ['terminal-status', 'terminal-title', 'screen'] as const;
const BY_FILES = ['registry', 'hook', 'notify', 'log'] as const;

export interface ObservingRooms {
  readonly store: Store;
  readonly runtimes: Readonly<Record<RuntimeId, Runtime>>;
  readonly terminals: Terminals;
  readonly processes: ProcessTable;
  readonly environment: () => Promise<Environment>;
  readonly runsFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How that session stands has changed. */
  readonly changed: (sessionId: string) => void;
}

interface Told {
  readonly statements: readonly Statement[];
  readonly visibleAt: number | null;
}

/** What a window shows of a status: if that is the same, nothing has changed. */
const shownOf = ({ word, cause, quietSince }: Status): string => JSON.stringify([word, cause, quietSince]);

/** What is known of every live run, and how it was shown last. */
const createKnown = ({ store, clock, changed }: ObservingRooms) => {
  const seen = new Map<string, Seen>();
  const shown = new Map<string, string>();
  const of = (runId: string): Seen => seen.get(runId) ?? NOTHING_SEEN;
  const asShown = (run: SavedRun): string => shownOf(statusOf(run, of(run.id), clock.now()));

  /** The row may be a second old: it is read again before anybody is told of a change. */
  const tell = (run: SavedRun): void => {
    if (shown.get(run.id) === asShown(run)) return;
    const fresh = store.runs.find(run.id);
    const next = fresh && asShown(fresh);
    if (next === null || shown.get(run.id) === next) return;
    shown.set(run.id, next);
    changed(run.sessionId);
  };

  return {
    of,
    tell,
    set(run: SavedRun, next: Seen): void {
      seen.set(run.id, next);
      tell(run);
    },
    hear(run: SavedRun, replaced: readonly Statement['source'][], { statements, visibleAt }: Told): void {
      if (run.end !== null) return;
      const now = clock.now();
      const before = of(run.id);
      const known = heard(before.statements, { replaced, next: statements, now });
      const visible = Math.max(before.visibleAt ?? 0, visibleAt ?? 0, ...known.map(({ at }) => at));
      // Whatever a file or another clock says, nothing was seen in the future.
      seen.set(run.id, {
        ...before,
        statements: known,
        visibleAt: visible === 0 ? null : Math.min(visible, now),
      });
      tell(run);
    },
    /** Ended runs need no more than their record. */
    keepOnly(live: ReadonlySet<string>): void {
      for (const id of [...seen.keys(), ...shown.keys()]) {
        if (live.has(id)) continue;
        seen.delete(id);
        shown.delete(id);
      }
    },
  };
};

type Known = ReturnType<typeof createKnown>;

interface Live {
  readonly run: SavedRun;
  readonly session: SavedSession;
}

/**
 * The rows of live runs, as they were read last: terminals tell four times a second what they show, and nearly always
 * that changes nothing.
 */
const createRows = ({ store }: ObservingRooms) => {
  const rows = new Map<string, Live>();
  const read = (run: SavedRun | null): Live | null => {
    const session = run && store.sessions.find(run.sessionId);
    if (!run || !session) return null;
    // One that is being started is about to change.
    if (run.process !== null && run.end === null) rows.set(run.id, { run, session });
    return { run, session };
  };
  return {
    read,
    of: (runId: string): Live | null => rows.get(runId) ?? read(store.runs.find(runId)),
    forget: (): void => rows.clear(),
  };
};

/** Asks the files of each runtime. */
const looker = (rooms: ObservingRooms, known: Known, rows: ReturnType<typeof createRows>) => {
  const { store } = rooms;
  const lookAt = async (run: SavedRun): Promise<void> => {
    const session = rows.read(run)?.session;
    if (run.process === null || run.kind === 'background' || !session) return known.tell(run);
    const statements = await rooms.runtimes[session.runtime].look({
      process: run.process,
      processes: rooms.processes,
      env: await rooms.environment(),
      cwd: session.workspace,
      version: run.runtimeVersion,
      runFolder: join(rooms.runsFolder, run.id),
      conversationId: store.conversations.list(session.id).at(-1)?.id ?? null,
      startedAt: run.startedAt,
    });
    // It may have ended meanwhile.
    const now = store.runs.find(run.id);
    return now ? known.hear(now, BY_FILES, { statements, visibleAt: null }) : undefined;
  };
  return async (): Promise<void> => {
    const open = store.runs.open();
    rows.forget();
    for (const run of open) {
      await lookAt(run).catch((problem: unknown) => {
        rooms.log.error('look-failed', problem, { run: run.id });
        known.tell(run);
      });
    }
    known.keepOnly(new Set<string>(open.map(({ id }) => id)));
  };
};

/** Gathers what every source says of live runs, and tells when a status changed by it. */
export const createObserver = (rooms: ObservingRooms) => {
  const { clock } = rooms;
  const known = createKnown(rooms);
  const rows = createRows(rooms);
  const look = looker(rooms, known, rows);
  let looking: Promise<void> | null = null;

  const fromTerminal = (runId: string, signals: SeenSignals): void => {
    const live = rows.of(runId);
    if (!live) return;
    const { run, session } = live;
    const statements = rooms.runtimes[session.runtime].signals(signals, run.runtimeVersion);
    known.hear(run, BY_TERMINAL, { statements, visibleAt: signals.outputAt });
  };
  rooms.terminals.onSignals((runId, signals) => {
    try {
      fromTerminal(runId, signals);
    } catch (problem) {
      rooms.log.error('signals-not-understood', problem, { run: runId });
    }
  });

  const stop = clock.every(EVERY, () => {
    looking ??= look().finally(() => {
      looking = null;
    });
  });

  return {
    /** What is known of a run now. */
    seen: known.of,
    /** What a background run printed about itself. */
    events: (run: SavedRun, statements: readonly Statement[], visibleAt: number | null): void =>
      known.hear(run, ['runtime-events'], { statements, visibleAt }),
    /** How many runs must end before a queued one starts. */
    queued: (run: SavedRun, ahead: number): void => known.set(run, { ...known.of(run.id), ahead }),
    /** Why a queued run that has its turn cannot be started yet; null: it is being started. */
    held: (run: SavedRun, held: string | null): void => known.set(run, { ...known.of(run.id), held }),
    /** Resolves when the look at files that is under way is over. */
    async looked(): Promise<void> {
      await looking;
    },
    async close(): Promise<void> {
      stop();
      await looking;
    },
  };
};

export type Observer = ReturnType<typeof createObserver>;
