import { z } from 'zod';
import type { UsageReason } from '#shared/contract/usage.ts';
import type { Database } from './database.ts';

/** Tokens of one model response as one log tells them; `at` in milliseconds. */
export interface LoggedTokens {
  readonly seq: number;
  readonly key: string | null;
  readonly at: number;
  readonly model: string | null;
  readonly owner: string | null;
  readonly reason: UsageReason | null;
  readonly promptOver: number;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly cacheWrite1hTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

const SLOT = 15 * 60_000;
const SUMS = 'input, cache_read, cache_write, cache_write_1h, output, reasoning';

const Key = z.object({ key: z.string().nullable() });

/** One telling of a response, as far as it matters for which of them counts. */
const Telling = z.object({
  file_id: z.number(),
  seq: z.number(),
  output: z.number(),
  at: z.number(),
  own: z.number(),
  copied: z.number(),
  conversation: z.string(),
  path: z.string(),
  counted: z.number(),
});
type Telling = z.output<typeof Telling>;

const order = (one: number | string, other: number | string): number =>
  Number(one > other) - Number(one < other);

/**
 * Which telling of a response counts: the larger output; then the log whose own response it is (no owner, or
 * itself); then a log that is no fork; then the earlier; then by conversation, path and place. Nothing here
 * depends on what was read first, so any order of reading ends in the same rows.
 */
const first = (one: Telling, other: Telling): number =>
  other.output - one.output ||
  other.own - one.own ||
  one.copied - other.copied ||
  one.at - other.at ||
  order(one.conversation, other.conversation) ||
  order(one.path, other.path) ||
  one.seq - other.seq;

const Unmatched = z.object({ seq: z.number(), key: z.string().nullable(), tuple: z.string() });
const Last = z.object({ seq: z.number().nullable() });
const Id = z.object({ id: z.number() });

const COLUMNS = `file_id, seq, key, at, model_id, owner, reason, prompt_over, ${SUMS}, counted`;

const statements = (database: Database) => ({
  upsert: database.prepare(`
    INSERT INTO token_event (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
    ON CONFLICT (file_id, seq) DO UPDATE SET key = excluded.key, at = excluded.at, model_id = excluded.model_id,
      owner = excluded.owner, reason = excluded.reason, prompt_over = excluded.prompt_over, input = excluded.input,
      cache_read = excluded.cache_read, cache_write = excluded.cache_write,
      cache_write_1h = excluded.cache_write_1h, output = excluded.output, reasoning = excluded.reasoning`),
  isSame: database.prepare(`
    SELECT 1 FROM token_event WHERE file_id = ? AND seq = ? AND key IS ? AND at = ? AND model_id IS ? AND owner IS ?
      AND reason IS ? AND prompt_over IS ? AND input = ? AND cache_read = ? AND cache_write = ?
      AND cache_write_1h = ? AND output = ? AND reasoning = ?`),
  keysFrom: database.prepare('SELECT key FROM token_event WHERE file_id = ? AND seq >= ?'),
  trim: database.prepare('DELETE FROM token_event WHERE file_id = ? AND seq >= ?'),
  keyAt: database.prepare('SELECT key FROM token_event WHERE file_id = ? AND seq = ?'),
  last: database.prepare('SELECT MAX(seq) AS seq FROM token_event WHERE file_id = ?'),
  keysOf: database.prepare('SELECT key FROM token_event WHERE file_id = ? AND key IS NOT NULL'),
  second: database.prepare('SELECT 1 FROM token_event WHERE key = ? LIMIT 1 OFFSET 1'),
  tellings: database.prepare(`
    SELECT e.file_id, e.seq, e.output, e.at, e.counted, f.path, COALESCE(f.conversation_id, '') AS conversation,
      (e.owner IS NULL OR e.owner IS f.conversation_id) AS own, (f.fork_of IS NOT NULL) AS copied
    FROM token_event e JOIN source_file f ON f.id = e.file_id WHERE e.key = ? AND f.staged_for IS NULL`),
  count: database.prepare('UPDATE token_event SET counted = ? WHERE file_id = ? AND seq = ?'),
  wipeEvents: database.prepare('DELETE FROM token_event WHERE file_id = ?'),
  wipeSlots: database.prepare('DELETE FROM usage_slot WHERE file_id = ?'),
  fillSlots: database.prepare(`
    INSERT INTO usage_slot (file_id, slot, owner, model_id, reason, prompt_over, ${SUMS})
    SELECT file_id, at - at % ${SLOT}, owner, model_id, reason, prompt_over, SUM(input), SUM(cache_read),
      SUM(cache_write), SUM(cache_write_1h), SUM(output), SUM(reasoning)
    FROM token_event WHERE file_id = ? AND counted = 1 GROUP BY 2, 3, 4, 5, 6`),
  isStaged: database.prepare('SELECT 1 FROM source_file WHERE id = ? AND staged_for IS NOT NULL'),
  modelId: database.prepare(
    'INSERT INTO model (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = name RETURNING id',
  ),
  unmatched: database.prepare(`
    SELECT seq, key, at || '|' || COALESCE(model_id, '') || '|' || input || '|' || cache_read || '|'
      || cache_write || '|' || output AS tuple
    FROM token_event WHERE file_id = ? AND (key IS NULL OR key LIKE '~%') ORDER BY seq`),
  setKey: database.prepare('UPDATE token_event SET key = ? WHERE file_id = ? AND seq = ?'),
});

type Statements = ReturnType<typeof statements>;

/** What a transaction touched, and the making anew of all that follows from it. */
const settling = (sql: Statements) => {
  /** True: one of its tellings may have gone or changed, so that even a lone one must be looked at. */
  const keys = new Map<string, boolean>();
  const files = new Set<number>();
  const mark = (telling: Telling, counted: number): void => {
    if (telling.counted === counted) return;
    sql.count.run(counted, telling.file_id, telling.seq);
    files.add(telling.file_id);
  };
  const settleKey = (key: string, look: boolean): void => {
    // Nearly every response is told once, and then it was put as counted.
    if (!look && sql.second.get(key) === undefined) return;
    const all = sql.tellings.all(key).map((row) => Telling.parse(row));
    all.sort(first).forEach((telling, index) => mark(telling, index === 0 ? 1 : 0));
  };
  return {
    touchFile: (fileId: number): void => void files.add(fileId),
    touchKey: (key: string, look: boolean): void => void keys.set(key, look || (keys.get(key) ?? false)),
    settle(): void {
      for (const [key, look] of keys) settleKey(key, look);
      for (const fileId of files) {
        sql.wipeSlots.run(fileId);
        if (sql.isStaged.get(fileId) === undefined) sql.fillSlots.run(fileId);
      }
      keys.clear();
      files.clear();
    },
    reset(): void {
      keys.clear();
      files.clear();
    },
  };
};

/** Names of models as the numbers they have in the tables. */
const modelIds = (sql: Statements) => {
  const known = new Map<string, number>();
  return {
    of(model: string | null): number | null {
      if (model === null) return null;
      const found = known.get(model);
      if (found !== undefined) return found;
      const { id } = Id.parse(sql.modelId.get(model));
      known.set(model, id);
      return id;
    },
    reset: (): void => known.clear(),
  };
};

/** An event as the table has it. */
const rowsWith = (models: ReturnType<typeof modelIds>) => (fileId: number, event: LoggedTokens) => {
  const { seq, key, at, owner, reason, promptOver } = event;
  const { inputTokens, cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens } = event;
  const cache = [cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens] as const;
  const sums = [inputTokens, ...cache, event.outputTokens, event.reasoningTokens] as const;
  return [fileId, seq, key, at, models.of(event.model), owner, reason, promptOver, ...sums];
};

/**
 * The token tables, for their one writer. What a transaction touched is remembered, and `settle` makes the
 * counted marks and the quarters anew from the rows, so that nothing is ever added to what is there.
 */
export const logTokens = (database: Database) => {
  const sql = statements(database);
  const touched = settling(sql);
  const models = modelIds(sql);
  /** What decides between tellings has changed for this log: its id, or that it is a fork. */
  const reconsider = (fileId: number): void => {
    for (const row of sql.keysOf.all(fileId)) touched.touchKey(Key.parse(row).key ?? '', true);
  };
  const rowOf = rowsWith(models);
  return {
    reconsider,
    settle: touched.settle,
    /** Whether it is kept just so. */
    holds: (fileId: number, event: LoggedTokens): boolean =>
      sql.isSame.get(...rowOf(fileId, event)) !== undefined,
    /** Has a log's quarters made anew. */
    touch: touched.touchFile,
    /** The number of the last token event of a log that is kept; -1 when there is none. */
    last: (fileId: number): number => Last.parse(sql.last.get(fileId)).seq ?? -1,
    /** `fresh`: no event of that number was put before. */
    put(fileId: number, event: LoggedTokens, fresh: boolean): void {
      const { seq, key } = event;
      const row = rowOf(fileId, event);
      if (!fresh) {
        // What was skimmed is told again when the log is read.
        if (sql.isSame.get(...row) !== undefined) return;
        const before = sql.keyAt.get(fileId, seq);
        const old = before === undefined ? null : Key.parse(before).key;
        if (old !== null && old !== key) touched.touchKey(old, true);
      }
      if (key !== null) touched.touchKey(key, !fresh);
      touched.touchFile(fileId);
      sql.upsert.run(...row);
    },
    /** A log has only so many events: later ones, which skimming it told, are taken away. */
    trim(fileId: number, events: number): void {
      for (const row of sql.keysFrom.all(fileId, events)) touched.touchKey(Key.parse(row).key ?? '', true);
      if (sql.trim.run(fileId, events).changes > 0) touched.touchFile(fileId);
    },
    /**
     * Gives responses without a key one made of what they are, because a conversation has more than one log
     * (an older one was replaced, say): what both tell is the same response. Equal ones within one log differ
     * by their count.
     */
    match(conversationId: string, fileId: number): void {
      const seen = new Map<string, number>();
      for (const row of sql.unmatched.all(fileId).map((each) => Unmatched.parse(each))) {
        const nth = (seen.get(row.tuple) ?? 0) + 1;
        seen.set(row.tuple, nth);
        const key = `~${conversationId}|${row.tuple}|${nth}`;
        if (key === row.key) continue;
        if (row.key !== null) touched.touchKey(row.key, true);
        touched.touchKey(key, true);
        sql.setKey.run(key, fileId, row.seq);
      }
    },
    /** Takes a log's events away; whatever else tells the same responses counts from then on. */
    wipe(fileId: number): void {
      reconsider(fileId);
      sql.wipeEvents.run(fileId);
      sql.wipeSlots.run(fileId);
    },
    /** After a rollback nothing of what was remembered is true. */
    reset(): void {
      touched.reset();
      models.reset();
    },
  };
};
