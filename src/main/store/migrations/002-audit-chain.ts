import { z } from 'zod';
import { BEGINNING, lineHash, type Link } from '../audit-chain.ts';
import type { Database } from '../database.ts';

const Line = z.object({
  id: z.number(),
  at: z.number(),
  action: z.string(),
  subject: z.string(),
  runtime: z.string(),
  detail: z.string(),
});

/**
 * Chains the audit trail by hashes, the lines of version 1 as they stand. Which line is the newest is kept in a table
 * of its own: a chain alone does not show that its end was cut off.
 */
export const auditChain = (database: Database): void => {
  database.exec(`
    DROP TRIGGER IF EXISTS audit_is_never_changed;
    ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
    CREATE INDEX audit_by_action ON audit (action);

    CREATE TABLE audit_head (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      id INTEGER NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
  `);
  const chain = database.prepare('UPDATE audit SET hash = @hash WHERE id = @id');
  let last: Link = BEGINNING;
  for (const row of database.prepare('SELECT * FROM audit ORDER BY id').all()) {
    const line = Line.parse(row);
    last = { id: line.id, hash: lineHash(last.hash, line) };
    chain.run(last);
  }
  database.prepare('INSERT INTO audit_head (only, id, hash) VALUES (1, @id, @hash)').run(last);
  database.exec(`
    CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'audit is append-only'); END;
    CREATE TRIGGER audit_head_only_goes_on BEFORE UPDATE ON audit_head WHEN NEW.id <= OLD.id
      BEGIN SELECT RAISE (ABORT, 'audit is append-only'); END;
    CREATE TRIGGER audit_head_is_never_deleted BEFORE DELETE ON audit_head
      BEGIN SELECT RAISE (ABORT, 'audit is append-only'); END;
  `);
};
