import { z } from 'zod';
import { Todo } from '#shared/contract/transcripts.ts';
import type { Database } from './database.ts';

const told = z
  .number()
  .nullable()
  .transform((value) => (value === null ? null : value === 1));

const Change = z.object({
  path: z.string(),
  added: z.number(),
  removed: z.number(),
  success: told,
  seq: z.number().nullable(),
});
/** One change of a file. `seq`: its step; a sub-agent's has that of the step that asked it; null: none. */
export type Change = z.output<typeof Change>;

const PlanRow = z.object({ seq: z.number(), todos: z.string() });

/** The newest list of things to do, and its step. */
export interface Plan {
  readonly seq: number;
  readonly todos: Todo[];
}

/** The tools whose steps change a file; what looks for them reads no JSON of the others. */
export const CHANGING = ['Write', 'Edit', 'Delete', 'Move'] as const;

const changing = CHANGING.map((tool) => `instr(s.json, '"tool":"${tool}"') > 0`).join(' OR ');

const CHANGES = `
  WITH opened AS MATERIALIZED (
    SELECT s.json ->> 'opens' AS child, MIN(s.seq) AS seq FROM step s
    WHERE s.file_id = @id AND s.kind = 'tool' AND instr(s.json, '"opens":') > 0 GROUP BY 1),
  logs AS (
    SELECT f.id, NULL AS seq FROM source_file f WHERE f.id = @id
    UNION ALL
    SELECT f.id, o.seq FROM source_file f LEFT JOIN opened o ON o.child = f.conversation_id
    WHERE f.root_id = @root AND f.parent_id IS NOT NULL AND f.id <> @id
      AND f.replaced = 0 AND f.copy_of IS NULL AND f.staged_for IS NULL)
  SELECT s.json ->> 'path' AS path, COALESCE(s.json ->> 'added', 0) AS added,
    COALESCE(s.json ->> 'removed', 0) AS removed, s.json ->> 'success' AS success,
    CASE WHEN l.id = @id THEN s.seq ELSE l.seq END AS seq
  FROM logs l JOIN step s ON s.file_id = l.id
  WHERE s.kind = 'tool' AND (${changing}) AND s.json ->> 'path' IS NOT NULL
  ORDER BY COALESCE(l.seq, s.seq), s.seq`;

/** What a conversation did as a whole, from the steps that are kept. */
export const logsSummary = (database: Database) => {
  const changes = database.prepare(CHANGES);
  const plan = database.prepare(`
    SELECT s.seq, s.json ->> 'todos' AS todos FROM step s
    WHERE s.file_id = ? AND s.kind = 'todo' AND s.json ->> 'within' IS NULL AND s.json ->> 'todos' IS NOT NULL
    ORDER BY s.seq DESC LIMIT 1`);
  return {
    /** Changes of files by a log and by the logs of its sub-agents, in order. */
    changes: (id: number, root: string): Change[] =>
      changes.all({ id, root }).map((row) => Change.parse(row)),
    plan(id: number): Plan | null {
      const row = plan.get(id);
      if (row === undefined) return null;
      const { seq, todos } = PlanRow.parse(row);
      return { seq, todos: z.array(Todo).parse(JSON.parse(todos)) };
    },
  };
};
