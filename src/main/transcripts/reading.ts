import { statSync } from 'node:fs';
import type { FileStat, SeenFile, SourceFile } from '../store/logs-files.ts';
import { carriedFrom } from './carried.ts';
import type { FoundLog } from './discover.ts';
import { openPassage, QUIET, type ReadingRooms } from './passage.ts';
import { bytesOf, CutShort, holds, openAt, type OpenedLog } from './source.ts';

/** The stat of no file: it is looked into again. */
const NEVER: FileStat = { dev: 0, ino: 0, size: -1, mtime: 0 };

const sameStat = (one: SourceFile['stat'], other: SourceFile['stat']): boolean =>
  one.size === other.size && one.mtime === other.mtime && one.ino === other.ino && one.dev === other.dev;

const BEGINNING = { offset: 0, guard: '' };

const letGo = async ({ bytes }: OpenedLog): Promise<void> => {
  for await (const _ of bytes) break;
};

/** To the end of the file, in batches; `last` is done in the transaction of the last one. */
const readOn = async (
  rooms: ReadingRooms,
  { found, row, opened }: { found: FoundLog; row: SourceFile; opened: OpenedLog },
  last: () => void,
): Promise<void> => {
  const { batch, writer } = rooms;
  const reader = found.kind.reader(row.state);
  const passage = openPassage(rooms, found, row, reader);
  let stat = found.stat;
  try {
    for await (const bytes of opened.bytes) {
      passage.take(reader.push(bytes), false);
      opened.guard.follow(bytes, reader.offset());
      if (!batch.due()) continue;
      const place = passage.place(opened.guard);
      if (row.skimmed) passage.advance(place);
      else if (!passage.save(place, NEVER, false)) return;
      await batch.flush();
      // It may have been forgotten meanwhile.
      if (writer.files.find(row.id) === null) return;
      batch.open();
    }
  } catch (problem) {
    if (!(problem instanceof CutShort)) throw problem;
    rooms.problem(found.path, problem.message);
    if (problem.passing) stat = NEVER;
  }
  const place = passage.place(opened.guard);
  passage.take(reader.end(), true);
  passage.end();
  if (passage.save(place, stat, false)) last();
};

/** Facts and figures to the end of the file; what breaks off is read whole later. */
const skimOn = async (
  rooms: ReadingRooms,
  { found, row, opened }: { found: FoundLog; row: SourceFile; opened: OpenedLog },
): Promise<void> => {
  const { batch, writer } = rooms;
  const skimmer = found.kind.skimmer();
  const passage = openPassage(rooms, found, row, skimmer);
  try {
    for await (const bytes of opened.bytes) {
      passage.count(skimmer.push(bytes));
      opened.guard.follow(bytes, skimmer.offset());
      if (!batch.due()) continue;
      await batch.flush();
      // It may have been forgotten meanwhile.
      if (writer.files.find(row.id) === null) return;
      batch.open();
    }
  } catch (problem) {
    if (!(problem instanceof CutShort)) throw problem;
  }
  const place = {
    offset: skimmer.offset(),
    guard: opened.guard.at(skimmer.offset()),
    state: null,
    carried: null,
  };
  passage.count(skimmer.end());
  passage.save(place, found.stat, true);
};

/** Which conversation a log says it is of; null where it does not say so at its beginning. */
const saidBy = async (found: FoundLog): Promise<string | null> => {
  const skimmer = found.kind.skimmer();
  try {
    for await (const bytes of bytesOf(found.path, 0)) {
      skimmer.push(bytes);
      break;
    }
  } catch (problem) {
    if (!(problem instanceof CutShort)) throw problem;
  }
  return skimmer.facts().conversationId;
};

const insertRow = (
  { writer: { files } }: ReadingRooms,
  found: FoundLog,
  more: { copyOf?: number; stagedFor?: number } = {},
): SourceFile => {
  const { kind, path, conversationId, subagent } = found;
  const { runtime, version: readerVersion } = kind;
  const id = files.insert({ path, runtime, subagent, conversationId, readerVersion, ...more });
  const row = files.find(id);
  if (row === null) throw new Error(`The row of ${path} is gone in the transaction that made it.`);
  return row;
};

/**
 * Takes facts and figures alone from a log that is new, for its steps to be read later. False: there is something
 * of its conversation already, with which it must be compared.
 */
const skim = async (rooms: ReadingRooms, found: FoundLog): Promise<boolean> => {
  const { files } = rooms.writer;
  if (found.conversationId !== null && files.siblings(found.conversationId).length > 0) return false;
  const opened = await openAt(found.path, BEGINNING);
  if (opened) await skimOn(rooms, { found, row: insertRow(rooms, found), opened });
  return true;
};

/** Has a new row take over the steps of another. */
const takeOver = (
  { writer }: ReadingRooms,
  row: SourceFile,
  from: SourceFile,
  how: 'moved' | 'copied',
): SourceFile => {
  writer.takeOver(row.id, from, how, carriedFrom(from, how === 'copied'));
  return writer.files.find(row.id) ?? row;
};

/** Reads a log of which there is nothing yet. */
const begin = async (rooms: ReadingRooms, found: FoundLog): Promise<void> => {
  const opened = await openAt(found.path, BEGINNING);
  if (opened) await readOn(rooms, { found, row: insertRow(rooms, found), opened }, () => {});
};

/** What lies there no longer begins as it did: the steps of before stay with their conversation. */
const beginAnew = async (rooms: ReadingRooms, found: FoundLog, before: SourceFile): Promise<void> => {
  const said = await saidBy(found);
  rooms.writer.files.replaced(before.id, rooms.clock.now());
  if (before.conversationId === null || (said ?? found.conversationId) !== before.conversationId)
    return begin(rooms, found);
  const opened = await openAt(found.path, BEGINNING);
  if (!opened) return;
  const known = before.readerVersion === found.kind.version ? before.state : null;
  const state = known === null ? null : found.kind.continued(known, said !== null);
  const row = { ...takeOver(rooms, insertRow(rooms, found), before, 'moved'), state };
  await readOn(rooms, { found, row, opened }, () => {});
};

/** How a log that is at this path now comes to its rows. */
const createPlacing = (rooms: ReadingRooms) => {
  const { writer } = rooms;
  const { files } = writer;

  const insert = (found: FoundLog, more?: { copyOf?: number; stagedFor?: number }): SourceFile =>
    insertRow(rooms, found, more);

  /** Reads all of it again beside what is kept, which serves until the new reading is whole. */
  const again = async (found: FoundLog, row: SourceFile): Promise<void> => {
    const opened = await openAt(found.path, BEGINNING);
    if (!opened) return;
    // One that broke off is of no use: it was of another moment.
    for (const id of files.staged()) writer.drop(id);
    const fresh = insert(found, { stagedFor: row.id });
    const staged = row.carried === null ? fresh : takeOver(rooms, fresh, row, 'copied');
    await readOn(rooms, { found, row: staged, opened }, () => writer.takePlace(staged.id, row.id));
  };

  const goOn = async (found: FoundLog, row: SourceFile): Promise<void> => {
    const opened = await openAt(found.path, row);
    if (!opened) {
      await beginAnew(rooms, found, row);
    } else if (row.readerVersion !== found.kind.version) {
      await letGo(opened);
      await again(found, row);
    } else if (row.state === null) {
      // It was skimmed, and is still that log.
      await letGo(opened);
      const whole = await openAt(found.path, BEGINNING);
      if (whole) await readOn(rooms, { found, row, opened: whole }, () => {});
    } else await readOn(rooms, { found, row, opened }, () => {});
  };

  const isThere = async (row: SourceFile): Promise<boolean> =>
    statSync(row.path, { throwIfNoEntry: false }) !== undefined && (await holds(row.path, row));

  /** A log at a new path: one we know that was moved or compressed, a copy of one, or a new one. */
  const comeNew = async (found: FoundLog): Promise<void> => {
    for (const row of found.conversationId === null ? [] : files.siblings(found.conversationId)) {
      const isRead = row.state !== null || row.skimmed;
      if (row.runtime !== found.kind.runtime || !isRead || row.offset === 0) continue;
      if (!(await holds(found.path, row))) continue;
      const isCopy = await isThere(row);
      const isLonger = !found.path.endsWith('.zst') && found.stat.size > Math.max(row.stat.size, row.offset);
      if (isCopy && !isLonger) {
        files.seen(insert(found, { copyOf: row.id }).id, found.stat);
        return;
      }
      files.moved(row.id, found.path);
      if (isCopy) insert({ ...found, path: row.path }, { copyOf: row.id });
      await goOn(found, { ...row, path: found.path });
      return;
    }
    await begin(rooms, found);
  };

  return { goOn, comeNew };
};

/** Reads the logs of this machine into the store, each from where it was left. */
export const createReading = (rooms: ReadingRooms) => {
  const { writer, batch, clock } = rooms;
  const { files } = writer;
  const placing = createPlacing(rooms);

  /** Whether nothing can have changed since it was read. */
  const isKnown = (found: FoundLog, row: SeenFile | SourceFile): boolean =>
    row.goneAt === null &&
    !row.skimmed &&
    sameStat(row.stat, found.stat) &&
    (row.copyOf !== null || row.readerVersion === found.kind.version) &&
    !(row.unsettled && clock.now() - found.stat.mtime >= QUIET);

  return {
    isKnown,

    /** Whether its figures are those of the file as it is, though its steps may be still to come. */
    isCounted: (found: FoundLog, row: SeenFile): boolean =>
      row.goneAt === null && sameStat(row.stat, found.stat),

    /** Takes facts and figures from a log that is new; one that is not is read as it is always read. */
    async skim(found: FoundLog): Promise<void> {
      if (files.isForgotten(found.conversationId)) return;
      if (files.at(found.path) === null) {
        batch.open();
        rooms.problem(found.path, null);
        if (await skim(rooms, found)) return;
      }
      await this.settle(found);
    },

    /** Reads what is new in a log. Throws what the store throws; the batch is then to be abandoned. */
    async settle(found: FoundLog): Promise<void> {
      if (files.isForgotten(found.conversationId)) return;
      const row = files.at(found.path);
      if (row !== null && isKnown(found, row)) return;
      batch.open();
      rooms.problem(found.path, null);
      if (row !== null && row.copyOf === null) return placing.goOn(found, row);
      if (row !== null) writer.drop(row.id);
      await placing.comeNew(found);
    },

    /** A log is not where it was: a copy of it takes its place, else its rows stay, and say so. */
    missing(row: SourceFile): void {
      batch.open();
      rooms.problem(row.path, null);
      if (row.copyOf !== null) return writer.drop(row.id);
      const copy = files
        .copiesOf(row.id)
        .find(({ path }) => statSync(path, { throwIfNoEntry: false }) !== undefined);
      if (copy) {
        writer.drop(copy.id);
        files.moved(row.id, copy.path);
        files.seen(row.id, NEVER);
      } else if (files.gone(row.id, clock.now()) && row.conversationId !== null)
        rooms.changed(row.conversationId);
    },
  };
};
