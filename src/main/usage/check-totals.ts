import type { Tokens, TotalsCheck } from '#shared/contract/usage.ts';
import type { ConversationUsage } from './rows.ts';

const kinds = ['inputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'outputTokens'] as const;

const same = (ours: Tokens, theirs: Tokens): boolean => kinds.every((kind) => ours[kind] === theirs[kind]);

/** Whether `version` is at least `wanted`, both like `2.1.330`; false where it is not known. */
const atLeast = (version: string | null, wanted: string): boolean =>
  version !== null && version.localeCompare(wanted, 'en', { numeric: true }) >= 0;

const times = (count: number, one: string): string => (count === 1 ? `One ${one}` : `${count} ${one}s`);

interface Difference extends ConversationUsage {
  /** Theirs without ours. */
  readonly more: number;
}

/** A sentence, and when it is true of a difference. */
type Reason = readonly [(of: Difference) => boolean, (of: Difference) => string];

const both: readonly Reason[] = [
  [
    ({ subagents, runtime }) => subagents > 0 && runtime === 'codex',
    ({ subagents }) =>
      `${times(subagents, 'sub-agent')} worked for this conversation: each has a counter of its own, and our figures include them.`,
  ],
  [
    ({ skippedLines }) => skippedLines > 0,
    ({ skippedLines }) => `${times(skippedLines, 'line')} of the log could not be read.`,
  ],
];

const claude: readonly Reason[] = [
  [
    ({ forked }) => forked,
    () =>
      "This conversation is a fork: Claude Code's counter goes on from the total of the one it was copied from; ours counts what was asked here.",
  ],
  [
    ({ compactions, more }) => compactions > 0 && more > 0,
    ({ compactions }) =>
      `${times(compactions, 'compaction')}: the request that writes a summary is in no transcript; Claude Code's counter has it.`,
  ],
  [
    ({ more }) => more > 0,
    () =>
      "Claude Code's own small requests (titles, checks of commands) and streams that broke off early are in no transcript; its counter has them.",
  ],
  [
    ({ reasons }) => reasons.includes('output-placeholder'),
    ({ cliVersion }) =>
      `Claude Code ${cliVersion ?? ''} wrote placeholders instead of some output figures: our output is the least it can have been.`.replace(
        '  ',
        ' ',
      ),
  ],
  [
    ({ reasons, abortedTurns }) => abortedTurns > 0 || reasons.includes('aborted-stream'),
    () =>
      'An answer was cut off: the log keeps the output up to there, or a placeholder; Claude Code estimates what came.',
  ],
  [
    ({ more }) => more < 0,
    () =>
      'The counter is written when Claude Code ends: it misses what was done since, or by a process that was killed, or by another one in the same conversation.',
  ],
];

const codex: readonly Reason[] = [
  [
    ({ forked }) => forked,
    () =>
      "This conversation is a fork: Codex's counter begins at the total of the one it was copied from; ours counts what was asked here.",
  ],
  [
    ({ more, cliVersion }) => more < 0 && !atLeast(cliVersion, '0.80.0'),
    () =>
      'Before 0.80 Codex began its counter at 0 again at every resume; ours adds up what came before and after.',
  ],
  [
    ({ more, cliVersion }) => more < 0 && atLeast(cliVersion, '0.149.0'),
    () =>
      "A turn was killed before Codex had counted its last request: its counter stays too low from then on. The log's record of each response has it, and so have we.",
  ],
  [
    ({ more, abortedTurns, cliVersion }) => more !== 0 && abortedTurns > 0 && !atLeast(cliVersion, '0.160.0'),
    ({ cliVersion }) =>
      `A turn was cut off: Codex ${cliVersion ?? ''} writes no figure for a request that it had not counted by then.`.replace(
        '  ',
        ' ',
      ),
  ],
  [
    ({ reasons }) => reasons.includes('from-totals'),
    () => 'Some of our figures are differences of running totals, as the log has nothing finer.',
  ],
];

const reasonsOf = { 'claude-code': claude, codex } as const;

const noCounter = ({ runtime, cliVersion }: ConversationUsage): string => {
  if (runtime === 'codex') return 'Codex wrote no counter into this log: no request was finished.';
  if (!atLeast(cliVersion, '2.1.220')) {
    return `Claude Code ${cliVersion ?? 'of that time'} keeps no counter in its log.`;
  }
  return 'Claude Code writes its counter when it ends: this one was killed, or has not ended yet.';
};

/** Sets our figures for one conversation beside its CLI's own counter, and says what a difference comes from. */
export const checkTotals = (found: ConversationUsage): TotalsCheck => {
  const { tokens: ours, counter } = found;
  if (!counter) return { ours, theirs: null, agrees: null, explained: [noCounter(found)] };
  const theirs = { source: counter.source, tokens: counter.tokens, costUSD: counter.costUSD };
  if (!theirs.tokens) {
    return { ours, theirs, agrees: null, explained: ["The CLI's counter holds a cost and no tokens."] };
  }
  if (same(ours, theirs.tokens)) return { ours, theirs, agrees: true, explained: [] };
  const difference = { ...found, more: theirs.tokens.totalTokens - ours.totalTokens };
  const explained = [...reasonsOf[found.runtime], ...both]
    .filter(([holds]) => holds(difference))
    .map(([, sentence]) => sentence(difference));
  return {
    ours,
    theirs,
    agrees: false,
    explained: explained.length > 0 ? explained : ['Nothing that toc knows of accounts for this difference.'],
  };
};
