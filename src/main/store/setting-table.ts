import { z } from 'zod';
import type { Database } from './database.ts';

const Row = z.object({ value: z.string() });

/** Named values as JSON text. */
export const settingTable = (database: Database) => {
  const read = database.prepare('SELECT value FROM setting WHERE name = ?');
  const write = database.prepare(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    /** The value, or undefined when there is none or it is no JSON. */
    read(name: string): unknown {
      const row = read.get(name);
      if (row === undefined) return undefined;
      try {
        return JSON.parse(Row.parse(row).value);
      } catch {
        // A damaged setting is as good as none: the default serves.
        return undefined;
      }
    },
    write: (name: string, value: unknown): void => void write.run(name, JSON.stringify(value)),
  };
};
