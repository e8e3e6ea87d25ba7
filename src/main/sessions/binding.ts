import type { RuntimeId } from '#shared/contract/ids.ts';
import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import type { Environment, Runtime } from '../runtimes/runtime.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { Store } from '../store/store.ts';

const EVERY = 1000;

export interface BinderRooms {
  readonly store: Store;
  readonly runtimes: Readonly<Record<RuntimeId, Runtime>>;
  readonly processes: ProcessTable;
  readonly environment: () => Promise<Environment>;
  readonly clock: Clock;
  readonly log: Log;
  /** The conversations of that session changed. */
  readonly changed: (sessionId: string) => void;
}

/** Follows which conversation each live process writes: `/clear` and `/new` start others inside it. */
export const createBinder = (rooms: BinderRooms) => {
  const { store, clock } = rooms;
  let looking: Promise<void> | null = null;

  const look = async (run: SavedRun, endedAt: number | null): Promise<void> => {
    const session = store.sessions.find(run.sessionId);
    // A background run names its conversation itself.
    if (session === null || run.process === null || run.kind === 'background') return;
    const known = store.conversations.list(session.id);
    const bound = await rooms.runtimes[session.runtime].bind({
      process: run.process,
      processes: rooms.processes,
      env: await rooms.environment(),
      cwd: session.workspace,
      sessionId: session.id,
      version: run.runtimeVersion,
      known: known.map((one) => one.id),
      startedAt: run.startedAt,
      endedAt,
    });
    const current = known.at(-1);
    if (bound === null || (current?.id === bound.id && current.saved >= bound.saved)) return;
    // A fresh process that chose another id than the one we offered leaves nothing of ours behind.
    if (current && !current.saved && current.id !== bound.id)
      store.conversations.dropUnsaved(session.id, current.id);
    store.conversations.bind(session.id, bound, clock.now());
    store.sessions.touch(session.id, clock.now());
    rooms.changed(session.id);
  };

  const guarded = async (run: SavedRun, endedAt: number | null): Promise<void> => {
    try {
      await look(run, endedAt);
    } catch (problem) {
      rooms.log.error('bind-failed', problem, { run: run.id });
    }
  };

  const lookAtAll = async (): Promise<void> => {
    await Promise.all(store.runs.open().map((run) => guarded(run, null)));
  };

  const stop = clock.every(EVERY, () => {
    looking ??= lookAtAll().finally(() => {
      looking = null;
    });
  });

  return {
    /** The last look at a run that just ended: what it wrote in its last second counts too. */
    async settle(run: SavedRun, endedAt: number): Promise<void> {
      await looking;
      await guarded(run, endedAt);
    },
    async close(): Promise<void> {
      stop();
      await looking;
    },
  };
};

export type Binder = ReturnType<typeof createBinder>;
