import { z } from 'zod';
import { RunId, SessionId } from '#shared/contract/ids.ts';
import { LaunchNote, RunKind } from '#shared/contract/sessions.ts';
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
  /** The runtime's own last word, that it did it or that it failed. */
  'completed',
  'run-failed',
  /** A background run ended without the runtime's last word. */
  'no-last-word',
  /** A resume that began another conversation; `detail` is that one. */
  'other-conversation',
  /** toc gave up on a CLI that would not; `detail` is JSON `{seconds, message}`. */
  'unreachable',
]);
export type Outcome = z.output<typeof Outcome>;

const notes = z.string().transform((text) => z.array(LaunchNote).parse(JSON.parse(text)));

const Verdict = z.object({ outcome: Outcome, detail: z.string() });
/** Why toc itself ends a run, written down before it does. */
export type Verdict = z.output<typeof Verdict>;

const Result = z.object({ text: z.string(), isError: z.boolean() });
/** What a background run left: its last message, or the error's text. */
export type RunResult = z.output<typeof Result>;

const jsonOf = <Value>(schema: z.ZodType<Value>) =>
  z
    .string()
    .nullable()
    .transform((text): Value | null => (text === null ? null : schema.parse(JSON.parse(text))));

const Row = z
  .object({
    id: RunId,
    session_id: SessionId,
    kind: RunKind,
    runtime_version: z.string(),
    notes,
    started_at: z.number(),
    queued: z.number(),
    asked: z.string().nullable(),
    instructions_changed: z.number(),
    pid: z.number().nullable(),
    process_started: z.string().nullable(),
    boot_id: z.string().nullable(),
    adopted_at: z.number().nullable(),
    ended_at: z.number().nullable(),
    outcome: Outcome.nullable(),
    exit_code: z.number().nullable(),
    exit_signal: z.string().nullable(),
    detail: z.string().nullable(),
    verdict: jsonOf(Verdict),
    result: jsonOf(Result),
    released: z.number(),
  })
  .transform((row) => ({
    id: row.id,
    sessionId: row.session_id,
    kind: row.kind,
    runtimeVersion: row.runtime_version,
    notes: row.notes,
    startedAt: row.started_at,
    /** It waits for its turn. */
    isQueued: row.queued === 1,
    /** The conversation it was to go on with; null: a new one. */
    asked: row.asked,
    instructionsChanged: row.instructions_changed === 1,
    process:
      row.pid === null || row.process_started === null
        ? null
        : { pid: row.pid, started: row.process_started, bootId: row.boot_id ?? '' },
    /** When its supervisor was found dead and it was not. */
    adoptedAt: row.adopted_at,
    verdict: row.verdict,
    result: row.result,
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

/** As much of an ended run as its process needs: there are many. */
const EndedRun = z
  .object({ id: RunId, pid: z.number(), started: z.string() })
  .transform(({ id, ...process }) => ({ id, process }));
export type EndedRun = z.output<typeof EndedRun>;

/** A run as saved; times are milliseconds, `process` is null until the supervisor answered. */
export type SavedRun = z.output<typeof Row>;
export type RunEnd = NonNullable<SavedRun['end']>;

export type NewRun = Pick<
  SavedRun,
  | 'id'
  | 'sessionId'
  | 'kind'
  | 'runtimeVersion'
  | 'notes'
  | 'startedAt'
  | 'isQueued'
  | 'asked'
  | 'instructionsChanged'
>;

const Named = z.object({ id: RunId });

/** The run table. An end is written once: a later, vaguer source never overwrites it. */
export const runTable = (database: Database) => {
  const insert = database.prepare(`
    INSERT INTO run (id, session_id, kind, runtime_version, notes, started_at, queued, asked, instructions_changed)
    VALUES (@id, @sessionId, @kind, @runtimeVersion, @notes, @startedAt, @queued, @asked, @changed)`);
  const started = database.prepare(
    'UPDATE run SET pid = @pid, process_started = @started, boot_id = @bootId, queued = 0 WHERE id = @id',
  );
  const replanned = database.prepare(
    'UPDATE run SET runtime_version = @version, notes = @notes WHERE id = @id',
  );
  const adopted = database.prepare('UPDATE run SET adopted_at = ? WHERE id = ? AND adopted_at IS NULL');
  const judged = database.prepare('UPDATE run SET verdict = ? WHERE id = ? AND verdict IS NULL');
  const ended = database.prepare(`
    UPDATE run SET ended_at = @at, outcome = @outcome, exit_code = @code, exit_signal = @signal, detail = @detail,
      queued = 0, result = @result WHERE id = @id AND ended_at IS NULL`);
  const one = database.prepare('SELECT * FROM run WHERE id = ?');
  const latest = database.prepare('SELECT * FROM run WHERE session_id = ? ORDER BY rowid DESC LIMIT 1');
  const every = database.prepare('SELECT * FROM run WHERE session_id = ? ORDER BY rowid');
  const forgotten = database.prepare(
    'SELECT r.id FROM run r JOIN session s ON s.id = r.session_id WHERE s.forgotten_at IS NOT NULL',
  );
  const open = database.prepare('SELECT * FROM run WHERE ended_at IS NULL ORDER BY rowid');
  const endedIn = database.prepare(`
    SELECT id, pid, process_started AS started FROM run
    WHERE boot_id = ? AND ended_at IS NOT NULL AND pid IS NOT NULL ORDER BY rowid`);
  const released = database.prepare('UPDATE run SET released = 1 WHERE id = ?');
  const parse = (row: unknown): SavedRun | null => (row === undefined ? null : Row.parse(row));
  return {
    insert({ isQueued, instructionsChanged, ...run }: NewRun): void {
      const flags = { queued: isQueued ? 1 : 0, changed: instructionsChanged ? 1 : 0 };
      insert.run({ ...run, ...flags, notes: JSON.stringify(run.notes) });
    },
    /** It has a process, and waits no longer. */
    started: (id: string, process: NonNullable<SavedRun['process']>): void =>
      void started.run({ id, ...process }),
    /** What a queued run will be started with now. */
    replanned: (id: string, plan: { version: string; notes: readonly LaunchNote[] }): void =>
      void replanned.run({ id, version: plan.version, notes: JSON.stringify(plan.notes) }),
    adopted: (id: string, at: number): void => void adopted.run(at, id),
    /** Why toc is about to end it; the first reason counts. */
    judged: (id: string, verdict: Verdict): void => void judged.run(JSON.stringify(verdict), id),
    /** True when this was the first end written. */
    ended: (id: string, end: RunEnd, result: RunResult | null = null): boolean =>
      ended.run({ id, ...end, result: result === null ? null : JSON.stringify(result) }).changes === 1,
    /** The supervisor holds its screen no longer. */
    released: (id: string): void => void released.run(id),
    find: (id: string): SavedRun | null => parse(one.get(id)),
    latest: (session: string): SavedRun | null => parse(latest.get(session)),
    /** Ids of the runs of sessions that were forgotten. */
    forgotten: (): readonly string[] => forgotten.all().map((row) => Named.parse(row).id),
    /** Every run of a session, the oldest first. */
    every: (session: string): readonly SavedRun[] => every.all(session).map((row) => Row.parse(row)),
    /** Ended ones that had a process in that boot: what they started may live on. */
    endedIn: (bootId: string): readonly EndedRun[] => endedIn.all(bootId).map((row) => EndedRun.parse(row)),
    /** Without an end, the oldest first; queued ones too. */
    open: (): readonly SavedRun[] => open.all().map((row) => Row.parse(row)),
  };
};
