import { statSync } from 'node:fs';
import type { IndexState } from '#shared/contract/transcripts.ts';
import type { Clock } from '../machine/clock.ts';
import type { Discovery } from './discover.ts';

/** At most so often, milliseconds. */
const BETWEEN = 250;
const PROBLEMS = 20;
const CONVERSATIONS = 200;

/** What the indexer tells, a few times a second. No conversations: too many changed to name them. */
export interface Told {
  readonly state: IndexState;
  readonly conversations: readonly string[];
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Those of folders are of the last look; those of logs last until the log is read again. */
const createProblems = () => {
  const folders = new Map<string, string>();
  const logs = new Map<string, string>();
  return {
    list: (): IndexState['problems'] =>
      [...folders, ...logs].slice(0, PROBLEMS).map(([path, reason]) => ({ path, reason })),
    start(found: Discovery['problems']): void {
      folders.clear();
      for (const { path, reason } of found) folders.set(path, reason);
    },
    ofFolder: (path: string, reason: string): void => void folders.set(path, reason),
    /** Null: it can be read, all of it. */
    ofLog(path: string, reason: string | null): void {
      if (reason === null) logs.delete(path);
      else logs.set(path, reason);
    },
  };
};

/** How far it has come, in files and bytes. */
const createCounts = () => {
  let files = { read: 0, all: 0 };
  let bytes = { read: 0, all: 0 };
  return {
    now: () => ({ files, bytes }),
    start(logs: Discovery['logs']): void {
      files = { read: 0, all: logs.length };
      bytes = { read: 0, all: logs.reduce((sum, { stat }) => sum + stat.size, 0) };
    },
    done(size: number): void {
      files = { ...files, read: files.read + 1 };
      bytes = { ...bytes, read: bytes.read + size };
    },
  };
};

/** When to tell: at once, or soon where there is something new. */
const createTeller = (clock: Clock, tell: () => void) => {
  let last = Number.NEGATIVE_INFINITY;
  let waiting = false;
  /** Something was not told yet. */
  let moved = false;
  const send = (): void => {
    [waiting, moved] = [false, false];
    last = clock.now();
    tell();
  };
  return {
    send,
    moved: (): void => void (moved = true),
    soon(): void {
      if (waiting || !moved) return;
      const rest = last + BETWEEN - clock.now();
      if (rest <= 0) return send();
      waiting = true;
      clock.after(rest, send);
    },
  };
};

/** Where the reading stands, told when it changes and at most four times a second. */
export const createProgress = (store: string, clock: Clock, tell: (told: Told) => void) => {
  let phase: IndexState['phase'] = 'looking';
  let failure: string | null = null;
  let isCounted = false;
  let folders: readonly string[] = [];
  const counts = createCounts();
  const problems = createProblems();
  let changed = new Set<string>();
  const state = (): IndexState => ({
    phase,
    isCounted,
    folders: [...folders],
    ...counts.now(),
    problems: problems.list(),
    store: { path: store, bytes: sizeOf(store) + sizeOf(`${store}-wal`) },
    failure,
  });
  const { send, soon, moved } = createTeller(clock, () => {
    const conversations = changed.size > CONVERSATIONS ? [] : [...changed];
    changed = new Set();
    tell({ state: state(), conversations });
  });
  return {
    state,
    soon,
    enter(next: IndexState['phase'], why: string | null = null): void {
      if (phase === next && failure === why) return;
      phase = next;
      failure = why;
      // A phase is waited for: it is told at once.
      send();
    },
    /** The figures of these logs come first. */
    counting(logs: Discovery['logs']): void {
      isCounted = false;
      counts.start(logs);
      this.enter('counting');
    },
    /** The figures of all that was found are kept. */
    counted(): void {
      if (!isCounted) moved();
      isCounted = true;
      soon();
    },
    /** A new look begins: earlier problems of folders may be gone. */
    start(found: Pick<Discovery, 'logs' | 'problems'>, below: readonly string[]): void {
      folders = below;
      counts.start(found.logs);
      problems.start(found.problems);
    },
    done(size: number): void {
      moved();
      counts.done(size);
    },
    problem: problems.ofFolder,
    logProblem: problems.ofLog,
    changed(conversationId: string): void {
      moved();
      changed.add(conversationId);
    },
  };
};

export type Progress = ReturnType<typeof createProgress>;
