import { z } from 'zod';
import { RuntimeId } from '#shared/contract/ids.ts';
import { FoundConversation, LogFacts, Step } from '#shared/contract/transcripts.ts';
import { UsageReason } from '#shared/contract/usage.ts';
import type { Database } from './database.ts';
import { logsSummary } from './logs-summary.ts';

const FACTS = `f.runtime, f.conversation_id AS conversationId, f.parent_id AS parentId, f.fork_of AS forkOf, f.cwd,
  f.cli_version AS cliVersion, f.started_at AS startedAt, f.ended_at AS endedAt, f.model, f.title`;

const instant = z.number().transform((ms) => new Date(ms).toISOString());

const KeptLog = LogFacts.extend({
  id: z.number(),
  path: z.string(),
  size: z.number(),
  goneAt: instant.nullable(),
  steps: z.number(),
  skippedLines: z.number(),
  counter: z.string().nullable(),
  skimmed: z.number().transform((value) => value === 1),
});
/** What is kept of one log; `counter` is JSON text. Of a `skimmed` one no steps are kept yet. */
export type KeptLog = z.output<typeof KeptLog>;

const Slot = z.object({
  slot: z.number(),
  runtime: RuntimeId,
  conversationId: z.string(),
  folder: z.string().nullable(),
  model: z.string().nullable(),
  reason: UsageReason.nullable(),
  promptOver: z.number().nullable(),
  inputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
  cacheWrite1hTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
});
type Slot = z.output<typeof Slot>;

const Response = Slot.pick({
  model: true,
  inputTokens: true,
  cacheReadTokens: true,
  cacheWriteTokens: true,
  outputTokens: true,
});
/** Tokens of one model response. */
type Response = z.output<typeof Response>;

const Found = FoundConversation.extend({ goneAt: instant.nullable() });
const Json = z.object({ json: z.string() });
const Seq = z.object({ seq: z.number().nullable() });
const Name = z.object({ id: z.string() });
const Count = z.object({ count: z.number() });
const Turns = z.object({
  compactions: z.number(),
  abortedTurns: z.number(),
  subagents: z.number(),
  forked: z.number(),
});

/** A log whose rows are shown: not one that was replaced, is being read again, or holds what another does. */
const SHOWN = 'f.replaced = 0 AND f.copy_of IS NULL AND f.staged_for IS NULL';

/** Every file with its top-level conversation and the folder of that. */
const PLACES = `places AS MATERIALIZED (
  SELECT f.id, f.runtime, COALESCE(f.root_id, f.path) AS root,
    COALESCE((SELECT r.cwd FROM source_file r WHERE r.conversation_id = f.root_id AND r.cwd IS NOT NULL
      ORDER BY r.replaced, r.id LIMIT 1), f.cwd) AS folder
  FROM source_file f)`;

const SLOTS = `
  SELECT u.slot, p.runtime, p.folder, m.name AS model, u.reason, u.prompt_over AS promptOver,
    CASE WHEN u.owner IS NULL THEN p.root ELSE COALESCE((SELECT o.root_id FROM source_file o
      WHERE o.conversation_id = u.owner ORDER BY o.replaced, o.id LIMIT 1), u.owner) END AS conversationId,
    u.input AS inputTokens, u.cache_read AS cacheReadTokens, u.cache_write AS cacheWriteTokens,
    u.cache_write_1h AS cacheWrite1hTokens, u.output AS outputTokens, u.reasoning AS reasoningTokens
  FROM usage_slot u JOIN places p ON p.id = u.file_id LEFT JOIN model m ON m.id = u.model_id`;

const FOUND = `FROM source_file f WHERE ${SHOWN} AND f.parent_id IS NULL AND f.subagent = 0 AND f.title IS NOT NULL
  AND f.conversation_id IS NOT NULL AND (@runtime IS NULL OR f.runtime = @runtime)
  AND f.conversation_id NOT IN (SELECT value FROM json_each(@without))
  AND f.id = (SELECT s.id FROM source_file s WHERE s.conversation_id = f.conversation_id AND s.replaced = 0
    AND s.copy_of IS NULL AND s.staged_for IS NULL ORDER BY s.gone_at IS NOT NULL, s.steps DESC, s.path LIMIT 1)`;

const TOKENS = `COALESCE((SELECT SUM(u.input + u.cache_read + u.cache_write + u.output) FROM usage_slot u
  JOIN source_file t ON t.id = u.file_id WHERE t.root_id = f.conversation_id
  AND (u.owner IS NULL OR u.owner = f.conversation_id)), 0)`;

/** Everything is before it. */
const FIRST = { endedAt: '~', conversationId: '' };

const foundIn = (database: Database, where: string) => ({
  page: database.prepare(`
    SELECT ${FACTS}, MAX(f.size, 0) AS bytes, f.gone_at AS goneAt, ${TOKENS} AS totalTokens ${FOUND} ${where}
    AND COALESCE(f.ended_at, '') <= @endedAt
    AND (COALESCE(f.ended_at, '') < @endedAt OR f.conversation_id > @conversationId)
    ORDER BY COALESCE(f.ended_at, '') DESC, f.conversation_id LIMIT @limit`),
  count: database.prepare(`SELECT COUNT(*) AS count ${FOUND} ${where}`),
});

const statements = (database: Database) => {
  const near = (what: string, direction: string) =>
    database.prepare(
      `SELECT ${direction === 'next' ? 'MIN' : 'MAX'}(seq) AS seq FROM step
       WHERE file_id = ? AND seq ${direction === 'next' ? '>' : '<'} ? AND ${what}`,
    );
  return {
    log: database.prepare(`
      SELECT f.id, f.path, f.size, f.gone_at AS goneAt, f.steps, f.skipped_lines AS skippedLines, f.counter, f.skimmed,
        ${FACTS}
      FROM source_file f WHERE f.conversation_id = ? AND ${SHOWN}
      ORDER BY f.gone_at IS NOT NULL, f.steps DESC, f.path LIMIT 1`),
    steps: database.prepare('SELECT json FROM step WHERE file_id = ? AND seq >= ? ORDER BY seq LIMIT ?'),
    prompt: { next: near("kind = 'user'", 'next'), previous: near("kind = 'user'", 'previous') },
    failure: { next: near('failed = 1', 'next'), previous: near('failed = 1', 'previous') },
    names: database.prepare(`
      SELECT DISTINCT f.conversation_id AS id FROM source_file f
      WHERE f.conversation_id >= ? AND f.conversation_id < ? AND ${SHOWN} ORDER BY 1 LIMIT 20`),
    found: foundIn(database, ''),
    foundBelow: foundIn(database, 'AND f.cwd = @cwd'),
    slots: database.prepare(`WITH ${PLACES} ${SLOTS} WHERE (@from IS NULL OR u.slot >= @from)
      AND (@to IS NULL OR u.slot < @to)`),
    slotsOf: database.prepare(`
      WITH ${PLACES}, told AS (${SLOTS} WHERE u.owner IS NOT NULL OR p.root = @root)
      SELECT * FROM told WHERE conversationId = @root`),
    slotsOfFile: database.prepare(`WITH ${PLACES} ${SLOTS} WHERE u.file_id = ?`),
    lastResponse: database.prepare(`
      SELECT m.name AS model, e.input AS inputTokens, e.cache_read AS cacheReadTokens,
        e.cache_write AS cacheWriteTokens, e.output AS outputTokens
      FROM token_event e LEFT JOIN model m ON m.id = e.model_id
      WHERE e.file_id = ? AND e.input + e.cache_read + e.cache_write + e.output > 0
      ORDER BY e.reason IS 'from-totals', e.seq DESC LIMIT 1`),
    turns: database.prepare(`
      SELECT
        (SELECT COUNT(*) FROM step s WHERE s.file_id IN (SELECT id FROM source_file f WHERE f.root_id = @root AND ${SHOWN})
          AND s.kind = 'compaction') AS compactions,
        (SELECT COUNT(*) FROM step s WHERE s.file_id IN (SELECT id FROM source_file f WHERE f.root_id = @root AND ${SHOWN})
          AND s.kind = 'lifecycle' AND s.json ->> 'note' = 'interrupted') AS abortedTurns,
        (SELECT COUNT(*) FROM source_file f WHERE f.root_id = @root AND f.parent_id IS NOT NULL AND ${SHOWN}) AS subagents,
        (SELECT COUNT(*) FROM source_file f WHERE f.conversation_id = @root AND f.fork_of IS NOT NULL) AS forked`),
  };
};

/** What a page of found conversations is asked with; `without` are those of sessions of ours. */
export interface FoundQuery {
  readonly runtime: RuntimeId | null;
  readonly cwd: string | null;
  readonly before: { readonly endedAt: string | null; readonly conversationId: string } | null;
  readonly limit: number;
  readonly without: readonly string[];
}

/** Questions to logs.db; it is open to read only. */
export const logsReader = (database: Database) => {
  const sql = statements(database);
  return {
    /** The log that shows a conversation; null: none of it was read. */
    log(conversationId: string): KeptLog | null {
      const row = sql.log.get(conversationId);
      return row === undefined ? null : KeptLog.parse(row);
    },
    steps: (fileId: number, from: number, limit: number): Step[] =>
      // We wrote them as steps.
      sql.steps.all(fileId, from, limit).map((row) => Step.parse(JSON.parse(Json.parse(row).json))),
    find: (fileId: number, what: 'prompt' | 'failure', from: number, direction: 'next' | 'previous') =>
      Seq.parse(sql[what][direction].get(fileId, from)).seq,
    /** Conversations whose id begins so, at most 20. */
    named: (prefix: string): string[] =>
      sql.names.all(prefix, `${prefix}\u{10ffff}`).map((row) => Name.parse(row).id),
    found({ runtime, cwd, before, limit, without }: FoundQuery): {
      conversations: FoundConversation[];
      all: number;
    } {
      const { page, count } = cwd === null ? sql.found : sql.foundBelow;
      const scope = { runtime, ...(cwd === null ? {} : { cwd }), without: JSON.stringify(without) };
      const { endedAt, conversationId } = before ?? FIRST;
      return {
        conversations: page
          .all({ ...scope, limit, endedAt: endedAt ?? '', conversationId })
          .map((row) => Found.parse(row)),
        all: Count.parse(count.get(scope)).count,
      };
    },
    /** Quarters that begin at `from` or later and before `to`. */
    *slots(between: { readonly from: number | null; readonly to: number | null }): Generator<Slot, void> {
      for (const row of sql.slots.iterate(between)) yield Slot.parse(row);
    },
    /** Quarters of one top-level conversation. */
    slotsOf: (root: string): Slot[] => sql.slotsOf.all({ root }).map((row) => Slot.parse(row)),
    /** Quarters of one log alone. */
    slotsOfLog: (fileId: number): Slot[] => sql.slotsOfFile.all(fileId).map((row) => Slot.parse(row)),
    /** What a log tells of its last response; a difference of totals may be of several, so it comes after all others. */
    lastResponse(fileId: number): Response | null {
      const row = sql.lastResponse.get(fileId);
      return row === undefined ? null : Response.parse(row);
    },
    ...logsSummary(database),
    turns: (root: string) => Turns.parse(sql.turns.get({ root })),
    close: (): void => void database.close(),
  };
};

export type LogsReader = ReturnType<typeof logsReader>;
