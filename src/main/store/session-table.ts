import { z } from 'zod';
import { Permission } from '#shared/contract/agents.ts';
import { RuntimeId, SessionId } from '#shared/contract/ids.ts';
import type { Database } from './database.ts';

const Row = z
  .object({
    id: SessionId,
    start_key: z.string(),
    title: z.string(),
    workspace: z.string(),
    runtime: RuntimeId,
    agent_name: z.string().nullable(),
    agent_workspace: z.string().nullable(),
    agent_revision: z.string().nullable(),
    model: z.string(),
    permission: Permission,
    instructions: z.string(),
    created_at: z.number(),
    updated_at: z.number(),
  })
  .transform((row) => ({
    id: row.id,
    startKey: row.start_key,
    title: row.title,
    workspace: row.workspace,
    runtime: row.runtime,
    agent: row.agent_name === null ? null : { name: row.agent_name, workspace: row.agent_workspace },
    agentRevision: row.agent_revision,
    model: row.model,
    permission: row.permission,
    instructions: row.instructions,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));

/** A session as saved, with the agent as it was at its start. Times are milliseconds. */
export type SavedSession = z.output<typeof Row>;

/** The fields a resume with the agent's present files replaces. */
export type AgentSnapshot = Pick<SavedSession, 'agentRevision' | 'model' | 'permission' | 'instructions'>;

/** The session table. Forgotten sessions stay as rows and are not found any more. */
export const sessionTable = (database: Database) => {
  const insert = database.prepare(`
    INSERT INTO session (id, start_key, title, workspace, runtime, agent_name, agent_workspace, agent_revision,
      model, permission, instructions, created_at, updated_at)
    VALUES (@id, @startKey, @title, @workspace, @runtime, @agentName, @agentWorkspace, @agentRevision,
      @model, @permission, @instructions, @createdAt, @updatedAt)`);
  const one = database.prepare('SELECT * FROM session WHERE id = ? AND forgotten_at IS NULL');
  const byKey = database.prepare('SELECT * FROM session WHERE start_key = ?');
  const all = database.prepare('SELECT * FROM session WHERE forgotten_at IS NULL ORDER BY rowid DESC');
  const touched = database.prepare('UPDATE session SET updated_at = ? WHERE id = ?');
  const snapshot = database.prepare(`
    UPDATE session SET agent_revision = @agentRevision, model = @model, permission = @permission,
      instructions = @instructions WHERE id = @id`);
  const forgotten = database.prepare('UPDATE session SET forgotten_at = ? WHERE id = ?');

  const parse = (row: unknown): SavedSession | null => (row === undefined ? null : Row.parse(row));
  return {
    insert({ agent, ...session }: SavedSession): void {
      insert.run({ ...session, agentName: agent?.name ?? null, agentWorkspace: agent?.workspace ?? null });
    },
    find: (id: string): SavedSession | null => parse(one.get(id)),
    findByStartKey: (key: string): SavedSession | null => parse(byKey.get(key)),
    list: (): readonly SavedSession[] => all.all().map((row) => Row.parse(row)),
    touch: (id: string, at: number): void => void touched.run(at, id),
    replaceAgent: (id: string, kept: AgentSnapshot): void => void snapshot.run({ id, ...kept }),
    forget: (id: string, at: number): void => void forgotten.run(at, id),
  };
};
