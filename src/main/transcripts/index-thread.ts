import type { IndexState } from '#shared/contract/transcripts.ts';
import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import type { Environment } from '../runtimes/runtime.ts';
import type { Told } from './progress.ts';
import type { Stage } from './switches.ts';
import { openThread, type StartThread, type Thread } from './thread.ts';
import type { IndexerCalls } from './threads.ts';

type IndexerEvent =
  | ({ readonly kind: 'told' } & Told)
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'set-aside'; readonly path: string };

/** How long an indexer that died rests before it is started again, milliseconds. */
const BACKOFF = 1000;

export interface IndexThreadRooms {
  readonly startThread: StartThread;
  readonly store: string;
  readonly environment: () => Promise<Environment>;
  readonly clock: Clock;
  readonly log: Log;
  readonly isPaused: () => boolean;
  readonly tell: (told: Told) => void;
  /** The database is another one from here on. */
  readonly renewed: () => void;
}

const nothingYet = (store: string): IndexState => ({
  phase: 'looking',
  isCounted: false,
  folders: [],
  files: { read: 0, all: 0 },
  bytes: { read: 0, all: 0 },
  problems: [],
  store: { path: store, bytes: 0 },
  failure: null,
});

/** The state of the index as it was last told, and what is to be said beside it. */
const createStanding = (rooms: IndexThreadRooms) => {
  let state = nothingYet(rooms.store);
  let notes: IndexState['problems'] = [];
  const tell = (told: Told): void => {
    state = { ...told.state, problems: [...notes, ...told.state.problems].slice(0, 20) };
    rooms.tell({ ...told, state });
  };
  return {
    state: (): IndexState => state,
    tell,
    say: (change: Partial<IndexState>): void =>
      tell({ state: { ...state, problems: [], ...change }, conversations: [] }),
    note: (reason: string): void => void (notes = [...notes, { path: rooms.store, reason }]),
  };
};

type IndexThread = Thread<IndexerCalls, IndexerEvent>;

/** The thread itself: `get` starts it when it is not there. */
const createKeeper = (rooms: IndexThreadRooms, standing: ReturnType<typeof createStanding>) => {
  let thread: Promise<IndexThread> | null = null;
  let [deaths, isClosed] = [0, false];
  const hear = (event: IndexerEvent): void => {
    switch (event.kind) {
      case 'told':
        standing.tell(event);
        return;
      case 'refused':
        standing.say({ phase: 'failed', failure: event.why });
        return;
      case 'set-aside':
        standing.note(`It could not be read, and was set aside as ${event.path}.`);
        rooms.renewed();
    }
  };
  const died = (problem: Error): void => {
    rooms.log.error('indexer-died', problem);
    thread = null;
    deaths += 1;
    if (deaths > 1) {
      const failure = `Reading logs broke off twice: ${problem.message}. Restart toc to try again.`;
      return standing.say({ phase: 'failed', failure });
    }
    standing.note(`Reading broke off and was started again: ${problem.message}`);
    standing.say({ phase: 'looking' });
    rooms.clock.after(BACKOFF, () => void (isClosed || get()));
  };
  const open = async (): Promise<IndexThread> => {
    const data = { store: rooms.store, env: { ...(await rooms.environment()) }, paused: rooms.isPaused() };
    return openThread<IndexerCalls, IndexerEvent>(rooms.startThread('indexer', data), { event: hear, died });
  };
  const get = (): Promise<IndexThread> => {
    thread ??= open();
    return thread;
  };
  return {
    get,
    running: (): Promise<IndexThread> | null => thread,
    isClosed: (): boolean => isClosed,
    forgive: (): void => void (deaths = 0),
    async close(): Promise<void> {
      isClosed = true;
      if (thread !== null) await (await thread).close();
    },
  };
};

/** The indexer's thread: started when first needed, and once more when it dies. */
export const createIndexThread = (rooms: IndexThreadRooms) => {
  const standing = createStanding(rooms);
  const keeper = createKeeper(rooms, standing);
  const hasFailed = (): boolean => standing.state().phase === 'failed';
  return {
    state: standing.state,
    start: async (): Promise<void> => void (keeper.isClosed() || hasFailed() || (await keeper.get())),
    /** Resolves when everything that is on disk now has come so far, or will not for now. */
    async settled(until: Stage): Promise<void> {
      if (hasFailed() || keeper.isClosed()) return;
      // One that dies meanwhile has told so.
      await (await keeper.get()).ask('settled', until).catch(() => {});
    },
    async reindex(): Promise<void> {
      if (hasFailed()) keeper.forgive();
      await (await keeper.get()).ask('reindex', undefined);
      if (standing.state().phase !== 'paused') standing.say({ phase: 'looking', failure: null });
    },
    forget: async (id: string): Promise<void> => (await keeper.get()).ask('forget', id),
    async pause(paused: boolean): Promise<void> {
      await (await keeper.running())?.ask('pause', paused);
      standing.say({ phase: paused ? 'paused' : 'looking' });
    },
    close: keeper.close,
  };
};
