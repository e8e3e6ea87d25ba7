import { z } from 'zod';
import { Step, type StepKind } from '#shared/contract/transcripts.ts';
import type { Database } from './database.ts';
import { logFiles } from './logs-files.ts';
import { logTokens } from './logs-tokens.ts';

/** A step as it is kept; `json` is all of it. */
export interface LoggedStep {
  readonly seq: number;
  readonly kind: StepKind;
  readonly failed: boolean;
  readonly json: string;
}

const Json = z.object({ json: z.string() });

/**
 * The one writer of logs.db. A batch begins with its first write and ends with `commit`: rows, offsets,
 * reader states, counted marks and quarters land together or not at all.
 *
 * What is kept when a log changes: one that is deleted keeps its rows (`gone_at`). One that was moved or
 * compressed is the same row with another path. One whose beginning is no longer what was read (rewritten,
 * cut short, another in its place) keeps its figures too, as `replaced`, and the new content is read as a log of
 * its own; what both tell counts once, by its key or, without one, by its moment and figures. So a figure that
 * was once read from a log stays in the sums, and none is in them twice. Where the new content is of the same
 * conversation it takes over the steps of before (`carried`), so that none of them is lost to who reads it.
 */
export const logsWriter = (database: Database) => {
  const files = logFiles(database);
  const tokens = logTokens(database);
  const putStep = database.prepare(
    'INSERT OR REPLACE INTO step (file_id, seq, kind, failed, json) VALUES (?, ?, ?, ?, ?)',
  );
  const stepsIn = database.prepare(
    'SELECT json FROM step WHERE file_id = ? AND seq >= ? AND seq < ? ORDER BY seq',
  );
  const copySteps = database.prepare(`
    INSERT INTO step (file_id, seq, kind, failed, json) SELECT ?, seq, kind, failed, json FROM step WHERE file_id = ?`);
  const moveSteps = database.prepare('UPDATE step SET file_id = ? WHERE file_id = ?');
  const wipeSteps = database.prepare('DELETE FROM step WHERE file_id = ?');
  const [begin, commit, rollback] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map((sql) =>
    database.prepare(sql),
  );

  /** Forgets all that was read from a log, and the log. */
  const drop = (fileId: number): void => {
    tokens.wipe(fileId);
    wipeSteps.run(fileId);
    files.drop(fileId);
  };

  return {
    files,
    tokens,
    begin: (): void => void (database.inTransaction || begin?.run()),
    commit(): void {
      if (!database.inTransaction) return;
      tokens.settle();
      commit?.run();
    },
    rollback(): void {
      // SQLite has rolled back by itself after some errors.
      if (database.inTransaction) rollback?.run();
      tokens.reset();
    },
    putStep: (fileId: number, step: LoggedStep): void =>
      void putStep.run(fileId, step.seq, step.kind, step.failed ? 1 : 0, step.json),
    /** Steps of a log that are kept, from one number up to another. */
    steps: (fileId: number, from: number, to: number): Step[] =>
      // We wrote them as steps.
      stepsIn.all(fileId, from, to).map((row) => Step.parse(JSON.parse(Json.parse(row).json))),
    /** Has a new row take over the steps of another: for good, or until this is read whole. */
    takeOver(fileId: number, from: { id: number; steps: number }, how: 'moved' | 'copied', carried: string) {
      (how === 'moved' ? moveSteps : copySteps).run(fileId, from.id);
      files.carries(fileId, from.steps, carried);
    },
    drop,
    /** A conversation with more than one log: what several of them tell is known by what it is. */
    matchSiblings(conversationId: string | null): void {
      if (conversationId === null || !files.hasSeveral(conversationId)) return;
      for (const { id } of files.siblings(conversationId)) tokens.match(conversationId, id);
    },
    /** A log that was read again takes the place of what was read before, in one go. */
    takePlace(stagedId: number, oldId: number): void {
      drop(oldId);
      files.unstage(stagedId);
      files.adoptCopies(oldId, stagedId);
      tokens.reconsider(stagedId);
      tokens.touch(stagedId);
    },
    /** Bytes in the write-ahead log go back into the file; it is truncated. */
    checkpoint: (): void => void database.pragma('wal_checkpoint(TRUNCATE)'),
    close: (): void => void database.close(),
  };
};

export type LogsWriter = ReturnType<typeof logsWriter>;
