import type { AuditEntry } from '#shared/contract/audit.ts';
import { csvLine } from '#renderer/ui/csv.ts';

const columns = ['id', 'at', 'action', 'subject', 'title', 'runtime'] as const;

/** Lines as CSV, the detail of each as JSON in one cell; in parts. */
export const entriesCsv = (entries: readonly AuditEntry[]): readonly string[] => [
  csvLine([...columns, 'detail', 'hash']),
  ...entries.map((entry) =>
    csvLine([...columns.map((column) => entry[column]), JSON.stringify(entry.detail), entry.hash]),
  ),
];

/** Lines as JSON; in parts. */
export const entriesJson = (entries: readonly AuditEntry[]): readonly string[] => [
  '[\n',
  entries.map((entry) => JSON.stringify(entry)).join(',\n'),
  '\n]\n',
];
