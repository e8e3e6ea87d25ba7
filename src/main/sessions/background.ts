import { join } from 'node:path';
import type { Preferences } from '#shared/contract/system.ts';
import type { Clock } from '../machine/clock.ts';
import type { Environment } from '../runtimes/runtime.ts';
import type { SavedRun, Verdict } from '../store/run-table.ts';
import type { SavedSession } from '../store/session-table.ts';
import type { Launching } from './launching.ts';
import type { LaunchingRooms } from './planning.ts';
import type { EndProcess } from './end-process.ts';
import { cannotWrite } from './cannot-write.ts';
import type { Ends } from './ends.ts';
import { endOfBackground, type ProcessEnd } from './background-end.ts';
import { toldBy } from './background-news.ts';
import { follow, type Follower } from './follower.ts';
import type { Log } from '../machine/log.ts';
import type { Observer } from './observing.ts';
import { isOver, patienceAfter, type Patience } from './patience.ts';
import type { Pending } from './pending.ts';
import { createQueue } from './queue.ts';

const EVERY = 500;
/** A background run is taken over after its present step, but not later than this. */
const STEP = 15_000;

export interface BackgroundRooms extends LaunchingRooms {
  readonly launching: Launching;
  readonly observer: Observer;
  readonly endProcess: EndProcess;
  readonly ends: Ends;
  readonly pending: Pending;
  readonly environment: () => Promise<Environment>;
  readonly preferences: () => Pick<Preferences, 'backgroundRuns' | 'unreachableSeconds'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly changed: (sessionId: string) => void;
}

interface Followed {
  readonly follower: Follower;
  /** Null: it does not say that it cannot reach its server. */
  patience: Patience | null;
  judging: boolean;
}

/** Ends what toc itself must end: it would go on for ever, or in the wrong place. */
const watcher = (rooms: BackgroundRooms) => {
  const { store, clock } = rooms;
  const judge = (run: SavedRun, one: Followed, verdict: Verdict): void => {
    if (one.judging) return;
    // A disk that does not take it will be asked again.
    store.runs.judged(run.id, verdict);
    one.judging = true;
    // It may take a while, and others are to be followed. Its end is told like any other.
    rooms.pending.begin('verdict-not-carried-out', async () => {
      const ended = await rooms.endProcess(store.runs.find(run.id) ?? run);
      // A supervisor that did not answer is asked again.
      if (!ended.ok && ended.error.code !== 'not-live') one.judging = false;
    });
  };

  return (run: SavedRun, one: Followed): void => {
    const told = one.follower.state();
    const { conversationId } = told;
    if (run.asked !== null && conversationId !== null && conversationId !== run.asked) {
      return judge(run, one, { outcome: 'other-conversation', detail: conversationId });
    }
    const before = one.patience;
    one.patience = patienceAfter(before, told, clock.now());
    const seconds = rooms.preferences().unreachableSeconds;
    if (!isOver(before, one.patience, told, seconds)) return;
    const detail = JSON.stringify({ seconds, message: told.unreachable ?? '' });
    judge(run, one, { outcome: 'unreachable', detail });
  };
};

/** Follows what background runs print: which conversation they write, how they stand, how they ended. */
const followers = (rooms: BackgroundRooms) => {
  const { store, clock } = rooms;
  const watch = watcher(rooms);
  const followed = new Map<string, Followed>();

  const of = (run: SavedRun, session: SavedSession): Followed => {
    const known = followed.get(run.id);
    if (known) return known;
    const follower = follow(join(rooms.runsFolder, run.id), rooms.runtimes[session.runtime].events());
    const made: Followed = { follower, patience: null, judging: false };
    followed.set(run.id, made);
    return made;
  };

  /** What it names is its conversation, unless it was to go on with another. */
  const bind = async (run: SavedRun, session: SavedSession, { follower }: Followed): Promise<void> => {
    const id = follower.state().conversationId;
    if (id === null || (run.asked !== null && run.asked !== id)) return;
    const known = store.conversations.list(session.id);
    const current = known.at(-1);
    if (current?.id === id && current.saved) return;
    const env = await rooms.environment();
    const request = { conversationId: id, cwd: session.workspace, env };
    const saved = await rooms.runtimes[session.runtime].isSaved(request);
    if (current?.id === id && !saved) return;
    if (current && !current.saved && current.id !== id)
      store.conversations.dropUnsaved(session.id, current.id);
    store.conversations.bind(session.id, { id, saved }, clock.now());
    rooms.changed(session.id);
  };

  return {
    of,
    async read(run: SavedRun, session: SavedSession): Promise<void> {
      const one = of(run, session);
      await one.follower.read();
      // It is there since the process began, which for a queued run is long after its own start.
      const visibleAt = Math.max(run.startedAt, one.follower.printedAt() ?? 0);
      rooms.observer.events(run, toldBy(one.follower.state(), visibleAt), visibleAt);
      await bind(run, session, one);
      watch(run, one);
    },
    bind,
    forget: (runId: string): void => void followed.delete(runId),
  };
};

/** Runs without a terminal: the queue, what is at work, and the ends. */
export const createBackground = (rooms: BackgroundRooms) => {
  const { store, clock, log } = rooms;
  const follows = followers(rooms);
  const queue = createQueue(rooms);
  const { open, pump } = queue;
  let ticking: Promise<void> | null = null;

  const tick = async (): Promise<void> => {
    for (const { id } of open()) {
      // It may have ended while another was read.
      const run = store.runs.find(id);
      const session = run && store.sessions.find(run.sessionId);
      if (!run?.process || run.end !== null || !session) continue;
      await follows
        .read(run, session)
        .catch((problem: unknown) => log.error('events-not-read', problem, { run: run.id }));
    }
    pump();
  };
  const stopTicking = clock.every(EVERY, () => {
    ticking ??= tick().finally(() => {
      ticking = null;
    });
  });

  return {
    pump,
    /** The process is gone: what it printed to its last byte says how the run ended. */
    async ended(run: SavedRun, process: ProcessEnd): Promise<void> {
      const session = store.sessions.find(run.sessionId);
      if (!session) return;
      const one = follows.of(run, session);
      await one.follower.read();
      await follows.bind(run, session, one).catch((problem: unknown) => {
        // Its end is known all the same; `reconcile` comes by again while that is not saved either.
        if (cannotWrite(problem, rooms.runsFolder) === null) throw problem;
        log.error('conversation-not-saved', problem, { run: run.id });
      });
      const events = one.follower.state();
      const errors = await one.follower.errors();
      // The verdict may have been written since the run was read.
      const now = store.runs.find(run.id) ?? run;
      const { end, result } = endOfBackground(now, process, { events, errors });
      rooms.ends.keep(now, end, result);
      follows.forget(run.id);
      queue.forget(run.id);
      pump();
    },
    /** Resolves between two steps of a run, or after a while. */
    async afterStep(run: SavedRun): Promise<void> {
      const session = store.sessions.find(run.sessionId);
      if (!session) return;
      const one = follows.of(run, session);
      const until = clock.now() + STEP;
      while (clock.now() < until) {
        await one.follower.read();
        if (one.follower.state().step === null) return;
        await new Promise<void>((resolve) => void clock.after(100, resolve));
      }
    },
    async close(): Promise<void> {
      queue.close();
      stopTicking();
      await ticking;
    },
  };
};

export type Background = ReturnType<typeof createBackground>;
