import type { UsageReport } from '#shared/contract/usage.ts';
import { csvLine } from '#renderer/ui/csv.ts';

const columns = [
  'inputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'outputTokens',
  'reasoningTokens',
  'totalTokens',
  'costUSD',
  'costKind',
  'unpricedTokens',
] as const;

/** A report's rows as CSV (RFC 4180), nothing rounded. */
export const reportCsv = ({ rows }: UsageReport): string => {
  const lines = rows.map((row) => [
    row.key,
    row.label,
    ...columns.map((column) => row[column]),
    row.models.join(' '),
    row.reasons.join(' '),
  ]);
  return [['key', 'label', ...columns, 'models', 'reasons'], ...lines].map(csvLine).join('');
};

/** A report as JSON, nothing rounded. */
export const reportJson = (report: UsageReport): string => `${JSON.stringify(report, null, 2)}\n`;
