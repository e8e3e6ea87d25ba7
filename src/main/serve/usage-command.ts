import type { IndexState } from '#shared/contract/transcripts.ts';
import {
  UsageBy,
  type UsageQuery,
  type UsageReport,
  type UsageRow,
  type UsageSum,
} from '#shared/contract/usage.ts';
import { COST_MEANS, costFigure, reasonWords } from '#shared/usage-words.ts';
import { CommandLineError } from './command-line-error.ts';
import { daysFrom, type DayFlags } from './day-flags.ts';
import { haveCome } from './logs-read.ts';
import { visibleLine } from './plain.ts';
import { json as printedJson, type CommandContext } from './reports.ts';

/** The flags of `toc usage`, as they were written. */
export interface UsageFlags extends DayFlags {
  readonly by?: string | undefined;
  readonly tz?: string | undefined;
}

/** What is asked of main. */
export interface UsageCalls {
  readonly usage: { report(query: UsageQuery): Promise<UsageReport> };
  readonly transcripts: { index(): Promise<IndexState> };
}

const zoneFrom = (text: string | undefined): string | null => {
  if (text === undefined) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text }).format();
  } catch {
    throw new CommandLineError(`--tz takes a time zone like Europe/Berlin or UTC, not "${text}".`);
  }
  return text;
};

/** The question the flags ask. Throws a CommandLineError that says which flag is wrong. */
export const usageQuery = (flags: UsageFlags): UsageQuery => {
  const by = UsageBy.safeParse(flags.by ?? 'day');
  if (!by.success) {
    throw new CommandLineError(`--by takes ${UsageBy.options.join(', ')}, not "${flags.by}".`);
  }
  return { by: by.data, ...daysFrom(flags), timeZone: zoneFrom(flags.tz) };
};

const printedSum = (sum: UsageSum) => ({
  inputTokens: sum.inputTokens,
  cacheReadTokens: sum.cacheReadTokens,
  cacheWriteTokens: sum.cacheWriteTokens,
  outputTokens: sum.outputTokens,
  reasoningTokens: sum.reasoningTokens,
  totalTokens: sum.totalTokens,
  costUSD: sum.costUSD,
  costKind: sum.costKind,
  unpricedTokens: sum.unpricedTokens,
  models: sum.models,
  reasons: sum.reasons,
});

/** A report as `toc usage --json` prints it. */
export const usageJson = ({ rows, total }: UsageReport) => ({
  rows: rows.map((row) => ({ key: row.key, label: row.label, ...printedSum(row) })),
  total: printedSum(total),
});

const cells = (name: string, sum: UsageSum): readonly string[] => [
  visibleLine(name),
  ...[sum.inputTokens, sum.cacheReadTokens, sum.cacheWriteTokens, sum.outputTokens, sum.totalTokens].map(
    (tokens) => tokens.toLocaleString('en-US'),
  ),
  costFigure(sum),
];

const nameOf = ({ key, label }: UsageRow, by: UsageBy): string => {
  if (by === 'session') return `${key.slice(0, 13)}${label === null ? '' : `  ${label}`}`;
  return label ?? key;
};

/** What the marks in the table mean, as far as there are any. */
const footnotes = ({ total, timeZone }: UsageReport): readonly string[] => {
  const estimates = total.reasons.filter((reason) => reason !== 'no-price' && reason !== 'no-model');
  return [
    ...(estimates.length > 0
      ? [`~ is an estimate: ${estimates.map((reason) => reasonWords[reason]).join('; ')}.`]
      : []),
    ...(total.unpricedTokens > 0
      ? [`${total.unpricedTokens.toLocaleString('en-US')} tokens have no known price and are in no cost (+).`]
      : []),
    `${COST_MEANS} Days are those of ${timeZone}.`,
  ];
};

/** A report as a table for people. */
export const usageTable = (report: UsageReport, by: UsageBy): string => {
  if (report.rows.length === 0) return 'No usage in these days.\n';
  const table = [
    [by, 'input', 'cache read', 'cache write', 'output', 'total', 'cost'],
    ...report.rows.map((row) => cells(nameOf(row, by), row)),
    cells('total', report.total),
  ];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
  return `${[...lines, '', ...footnotes(report)].join('\n')}\n`;
};

/** How the wait for the logs is spent and shown; a test has its own. */
export interface Waiting {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Overwrites one line that is only seen while it lasts; null: nobody would see it. */
  readonly progress: ((line: string) => void) | null;
}

/** On this process's clock and standard error. */
export const processWaiting = (): Waiting => ({
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  progress: process.stderr.isTTY ? (line) => void process.stderr.write(`\r\x1b[K${line}`) : null,
});

const readingWords = ({ phase, files }: IndexState): string =>
  phase === 'looking' ? 'Looking for logs …' : `Counting: ${files.read} of ${files.all} logs …`;

/** Resolves when the figures of the logs there are have been taken, or will not be. */
const logsRead = async (calls: UsageCalls, waiting: Waiting): Promise<IndexState> => {
  const began = waiting.now();
  let shown = false;
  for (;;) {
    const state = await calls.transcripts.index();
    if (haveCome(state, 'counted')) {
      if (shown) waiting.progress?.('');
      return state;
    }
    if (waiting.now() - began > 1000 && waiting.progress) {
      shown = true;
      waiting.progress(readingWords(state));
    }
    await waiting.sleep(50);
  }
};

/** `toc usage`: waits until all logs are counted, then prints the report. */
export const usage = async (
  { flags, json }: { readonly flags: UsageFlags; readonly json: boolean },
  context: CommandContext,
  ask: <Answer>(question: (calls: UsageCalls) => Promise<Answer>) => Promise<Answer>,
  waiting: Waiting = processWaiting(),
): Promise<number> => {
  const query = usageQuery(flags);
  const { state, report } = await ask(async (calls) => {
    const logs = await logsRead(calls, waiting);
    return { state: logs, report: await calls.usage.report(query) };
  });
  if (state.phase === 'failed') throw new Error(state.failure ?? 'The logs could not be read.');
  if (state.phase === 'paused') context.complain('reading logs is paused; these figures may be too low.');
  for (const { path, reason } of state.problems)
    context.complain(`${visibleLine(path)} could not be read: ${reason}`);
  return context.print(json ? printedJson(usageJson(report)) : usageTable(report, query.by));
};
