import { statSync } from 'node:fs';
import type { Step } from '#shared/contract/transcripts.ts';
import type { Clock } from '../machine/clock.ts';
import type { LogReader, ReadSome, TokenEvent } from '../runtimes/reader.ts';
import type { FileStat, SourceFile } from '../store/logs-files.ts';
import type { LoggedTokens } from '../store/logs-tokens.ts';
import type { LogsWriter } from '../store/logs-writer.ts';
import { promptOver } from '../usage/rows.ts';
import type { Batch } from './batch.ts';
import type { FoundLog } from './discover.ts';
import { CutShort, holds, openAt, type Guard, type OpenedLog } from './source.ts';

/** A log written to so lately may go on: a call without a result in it is running. Milliseconds. */
export const QUIET = 10 * 60_000;

/** The stat of no file: it is looked into again. */
const NEVER: FileStat = { dev: 0, ino: 0, size: -1, mtime: 0 };

interface Rooms {
  readonly writer: LogsWriter;
  readonly batch: Batch;
  readonly clock: Clock;
  /** Something new is known of a conversation. */
  readonly changed: (conversationId: string) => void;
  /** A part of a log could not be read; null: all of it could. */
  readonly problem: (path: string, reason: string | null) => void;
}

/** Whether a step is one that `find failure` stops at. */
const isFailure = ({ kind, success }: Step): boolean => kind === 'error' || success === false;

const sameStat = (one: SourceFile['stat'], other: SourceFile['stat']): boolean =>
  one.size === other.size && one.mtime === other.mtime && one.ino === other.ino && one.dev === other.dev;

const logged = (event: TokenEvent, reader: LogReader, found: FoundLog): LoggedTokens => {
  // Where a response has no moment, its log's first one serves: that never changes.
  const at = event.at ?? reader.facts().startedAt;
  return {
    ...event,
    promptOver: promptOver(event),
    at: at === null ? Math.trunc(found.stat.mtime) : Date.parse(at),
  };
};

/** One log being read: what came so far, and what to keep with it. */
const openPassage = (rooms: Rooms, found: FoundLog, row: SourceFile, reader: LogReader) => {
  const { writer, batch } = rooms;
  let steps = row.steps;
  let lastEvent = writer.tokens.last(row.id);
  let known = { conversationId: row.conversationId, forkOf: row.forkOf };
  const unsettled = rooms.clock.now() - found.stat.mtime < QUIET;
  return {
    take({ steps: told, tokens }: ReadSome, atEnd: boolean): void {
      if (told.length + tokens.length === 0) return;
      batch.add(told.length + tokens.length);
      for (const step of told) {
        const open = atEnd && unsettled && step.note === 'no-result';
        const json = JSON.stringify(open ? { ...step, note: 'running' } : step);
        writer.putStep(row.id, { seq: step.seq, kind: step.kind, failed: isFailure(step), json });
        if (step.seq >= steps) steps = step.seq + 1;
      }
      for (const event of tokens) {
        writer.tokens.put(row.id, logged(event, reader, found), event.seq > lastEvent);
        if (event.seq > lastEvent) lastEvent = event.seq;
      }
    },
    /** What to go on from; taken before `end`, which may read a line that is not whole yet. */
    place: (guard: Guard) => ({
      offset: reader.offset(),
      guard: guard.at(reader.offset()),
      state: reader.save(),
    }),
    /** Keeps how far we are, and what the log says as a whole; false: it was forgotten, and is left out. */
    save(place: { offset: number; guard: string; state: string }, stat: FileStat): boolean {
      const { runtime: _, conversationId: said, ...facts } = reader.facts();
      const conversationId = said ?? found.conversationId;
      const counter = reader.counter();
      if (writer.files.isForgotten(conversationId) || writer.files.isForgotten(facts.parentId)) {
        if (conversationId !== null) writer.files.forget(conversationId, rooms.clock.now());
        writer.drop(row.id);
        return false;
      }
      writer.files.save(row.id, {
        ...facts,
        ...place,
        conversationId,
        stat,
        steps,
        unsettled,
        skippedLines: reader.skippedLines(),
        counter: counter === null ? null : JSON.stringify(counter),
      });
      if (known.conversationId !== conversationId || known.forkOf !== facts.forkOf)
        writer.tokens.reconsider(row.id);
      known = { conversationId, forkOf: facts.forkOf };
      writer.matchSiblings(conversationId);
      if (conversationId !== null) rooms.changed(conversationId);
      if (facts.parentId !== null) rooms.changed(facts.parentId);
      return true;
    },
  };
};

/** To the end of the file, in batches; `last` is done in the transaction of the last one. */
const readOn = async (
  rooms: Rooms,
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
      if (!passage.save(passage.place(opened.guard), NEVER)) return;
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
  if (passage.save(place, stat)) last();
};

/** How a log that is at this path now comes to its rows. */
const createPlacing = (rooms: Rooms) => {
  const { writer, clock } = rooms;
  const { files } = writer;

  const insert = (found: FoundLog, more: { copyOf?: number; stagedFor?: number } = {}): SourceFile => {
    const { kind, path, conversationId, subagent } = found;
    const { runtime, version: readerVersion } = kind;
    const id = files.insert({ path, runtime, subagent, conversationId, readerVersion, ...more });
    const row = files.find(id);
    if (row === null) throw new Error(`The row of ${path} is gone in the transaction that made it.`);
    return row;
  };

  const begin = async (found: FoundLog): Promise<void> => {
    const opened = await openAt(found.path, { offset: 0, guard: '' });
    if (opened) await readOn(rooms, { found, row: insert(found), opened }, () => {});
  };

  /** Reads all of it again beside what is kept, which serves until the new reading is whole. */
  const again = async (found: FoundLog, row: SourceFile): Promise<void> => {
    const opened = await openAt(found.path, { offset: 0, guard: '' });
    if (!opened) return;
    // One that broke off is of no use: it was of another moment.
    for (const id of files.staged()) writer.drop(id);
    const staged = insert(found, { stagedFor: row.id });
    await readOn(rooms, { found, row: staged, opened }, () => writer.takePlace(staged.id, row.id));
  };

  const goOn = async (found: FoundLog, row: SourceFile): Promise<void> => {
    const opened = await openAt(found.path, row);
    if (!opened) {
      files.replaced(row.id, clock.now());
      await begin(found);
    } else if (row.readerVersion === found.kind.version) {
      await readOn(rooms, { found, row, opened }, () => {});
    } else {
      for await (const _ of opened.bytes) break;
      await again(found, row);
    }
  };

  const isThere = async (row: SourceFile): Promise<boolean> =>
    statSync(row.path, { throwIfNoEntry: false }) !== undefined && (await holds(row.path, row));

  /** A log at a new path: one we know that was moved or compressed, a copy of one, or a new one. */
  const comeNew = async (found: FoundLog): Promise<void> => {
    for (const row of found.conversationId === null ? [] : files.siblings(found.conversationId)) {
      if (row.runtime !== found.kind.runtime || row.state === null || row.offset === 0) continue;
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
    await begin(found);
  };

  return { goOn, comeNew };
};

/** Reads the logs of this machine into the store, each from where it was left. */
export const createReading = (rooms: Rooms) => {
  const { writer, batch, clock } = rooms;
  const { files } = writer;
  const placing = createPlacing(rooms);

  /** Whether nothing can have changed since it was read. */
  const isKnown = (found: FoundLog, row: SourceFile): boolean =>
    row.goneAt === null &&
    sameStat(row.stat, found.stat) &&
    (row.copyOf !== null || row.readerVersion === found.kind.version) &&
    !(row.unsettled && clock.now() - found.stat.mtime >= QUIET);

  return {
    isKnown,

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
