import type { Clock } from '../machine/clock.ts';
import type { LogKind } from '../runtimes/reader.ts';
import type { Environment } from '../runtimes/runtime.ts';
import { writeFault } from '../store/database.ts';
import type { SourceFile } from '../store/logs-files.ts';
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
}

const isBelow = (path: string, folders: readonly { path: string }[]): boolean =>
  folders.some((folder) => path === folder.path || path.startsWith(`${folder.path}/`));

/** Reads one log, and keeps its faults from the others. */
const createSettling = (rooms: IndexRooms, on: Switches, progress: Progress) => {
  const batch = createBatch(rooms.writer, () => turn(on, progress));
  const reading = createReading({ ...rooms, batch, changed: progress.changed, problem: progress.logProblem });
  /** Logs that a reader failed on, by what they were then: a fault of ours, which must not hold up the others. */
  const broken = new Map<string, number>();
  const settle = async (found: FoundLog): Promise<void> => {
    if (broken.get(found.path) === found.stat.mtime) return;
    try {
      await reading.settle(found);
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

/** Looks at the disk and reads what is new on it. */
export const createLooking = (rooms: IndexRooms, on: Switches, progress: Progress) => {
  const { files } = rooms.writer;
  const { batch, reading, settle } = createSettling(rooms, on, progress);
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

  const readAll = async (found: Discovery, known: ReadonlyMap<string, SourceFile>): Promise<void> => {
    for (const log of found.logs) {
      const row = known.get(log.path);
      if (row === undefined || !reading.isKnown(log, row)) {
        progress.enter('reading');
        await settle(log);
        // What grows now is wanted before what is old.
        if (on.touched.size > 0) await readTouched();
      }
      progress.done(log.stat.size);
    }
  };

  /** Those that were there at the last look, are not now, and were not moved meanwhile. */
  const noteMissing = (found: Discovery, known: ReadonlyMap<string, SourceFile>): void => {
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
    const places = rootsOf(rooms.kinds, rooms.env);
    roots = places.roots;
    const found = discover(roots);
    watching.follow({ ...places, folders: found.folders, now: rooms.clock.now() });
    progress.start(found);
    const known = new Map(files.present().map((row) => [row.path, row]));
    await readAll(found, known);
    noteMissing(found, known);
    await batch.flush();
  };

  return { look, readTouched, abandon: batch.abandon, close: watching.close };
};
