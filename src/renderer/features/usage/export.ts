import type { UsageReport } from '#shared/contract/usage.ts';

/** A spreadsheet takes a text that begins like this for a formula; titles come from logs. */
const FORMULA = /^[=+\-@\t\r]/;

const cell = (value: string | number | null): string => {
  if (typeof value === 'number') return String(value);
  const text = value !== null && FORMULA.test(value) ? `'${value}` : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

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
  return [['key', 'label', ...columns, 'models', 'reasons'], ...lines]
    .map((line) => `${line.map(cell).join(',')}\r\n`)
    .join('');
};

/** A report as JSON, nothing rounded. */
export const reportJson = (report: UsageReport): string => `${JSON.stringify(report, null, 2)}\n`;
