import { z } from 'zod';
import type { Database } from './database.ts';

const Row = z.object({ path: z.string() });

/** The folders the user works in, by real path, in the order they were added. */
export const workspaceTable = (database: Database) => {
  const add = database.prepare('INSERT OR IGNORE INTO workspace (path, added_at) VALUES (?, ?)');
  const all = database.prepare('SELECT path FROM workspace ORDER BY added_at, path');
  return {
    /** True when it was new. */
    add: (path: string, at: number): boolean => add.run(path, at).changes === 1,
    list: (): readonly string[] => all.all().map((row) => Row.parse(row).path),
  };
};
