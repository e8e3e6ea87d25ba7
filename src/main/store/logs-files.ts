import { z } from 'zod';
import { RuntimeId } from '#shared/contract/ids.ts';
import type { Database } from './database.ts';

const flag = z.number().transform((value) => value === 1);

const stat = { dev: z.number(), ino: z.number(), size: z.number(), mtime: z.number() };

const Row = z
  .object({
    id: z.number(),
    path: z.string(),
    runtime: RuntimeId,
    subagent: flag,
    conversation_id: z.string().nullable(),
    parent_id: z.string().nullable(),
    fork_of: z.string().nullable(),
    ...stat,
    offset: z.number(),
    guard: z.string(),
    state: z.string().nullable(),
    reader_version: z.number(),
    steps: z.number(),
    unsettled: flag,
    skimmed: flag,
    gone_at: z.number().nullable(),
    copy_of: z.number().nullable(),
    carried: z.string().nullable(),
    title: z.string().nullable(),
    started_at: z.string().nullable(),
    ended_at: z.string().nullable(),
    cwd: z.string().nullable(),
    cli_version: z.string().nullable(),
    model: z.string().nullable(),
  })
  .transform(
    ({
      conversation_id,
      parent_id,
      fork_of,
      reader_version,
      gone_at,
      copy_of,
      started_at,
      ended_at,
      cli_version,
      dev,
      ino,
      size,
      mtime,
      ...row
    }) => ({
      ...row,
      conversationId: conversation_id,
      parentId: parent_id,
      forkOf: fork_of,
      readerVersion: reader_version,
      goneAt: gone_at,
      copyOf: copy_of,
      startedAt: started_at,
      endedAt: ended_at,
      cliVersion: cli_version,
      stat: { dev, ino, size, mtime },
    }),
  );

const Seen = z
  .object({
    id: z.number(),
    path: z.string(),
    ...stat,
    reader_version: z.number(),
    unsettled: flag,
    skimmed: flag,
    copy_of: z.number().nullable(),
  })
  .transform(({ id, path, reader_version, unsettled, skimmed, copy_of, ...seen }) => ({
    id,
    path,
    readerVersion: reader_version,
    unsettled,
    skimmed,
    copyOf: copy_of,
    goneAt: null,
    stat: seen,
  }));

/** What the last look saw of a log that was there: without what it takes to go on reading it. */
export type SeenFile = z.output<typeof Seen>;

/** A log as far as it was read; `state` is the reader's, `guard` a hash of the bytes before `offset`. */
export type SourceFile = z.output<typeof Row>;

/** What the file system says of a log; `mtime` in milliseconds. */
export type FileStat = SourceFile['stat'];

/** How far a log was read, and what it said up to there. */
export interface Progress {
  readonly stat: FileStat;
  readonly offset: number;
  readonly guard: string;
  /** Null: only facts and figures were taken, and there is nothing to go on from. */
  readonly state: string | null;
  readonly steps: number;
  readonly skippedLines: number;
  /** JSON text. */
  readonly counter: string | null;
  /** JSON text; null: it took over no steps. */
  readonly carried: string | null;
  /** Written to a moment ago: calls without a result may still get one. */
  readonly unsettled: boolean;
  /** Its steps were not read. */
  readonly skimmed: boolean;
  readonly conversationId: string | null;
  readonly parentId: string | null;
  readonly forkOf: string | null;
  readonly cwd: string | null;
  readonly title: string | null;
  readonly cliVersion: string | null;
  readonly model: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export interface NewFile {
  readonly path: string;
  readonly runtime: RuntimeId;
  readonly subagent: boolean;
  readonly conversationId: string | null;
  readonly readerVersion: number;
  /** It holds what another log holds, and has no rows of its own. */
  readonly copyOf?: number;
  /** It is a second reading of that log, and counts for nothing until `unstage`. */
  readonly stagedFor?: number;
}

const Id = z.object({ id: z.number() });
const Root = z.object({ root_id: z.string().nullable() });

const COLUMNS = `id, path, runtime, subagent, conversation_id, parent_id, fork_of, dev, ino, size, mtime, offset, guard,
  state, reader_version, steps, unsettled, skimmed, gone_at, copy_of, carried, title, started_at, ended_at, cwd,
  cli_version, model`;

const statements = (database: Database) => {
  const one = (where: string) =>
    database.prepare(`SELECT ${COLUMNS} FROM source_file WHERE ${where} ORDER BY id`);
  return {
    byPath: one('path = ? AND replaced = 0 AND staged_for IS NULL'),
    byId: one('id = ?'),
    copies: one('copy_of = ? AND gone_at IS NULL'),
    present: database.prepare(`
      SELECT id, path, dev, ino, size, mtime, reader_version, unsettled, skimmed, copy_of FROM source_file
      WHERE replaced = 0 AND staged_for IS NULL AND gone_at IS NULL`),
    siblings: one('conversation_id = ? AND copy_of IS NULL AND staged_for IS NULL'),
    several: database.prepare(
      'SELECT 1 FROM source_file WHERE conversation_id = ? AND copy_of IS NULL AND staged_for IS NULL LIMIT 1 OFFSET 1',
    ),
    family: one('(conversation_id = @id OR root_id = @id) AND staged_for IS NULL'),
    children: one('parent_id = ?'),
    insert: database.prepare(`
      INSERT INTO source_file (path, runtime, subagent, conversation_id, root_id, reader_version, copy_of, staged_for)
      VALUES (@path, @runtime, @subagent, @conversationId, @conversationId, @readerVersion, @copyOf, @stagedFor)`),
    save: database.prepare(`
      UPDATE source_file SET dev = @dev, ino = @ino, size = @size, mtime = @mtime, offset = @offset, guard = @guard,
        state = @state, steps = @steps, skipped_lines = @skippedLines, counter = @counter, carried = @carried, unsettled = @unsettled, skimmed = @skimmed,
        conversation_id = @conversationId, parent_id = @parentId, fork_of = @forkOf, cwd = @cwd, title = @title,
        cli_version = @cliVersion, model = @model, started_at = @startedAt, ended_at = @endedAt, gone_at = NULL
      WHERE id = @id`),
    advance: database.prepare(`
      UPDATE source_file SET offset = @offset, guard = @guard, state = @state, steps = @steps, size = -1 WHERE id = @id`),
    seen: database.prepare(
      'UPDATE source_file SET dev = @dev, ino = @ino, size = @size, mtime = @mtime, gone_at = NULL WHERE id = @id',
    ),
    moved: database.prepare('UPDATE source_file SET path = @path, gone_at = NULL WHERE id = @id'),
    gone: database.prepare('UPDATE source_file SET gone_at = ? WHERE id = ? AND gone_at IS NULL'),
    replaced: database.prepare(
      'UPDATE source_file SET replaced = 1, gone_at = COALESCE(gone_at, ?), state = NULL WHERE id = ?',
    ),
    carries: database.prepare('UPDATE source_file SET steps = ?, carried = ? WHERE id = ?'),
    unstage: database.prepare('UPDATE source_file SET staged_for = NULL WHERE id = ?'),
    adopt: database.prepare('UPDATE source_file SET copy_of = ? WHERE copy_of = ?'),
    staged: database.prepare('SELECT id FROM source_file WHERE staged_for IS NOT NULL'),
    drop: database.prepare('DELETE FROM source_file WHERE id = ?'),
    outdate: database.prepare('UPDATE source_file SET reader_version = -1 WHERE replaced = 0'),
    rootOf: database.prepare(`
      SELECT root_id FROM source_file WHERE conversation_id = ? AND root_id IS NOT NULL
      ORDER BY replaced, id LIMIT 1`),
    setRoot: database.prepare(
      'UPDATE source_file SET root_id = @root WHERE id = @id AND root_id IS NOT @root',
    ),
    forget: database.prepare('INSERT OR REPLACE INTO forgotten (conversation_id, at) VALUES (?, ?)'),
    forgotten: database.prepare('SELECT 1 FROM forgotten WHERE conversation_id = ?'),
  };
};

type Statements = ReturnType<typeof statements>;

const parse = (row: unknown): SourceFile | null => (row === undefined ? null : Row.parse(row));

const list = (rows: readonly unknown[]): SourceFile[] => rows.map((row) => Row.parse(row));

/** A log may name itself or a descendant as its parent. */
const DEEPEST = 20;

/** Sets the top-level conversation of a file and of every file below it: parents may come to be known later. */
const place = (
  sql: Statements,
  file: Pick<SourceFile, 'id' | 'conversationId' | 'parentId'>,
  depth = 0,
): void => {
  const { id, conversationId, parentId } = file;
  const above = parentId === null ? undefined : sql.rootOf.get(parentId);
  const root = parentId === null ? conversationId : ((above && Root.parse(above).root_id) ?? parentId);
  if (sql.setRoot.run({ id, root }).changes === 0 && depth > 0) return;
  if (conversationId === null || depth > DEEPEST) return;
  for (const child of list(sql.children.all(conversationId)))
    if (child.id !== id) place(sql, child, depth + 1);
};

/** The source_file and forgotten tables, for their one writer. */
export const logFiles = (database: Database) => {
  const sql = statements(database);
  return {
    at: (path: string) => parse(sql.byPath.get(path)),
    find: (id: number) => parse(sql.byId.get(id)),
    /** Every log that was there at the last look, in no order. */
    present: (): SeenFile[] => sql.present.all().map((row) => Seen.parse(row)),
    copiesOf: (id: number): SourceFile[] => list(sql.copies.all(id)),
    /** The logs of one conversation, whether there or gone: normally one. */
    siblings: (conversationId: string): SourceFile[] => list(sql.siblings.all(conversationId)),
    hasSeveral: (conversationId: string): boolean => sql.several.get(conversationId) !== undefined,
    /** The logs of a conversation and of its sub-agents. */
    family: (id: string): SourceFile[] => list(sql.family.all({ id })),
    staged: (): number[] => sql.staged.all().map((row) => Id.parse(row).id),
    insert(file: NewFile): number {
      const row = { copyOf: null, stagedFor: null, ...file, subagent: file.subagent ? 1 : 0 };
      return Number(sql.insert.run(row).lastInsertRowid);
    },
    save(id: number, { stat, ...progress }: Progress): void {
      const flags = { unsettled: progress.unsettled ? 1 : 0, skimmed: progress.skimmed ? 1 : 0 };
      sql.save.run({ id, ...stat, ...progress, ...flags });
      place(sql, { id, ...progress });
    },
    /** Keeps how far the steps of a skimmed log were read; what it says as a whole is known already. */
    advance: (id: number, place: Pick<Progress, 'offset' | 'guard' | 'state' | 'steps'>): void =>
      void sql.advance.run({ id, ...place }),
    /** It is there, and nothing new is in it. */
    seen: (id: number, stat: FileStat): void => void sql.seen.run({ id, ...stat }),
    moved: (id: number, path: string): void => void sql.moved.run({ id, path }),
    gone: (id: number, at: number): boolean => sql.gone.run(at, id).changes === 1,
    /** Something else lies at its path: what was read from it is kept. */
    replaced: (id: number, at: number): void => void sql.replaced.run(at, id),
    /** It has taken over the steps of another. */
    carries: (id: number, steps: number, carried: string): void => void sql.carries.run(steps, carried, id),
    unstage: (id: number): void => void sql.unstage.run(id),
    adoptCopies: (from: number, to: number): void => void sql.adopt.run(to, from),
    drop: (id: number): void => void sql.drop.run(id),
    /** Every log that still exists is to be read again. */
    outdateAll: (): void => void sql.outdate.run(),
    forget: (conversationId: string, at: number): void => void sql.forget.run(conversationId, at),
    isForgotten: (conversationId: string | null): boolean =>
      conversationId !== null && sql.forgotten.get(conversationId) !== undefined,
  };
};
