import type { Step } from '#shared/contract/transcripts.ts';
import type { Clock } from '../machine/clock.ts';
import type { LogReader, ReadSome, TokenEvent } from '../runtimes/reader.ts';
import type { FileStat, SourceFile } from '../store/logs-files.ts';
import type { LoggedTokens } from '../store/logs-tokens.ts';
import type { LogsWriter } from '../store/logs-writer.ts';
import { promptOver } from '../usage/rows.ts';
import type { Batch } from './batch.ts';
import { openNumbering } from './carried.ts';
import type { FoundLog } from './discover.ts';
import type { Guard } from './source.ts';

/** A log written to so lately may go on: a call without a result in it is running. Milliseconds. */
export const QUIET = 10 * 60_000;

/** Where reading stands in a log: what to go on from. */
interface Place {
  readonly offset: number;
  readonly guard: string;
  readonly state: string | null;
  /** How its steps are numbered; null: as they are told. */
  readonly carried: string | null;
}

export interface ReadingRooms {
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

const logged = (event: TokenEvent, reader: LogReader, found: FoundLog): LoggedTokens => {
  // Where a response has no moment, its log's first one serves: that never changes.
  const at = event.at ?? reader.facts().startedAt;
  return {
    ...event,
    promptOver: promptOver(event),
    at: at === null ? Math.trunc(found.stat.mtime) : Date.parse(at),
  };
};

/**
 * Keeps the figures that a reader of this log told. As far as a log was skimmed they are kept already: while that is
 * read again, what an answer's first line tells of it must not stand for the whole, so what differs waits.
 */
const counting = ({ writer, batch }: ReadingRooms, found: FoundLog, row: SourceFile, reader: LogReader) => {
  let last = writer.tokens.last(row.id);
  const skimmedTo = row.skimmed && row.state === null ? row.offset : -1;
  const differing = new Map<number, LoggedTokens>();
  const put = (event: LoggedTokens): void => {
    writer.tokens.put(row.id, event, event.seq > last);
    if (event.seq > last) last = event.seq;
  };
  return {
    take({ tokens }: Pick<ReadSome, 'tokens'>): void {
      batch.add(tokens.length);
      for (const told of tokens) {
        const event = logged(told, reader, found);
        if (reader.offset() > skimmedTo) {
          differing.delete(event.seq);
          put(event);
        } else if (writer.tokens.holds(row.id, event)) differing.delete(event.seq);
        else differing.set(event.seq, event);
      }
    },
    /** All was read: what still differs is what the log tells, and what it does not tell goes. */
    end(): void {
      for (const event of differing.values()) put(event);
      writer.tokens.trim(row.id, reader.events());
    },
  };
};

/** One log being read: what came so far, and what to keep with it. */
export const openPassage = (rooms: ReadingRooms, found: FoundLog, row: SourceFile, reader: LogReader) => {
  const { writer, batch } = rooms;
  const { files } = writer;
  let steps = row.steps;
  let known = { conversationId: row.conversationId, forkOf: row.forkOf };
  const unsettled = rooms.clock.now() - found.stat.mtime < QUIET;
  const figures = counting(rooms, found, row, reader);
  const numbering = openNumbering(writer, row, rooms.clock.now);
  return {
    /** Keeps the figures alone. */
    count: figures.take,
    /** All of it was read. */
    end: figures.end,
    take({ steps: told, tokens }: ReadSome, atEnd: boolean): void {
      batch.add(told.length);
      for (const step of numbering.place(told)) {
        const open = atEnd && unsettled && step.note === 'no-result';
        const json = JSON.stringify(open ? { ...step, note: 'running' } : step);
        writer.putStep(row.id, { seq: step.seq, kind: step.kind, failed: isFailure(step), json });
        if (step.seq >= steps) steps = step.seq + 1;
      }
      figures.take({ tokens });
    },
    /** What to go on from; taken before `end`, which may read a line that is not whole yet. */
    place: (guard: Guard): Place => ({
      offset: reader.offset(),
      guard: guard.at(reader.offset()),
      state: reader.save(),
      carried: numbering.save(),
    }),
    /** Keeps how far we are, where the log is known as a whole already. */
    advance: (place: Place): void => files.advance(row.id, { ...place, steps }),
    /** Keeps how far we are, and what the log says as a whole; false: it was forgotten, and is left out. */
    save(place: Place, stat: FileStat, skimmed: boolean): boolean {
      const { runtime: _, conversationId: said, ...read } = reader.facts();
      const facts = numbering.facts(read);
      const conversationId = said ?? found.conversationId;
      const counter = reader.counter();
      if (files.isForgotten(conversationId) || files.isForgotten(facts.parentId)) {
        if (conversationId !== null) files.forget(conversationId, rooms.clock.now());
        writer.drop(row.id);
        return false;
      }
      files.save(row.id, {
        ...facts,
        ...place,
        conversationId,
        stat,
        steps,
        unsettled,
        skimmed,
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
