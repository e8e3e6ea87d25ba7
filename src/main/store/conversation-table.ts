import { z } from 'zod';
import { ConversationId, SessionId, type RuntimeId } from '#shared/contract/ids.ts';
import type { Database } from './database.ts';

const Row = z
  .object({ id: ConversationId, saved: z.number(), bound_at: z.number() })
  .transform((row) => ({ id: row.id, saved: row.saved === 1, boundAt: row.bound_at }));

const Owner = z.object({ id: SessionId });

/** A conversation of a session; `boundAt` in milliseconds. */
export type SavedConversation = z.output<typeof Row>;

/** The conversation table. A conversation that becomes current again moves to the end, never twice in the list. */
export const conversationTable = (database: Database) => {
  const list = database.prepare('SELECT * FROM conversation WHERE session_id = ? ORDER BY ordinal');
  const next = database.prepare(`
    INSERT INTO conversation (session_id, ordinal, id, saved, bound_at)
    VALUES (@session, (SELECT COALESCE(MAX(ordinal), 0) + 1 FROM conversation WHERE session_id = @session),
      @id, @saved, @at)
    ON CONFLICT (session_id, id) DO UPDATE SET saved = MAX(saved, excluded.saved),
      ordinal = CASE WHEN ordinal = excluded.ordinal - 1 THEN ordinal ELSE excluded.ordinal END`);
  const owner = database.prepare(`
    SELECT session.id FROM conversation JOIN session ON session.id = conversation.session_id
    WHERE conversation.id = ? AND session.runtime = ? AND session.forgotten_at IS NULL
    ORDER BY session.rowid DESC LIMIT 1`);
  const drop = database.prepare('DELETE FROM conversation WHERE session_id = ? AND id = ? AND saved = 0');
  return {
    list: (session: string): readonly SavedConversation[] => list.all(session).map((row) => Row.parse(row)),
    /** Makes it the session's current conversation. */
    bind(session: string, conversation: { id: string; saved: boolean }, at: number): void {
      next.run({ session, id: conversation.id, saved: conversation.saved ? 1 : 0, at });
    },
    /** The session on the list that has it; null when none has. */
    sessionOf(conversation: string, runtime: RuntimeId): SessionId | null {
      const row = owner.get(conversation, runtime);
      return row === undefined ? null : Owner.parse(row).id;
    },
    /** Takes away one that never reached the disk of its CLI; a saved one stays. */
    dropUnsaved: (session: string, id: string): void => void drop.run(session, id),
  };
};
