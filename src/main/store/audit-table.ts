import { z } from 'zod';
import type { Database } from './database.ts';

export const AuditAction = z.enum([
  'agent-saved',
  'agent-removed',
  'session-started',
  'session-resumed',
  'session-stopped',
  'session-forgotten',
  'process-ended',
]);
export type AuditAction = z.output<typeof AuditAction>;

const Row = z.object({
  id: z.number(),
  at: z.number(),
  action: AuditAction,
  subject: z.string(),
  runtime: z.string(),
  detail: z.string().transform((text): unknown => JSON.parse(text)),
});

/** One line of the trail; `at` in milliseconds. */
export type AuditEntry = z.output<typeof Row>;

/** The audit table: appended to and read, by trigger never changed. No prompt and no instruction goes into `detail`. */
export const auditTable = (database: Database) => {
  const append = database.prepare(
    'INSERT INTO audit (at, action, subject, runtime, detail) VALUES (@at, @action, @subject, @runtime, @detail)',
  );
  const all = database.prepare('SELECT * FROM audit ORDER BY id');
  return {
    append(entry: Omit<AuditEntry, 'id' | 'detail'> & { detail: Readonly<Record<string, unknown>> }): void {
      append.run({ ...entry, detail: JSON.stringify(entry.detail) });
    },
    list: (): readonly AuditEntry[] => all.all().map((row) => Row.parse(row)),
  };
};
