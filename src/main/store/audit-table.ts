import { z } from 'zod';
import { lineHash, type ChainedLine, type Link } from './audit-chain.ts';
import type { Database } from './database.ts';

/** What toc writes down. What it reads may be any text: another version's, or somebody else's. */
export type AuditAction =
  | 'agent-saved'
  | 'agent-removed'
  | 'session-started'
  | 'session-resumed'
  | 'session-stopped'
  /** The stop of the line before did not end it. */
  | 'stop-refused'
  | 'session-forgotten'
  | 'process-ended'
  | 'run-queued'
  | 'session-continued'
  | 'session-forked'
  | 'session-taken-over';

/** What happened; `at` in milliseconds. No prompt and no instruction goes into `detail`. */
export interface AuditEvent {
  readonly at: number;
  readonly action: AuditAction;
  readonly subject: string;
  readonly runtime: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Which lines are wanted; null and no words: any. */
export interface AuditFilter {
  readonly action: string | null;
  /** All of them stand in subject, title, detail or hash. */
  readonly words: readonly string[];
  /** Milliseconds: from the first, and before the second. */
  readonly from: number | null;
  readonly to: number | null;
}

const Line = z.object({
  id: z.number(),
  at: z.number(),
  action: z.string(),
  subject: z.string(),
  runtime: z.string(),
  detail: z.string(),
  hash: z.string(),
});

const TitledLine = Line.extend({ title: z.string().nullable() });
export type TitledLine = z.output<typeof TitledLine>;

const Place = z.object({ id: z.number(), previous: z.string() });
const Head = z.object({ id: z.number(), hash: z.string() });
const Given = z.object({ id: z.number() });
const Floor = z.object({ floor: z.number().nullable() });
const Named = z.object({ action: z.string() });

/** After the head; also where somebody took lines or the head away, for their ids are never given again. */
const PLACE = `
  SELECT coalesce((SELECT hash FROM audit_head), '') AS previous, 1 + max(
    coalesce((SELECT id FROM audit_head), 0),
    coalesce((SELECT max(id) FROM audit), 0),
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'audit'), 0)
  ) AS id`;

/** What SQLite itself counts, for AUTOINCREMENT. */
const GIVEN = `SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'audit'), 0) AS id`;

const FITTING = `
  SELECT audit.*, session.title FROM audit LEFT JOIN session ON session.id = audit.subject
  WHERE audit.id >= @floor AND audit.id < @before
    AND (@action IS NULL OR action = @action)
    AND (@from IS NULL OR at >= @from) AND (@to IS NULL OR at < @to)
    AND NOT EXISTS (SELECT 1 FROM json_each(@words) AS word WHERE instr(
      lower(concat_ws(char(10), audit.subject, session.title, audit.detail, audit.hash)),
      lower(word.value)) = 0)
  ORDER BY audit.id DESC LIMIT @limit`;

/** Writes a line, chained to the head, and moves the head, in one go; inside a transaction as a part of it. */
const appender = (database: Database) => {
  const place = database.prepare(PLACE);
  const insert = database.prepare(`
    INSERT INTO audit (id, at, action, subject, runtime, detail, hash)
    VALUES (@id, @at, @action, @subject, @runtime, @detail, @hash)`);
  const moveHead = database.prepare(`
    INSERT INTO audit_head (only, id, hash) VALUES (1, @id, @hash)
    ON CONFLICT (only) DO UPDATE SET id = excluded.id, hash = excluded.hash`);
  return database.transaction(({ detail, ...event }: AuditEvent) => {
    const { id, previous } = Place.parse(place.get());
    const line = { ...event, id, detail: JSON.stringify(detail) };
    const hash = lineHash(previous, line);
    insert.run({ ...line, hash });
    moveHead.run({ id, hash });
  });
};

/**
 * The audit table: appended to and read, by trigger never changed, each line chained to the one before by its hash.
 * A trigger can be dropped, but a changed line then no longer fits its hash, and the chain must lead to the head, which
 * is kept apart. Whoever can write the file can also make all of it anew: only a hash that was kept elsewhere shows that.
 */
export const auditTable = (database: Database) => {
  const write = appender(database);
  const all = database.prepare('SELECT * FROM audit ORDER BY id');
  const next = database.prepare('SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?');
  const head = database.prepare('SELECT id, hash FROM audit_head');
  const given = database.prepare(GIVEN);
  const floorOf = database.prepare(`
    SELECT min(id) AS floor FROM
      (SELECT id FROM audit WHERE id < @before ORDER BY id DESC LIMIT @look)`);
  const fitting = database.prepare(FITTING);
  const actions = database.prepare('SELECT DISTINCT action FROM audit ORDER BY action');
  const listeners = new Set<() => void>();
  return {
    append(event: AuditEvent): void {
      write(event);
      for (const listener of listeners) listener();
    },
    /** Calls after every line, also when the transaction around it is still open. */
    onAppend: (listener: () => void): void => void listeners.add(listener),
    list: (): readonly (Omit<AuditEvent, 'action' | 'detail'> & {
      readonly id: number;
      readonly action: string;
      readonly detail: unknown;
    })[] =>
      all.all().map((row) => {
        const { hash: _, detail, ...line } = Line.parse(row);
        return { ...line, detail: JSON.parse(detail) };
      }),
    /** The lines after an id, at most so many, in order; -Infinity begins with the first. */
    after: (id: number, limit: number): readonly ChainedLine[] =>
      next.all(id, limit).map((row) => Line.parse(row)),
    /** Which line is the newest, as it was kept when that line was written; null: somebody took that away. */
    head(): Link | null {
      const row = head.get();
      return row === undefined ? null : Head.parse(row);
    },
    /** The newest id that was ever given. */
    given: (): number => Given.parse(given.get()).id,
    /**
     * Looks at the next so many lines below an id (Infinity: at the newest) for those that are wanted, the newest
     * first. `floor` is the lowest that was looked at; null: there are none.
     */
    look(
      filter: AuditFilter,
      { before, look, limit }: { readonly before: number; readonly look: number; readonly limit: number },
    ): { readonly lines: readonly TitledLine[]; readonly floor: number | null } {
      const { floor } = Floor.parse(floorOf.get({ before, look }));
      if (floor === null) return { lines: [], floor };
      const { words, ...rest } = filter;
      const rows = fitting.all({ ...rest, words: JSON.stringify(words), before, floor, limit });
      return { lines: rows.map((row) => TitledLine.parse(row)), floor };
    },
    /** Every action there is. */
    actions: (): readonly string[] => actions.all().map((row) => Named.parse(row).action),
  };
};
