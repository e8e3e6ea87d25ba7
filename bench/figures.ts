/** A percentile of measured values. */
export const percentile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
};

/** The middle one. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** A figure as people read it. */
export const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

/** Rows as a Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
