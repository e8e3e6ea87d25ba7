import type { Clock } from '../machine/clock.ts';
import type { LogKind } from '../runtimes/reader.ts';
import type { Environment } from '../runtimes/runtime.ts';
import { writeFault } from '../store/database.ts';
import type { SeenFile } from '../store/logs-files.ts';
import type { LogsWriter } from '../store/logs-writer.ts';
import { createBatch, Stopped } from './batch.ts';
import {
  discover,
  discoverAt,
  reasonOf,
  rootsOf,
  type Discovery,
  type FoundLog,
  type Root,
} from './discover.ts';
import type { Progress, Told } from './progress.ts';
import { createReading } from './reading.ts';
import { turn, type Switches } from './switches.ts';
import { createWatching } from './watching.ts';

export interface IndexRooms {
  readonly kinds: readonly LogKind[];
  readonly env: Environment;
  readonly writer: LogsWriter;
  /** Path of the database, for its size. */
  readonly store: string;
  readonly clock: Clock;
  readonly paused: boolean;
  readonly tell: (told: Told) => void;
  /** Skims new logs before it reads them when they are together at least so large, bytes. */
  readonly skimFrom?: number;
}

/** Less than this is read in a second or two. */
const WORTH_SKIMMING = 16 * 1024 * 1024;

const sizeOf = (logs: readonly FoundLog[]): number => logs.reduce((sum, { stat }) => sum + stat.size, 0);

const isBelow = (path: string, folders: readonly { path: string }[]): boolean =>
  folders.some((folder) => path === folder.path || path.startsWith(`${folder.path}/`));

/** Reads one log, and keeps its faults from the others. */
const createSettling = (rooms: IndexRooms, on: Switches, progress: Progress) => {
  const batch = createBatch(rooms.writer, () => turn(on, progress));
  const reading = createReading({ ...rooms, batch, changed: progress.changed, problem: progress.logProblem });
  /** Logs that a reader failed on, by what they were then: a fault of ours, which must not hold up the others. */
  const broken = new Map<string, number>();
  const settle = async (found: FoundLog, how: 'settle' | 'skim' = 'settle'): Promise<void> => {
    if (broken.get(found.path) === found.stat.mtime) return;
    try {
      await reading[how](found);
    } catch (problem) {
      if (problem instanceof Stopped || writeFault(problem) !== null) throw problem;
      broken.set(found.path, found.stat.mtime);
      progress.logProblem(found.path, reasonOf(problem));
      // Others were in the same batch.
      batch.abandon();
      on.lookDue = true;
    }
    if (batch.due()) await batch.flush();
  };
  return { batch, reading, settle };
};

type Known = ReadonlyMap<string, SeenFile>;

/** Reads all that was found and is not known: figures first. */
const createReadingAll = (
  rooms: IndexRooms,
  progress: Progress,
  { batch, reading, settle }: ReturnType<typeof createSettling>,
  others: () => Promise<void>,
) => {
  /** Figures first: takes them from logs that are new or have grown. */
  const countAll = async (found: Discovery, known: Known): Promise<void> => {
    const due = found.logs.filter((log) => {
      const row = known.get(log.path);
      return row === undefined || !reading.isCounted(log, row);
    });
    if (due.length === 0) return progress.counted();
    const size = sizeOf(due.filter(({ path }) => !known.has(path)));
    const isWorthSkimming = size >= (rooms.skimFrom ?? WORTH_SKIMMING);
    progress.counting(due);
    for (const log of due) {
      await settle(log, isWorthSkimming ? 'skim' : 'settle');
      await others();
      progress.done(log.stat.size);
    }
    await batch.flush();
    progress.counted();
  };

  const readAll = async (found: Discovery, known: Known): Promise<void> => {
    for (const log of found.logs) {
      const row = known.get(log.path);
      if (row === undefined || !reading.isKnown(log, row)) {
        progress.enter('reading');
        await settle(log);
        // What grows now is wanted before what is old.
        await others();
      }
      progress.done(log.stat.size);
    }
  };
  return { count: countAll, read: readAll };
};

/** A CLI makes its folders one in the other; more walks than that find no end. */
const WALKS = 5;

/**
 * Walks and has all of it watched. What came between the two was told by nobody, so it is walked again where that is
 * cheap: not at the start, when everything is new, unless a place was missing.
 */
const createWalk = (rooms: IndexRooms, watching: ReturnType<typeof createWatching>) => {
  let hasWalked = false;
  return () => {
    for (let times = 0; ; times += 1) {
      const places = rootsOf(rooms.kinds, rooms.env);
      const found = discover(places.roots);
      const isNew = watching.follow({ ...places, folders: found.folders, now: rooms.clock.now() });
      if (isNew && times < WALKS && (hasWalked || places.missing.length > 0)) continue;
      hasWalked = true;
      return { places, found };
    }
  };
};

/** Looks at the disk and reads what is new on it. */
export const createLooking = (rooms: IndexRooms, on: Switches, progress: Progress) => {
  const { files } = rooms.writer;
  const settling = createSettling(rooms, on, progress);
  const { batch, reading, settle } = settling;
  let roots: readonly Root[] = [];
  const watching = createWatching(
    (path) => {
      on.touched.add(path);
      on.bell.ring();
    },
    ({ path, reason }) => progress.problem(path, reason),
  );

  /** What a watch told of. */
  const readTouched = async (): Promise<void> => {
    const paths = [...on.touched];
    on.touched.clear();
    for (const path of paths) {
      const found = discoverAt(roots, path);
      // A folder that came, or a root: the walk knows what is in it, and has it watched.
      if (found.folders.length > 0 || !isBelow(path, roots)) on.lookDue = true;
      const row = found.logs.length === 0 ? files.at(path) : null;
      if (row !== null && row.goneAt === null) reading.missing(row);
      for (const log of found.logs) await settle(log);
    }
    if (paths.length > 0) await batch.flush();
  };
  const walk = createWalk(rooms, watching);
  const all = createReadingAll(rooms, progress, settling, readTouched);

  /** Those that were there at the last look, are not now, and were not moved meanwhile. */
  const noteMissing = (found: Discovery, known: Known): void => {
    const there = new Set(found.logs.map(({ path }) => path));
    for (const { id, path } of known.values()) {
      if (there.has(path) || isBelow(path, found.problems)) continue;
      const row = files.find(id);
      if (row?.path === path && row.goneAt === null) reading.missing(row);
    }
  };

  const look = async (): Promise<void> => {
    on.looking();
    progress.enter('looking');
    const { places, found } = walk();
    roots = places.roots;
    const below = [...roots.map(({ path }) => path), ...places.missing];
    progress.start(found, below);
    const known = new Map(files.present().map((row) => [row.path, row]));
    await all.count(found, known);
    on.release('counted');
    progress.start(found, below);
    await all.read(found, known);
    noteMissing(found, known);
    await batch.flush();
  };

  return { look, readTouched, abandon: batch.abandon, close: watching.close };
};
