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
  /** False: only the figures of the reading moved. */
  readonly rowsChanged: boolean;
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Where the reading stands, told when it changes and at most four times a second. */
export const createProgress = (store: string, clock: Clock, tell: (told: Told) => void) => {
  let phase: IndexState['phase'] = 'looking';
  let failure: string | null = null;
  let files = { read: 0, all: 0 };
  let bytes = { read: 0, all: 0 };
  /** Of the last look, and of logs: those last until the log is read again. */
  const problems = new Map<string, string>();
  const logProblems = new Map<string, string>();
  let changed = new Set<string>();
  let last = Number.NEGATIVE_INFINITY;
  let waiting = false;

  const state = (): IndexState => ({
    phase,
    files,
    bytes,
    problems: [...problems, ...logProblems].slice(0, PROBLEMS).map(([path, reason]) => ({ path, reason })),
    store: { path: store, bytes: sizeOf(store) + sizeOf(`${store}-wal`) },
    failure,
  });
  const send = (): void => {
    waiting = false;
    last = clock.now();
    const conversations = changed.size > CONVERSATIONS ? [] : [...changed];
    const rowsChanged = changed.size > 0;
    changed = new Set();
    tell({ state: state(), conversations, rowsChanged });
  };
  const soon = (): void => {
    if (waiting) return;
    const rest = last + BETWEEN - clock.now();
    if (rest <= 0) return send();
    waiting = true;
    clock.after(rest, send);
  };
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
    /** A new look begins: earlier problems of folders may be gone. */
    start(found: Pick<Discovery, 'logs' | 'problems'>): void {
      files = { read: 0, all: found.logs.length };
      bytes = { read: 0, all: found.logs.reduce((sum, { stat }) => sum + stat.size, 0) };
      problems.clear();
      for (const { path, reason } of found.problems) problems.set(path, reason);
    },
    done(size: number): void {
      files = { ...files, read: files.read + 1 };
      bytes = { ...bytes, read: bytes.read + size };
    },
    problem: (path: string, reason: string): void => void problems.set(path, reason),
    /** A log could not be read, or not all of it; null: it can. */
    logProblem(path: string, reason: string | null): void {
      if (reason === null) logProblems.delete(path);
      else logProblems.set(path, reason);
    },
    changed: (conversationId: string): void => void changed.add(conversationId),
  };
};

export type Progress = ReturnType<typeof createProgress>;
