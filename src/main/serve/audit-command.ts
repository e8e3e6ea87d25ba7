import type { AuditCheck, AuditEntry, AuditPage, AuditQuery } from '#shared/contract/audit.ts';
import { faultWords } from '#shared/audit-words.ts';
import { CommandLineError } from './command-line-error.ts';
import { daysFrom, type DayFlags } from './day-flags.ts';
import { jsonText, visibleLine } from './plain.ts';
import { json, type LongContext } from './reports.ts';

/** The flags of `toc audit`, as they were written. */
export interface AuditFlags extends DayFlags {
  readonly action?: string | undefined;
  readonly verify?: boolean | undefined;
}

/** What is asked of main. */
export interface AuditCalls {
  readonly audit: {
    list(query: AuditQuery): Promise<AuditPage>;
    verify(): Promise<AuditCheck>;
  };
}

type Ask = <Answer>(question: (calls: AuditCalls) => Promise<Answer>) => Promise<Answer>;

const PAGE = 500;

/** In the machine's zone, as `2026-11-25 14:03:09`. */
const localTime = (at: string | null): string =>
  at === null ? 'no moment'.padEnd(19) : new Date(at).toLocaleString('sv-SE');

const lineWords = ({ at, action, subject, title, runtime, detail }: AuditEntry): string =>
  [
    localTime(at),
    visibleLine(action).padEnd(18),
    visibleLine(title === null ? subject : `${title} (${subject.slice(0, 13)})`),
    visibleLine(runtime),
    jsonText(detail),
  ].join('  ');

const print = async (
  query: Omit<AuditQuery, 'before' | 'limit'>,
  asJson: boolean,
  context: LongContext,
  ask: Ask,
): Promise<number> => {
  // Outside the question: where another main has to be asked, it goes on with the line that comes next.
  let before: number | null = null;
  let count = 0;
  if (asJson) await context.write('[');
  await ask(async (calls) => {
    for (;;) {
      const { entries } = await calls.audit.list({ ...query, before, limit: PAGE });
      for (const entry of entries) {
        const text = asJson ? `${count === 0 ? '' : ','}\n${jsonText(entry)}` : `${lineWords(entry)}\n`;
        await context.write(text);
        before = entry.id;
        count += 1;
      }
      if (entries.length < PAGE) return;
    }
  });
  if (asJson) await context.write('\n]\n');
  else if (count === 0) await context.write('There are no such lines on the audit trail.\n');
  return 0;
};

const checkWords = ({ entries, head, fault }: AuditCheck): string => {
  const isOne = entries === 1;
  const counted = isOne ? '1 line' : `${entries} lines`;
  const hash = head === null ? '' : `Hash of the last: ${head}\n`;
  if (fault === null) return `The audit trail is whole: ${counted}.\n${hash}`;
  return `The audit trail is not whole. ${faultWords(fault)}\nFrom the first on, ${counted} ${isOne ? 'fits' : 'fit'}.\n${hash}`;
};

/**
 * `toc audit`: prints the trail, the newest line first. With `--verify` it checks the whole trail: exit code 1 where a
 * line was changed, is missing or out of order.
 */
export const audit = async (
  { flags, asJson }: { readonly flags: AuditFlags; readonly asJson: boolean },
  context: LongContext,
  ask: Ask,
): Promise<number> => {
  const days = daysFrom(flags);
  const action = flags.action ?? null;
  if (!flags.verify) return print({ ...days, action, text: '' }, asJson, context, ask);
  if (days.since !== null || days.until !== null || action !== null) {
    throw new CommandLineError('--verify checks the whole trail: it takes no days and no action.');
  }
  const check = await ask((calls) => calls.audit.verify());
  context.print(asJson ? json(check) : checkWords(check));
  return check.fault === null ? 0 : 1;
};
