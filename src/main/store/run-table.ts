import { z } from 'zod';
import { RunId, SessionId } from '#shared/contract/ids.ts';
import { LaunchNote } from '#shared/contract/sessions.ts';
import type { Database } from './database.ts';

/** How a run ended, by the truest source there was. */
export const Outcome = z.enum([
  'exited',
  'killed',
  'stopped',
  'spawn-failed',
  'supervisor-died',
  'machine-restarted',
  'vanished',
]);
export type Outcome = z.output<typeof Outcome>;

const notes = z.string().transform((text) => z.array(LaunchNote).parse(JSON.parse(text)));

const Row = z
  .object({
    id: RunId,
    session_id: SessionId,
    runtime_version: z.string(),
    notes,
    started_at: z.number(),
    pid: z.number().nullable(),
    process_started: z.string().nullable(),
    boot_id: z.string().nullable(),
    ended_at: z.number().nullable(),
    outcome: Outcome.nullable(),
    exit_code: z.number().nullable(),
    exit_signal: z.string().nullable(),
    detail: z.string().nullable(),
    released: z.number(),
  })
  .transform((row) => ({
    id: row.id,
    sessionId: row.session_id,
    runtimeVersion: row.runtime_version,
    notes: row.notes,
    startedAt: row.started_at,
    process:
      row.pid === null || row.process_started === null
        ? null
        : { pid: row.pid, started: row.process_started, bootId: row.boot_id ?? '' },
    end:
      row.ended_at === null || row.outcome === null
        ? null
        : {
            at: row.ended_at,
            outcome: row.outcome,
            code: row.exit_code,
            signal: row.exit_signal,
            detail: row.detail,
          },
    hasScreen: row.released === 0,
  }));

/** A run as saved; times are milliseconds, `process` is null until the supervisor answered. */
export type SavedRun = z.output<typeof Row>;
export type RunEnd = NonNullable<SavedRun['end']>;

/** The run table. An end is written once: a later, vaguer source never overwrites it. */
export const runTable = (database: Database) => {
  const insert = database.prepare(`
    INSERT INTO run (id, session_id, runtime_version, notes, started_at)
    VALUES (@id, @sessionId, @runtimeVersion, @notes, @startedAt)`);
  const started = database.prepare(
    'UPDATE run SET pid = @pid, process_started = @started, boot_id = @bootId WHERE id = @id',
  );
  const ended = database.prepare(`
    UPDATE run SET ended_at = @at, outcome = @outcome, exit_code = @code, exit_signal = @signal, detail = @detail
    WHERE id = @id AND ended_at IS NULL`);
  const one = database.prepare('SELECT * FROM run WHERE id = ?');
  const latest = database.prepare('SELECT * FROM run WHERE session_id = ? ORDER BY rowid DESC LIMIT 1');
  const open = database.prepare('SELECT * FROM run WHERE ended_at IS NULL ORDER BY rowid');
  const released = database.prepare('UPDATE run SET released = 1 WHERE id = ?');
  const parse = (row: unknown): SavedRun | null => (row === undefined ? null : Row.parse(row));
  return {
    insert(run: Pick<SavedRun, 'id' | 'sessionId' | 'runtimeVersion' | 'notes' | 'startedAt'>): void {
      insert.run({ ...run, notes: JSON.stringify(run.notes) });
    },
    started: (id: string, process: NonNullable<SavedRun['process']>): void =>
      void started.run({ id, ...process }),
    /** True when this was the first end written. */
    ended: (id: string, end: RunEnd): boolean => ended.run({ id, ...end }).changes === 1,
    /** The supervisor holds its screen no longer. */
    released: (id: string): void => void released.run(id),
    find: (id: string): SavedRun | null => parse(one.get(id)),
    latest: (session: string): SavedRun | null => parse(latest.get(session)),
    open: (): readonly SavedRun[] => open.all().map((row) => Row.parse(row)),
  };
};
