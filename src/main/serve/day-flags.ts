import { z } from 'zod';
import { CommandLineError } from './command-line-error.ts';

/** The flags that name days, as they were written. */
export interface DayFlags {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const dayFrom = (flag: string, text: string | undefined): string | null => {
  if (text === undefined) return null;
  if (z.iso.date().safeParse(text).success) return text;
  throw new CommandLineError(`--${flag} takes a day like 2026-11-25, not "${text}".`);
};

/** The days the flags name, both inclusive; null: no limit. Throws a CommandLineError that says which is wrong. */
export const daysFrom = (
  flags: DayFlags,
): { readonly since: string | null; readonly until: string | null } => {
  const [since, until] = [dayFrom('since', flags.since), dayFrom('until', flags.until)];
  if (since !== null && until !== null && since > until) {
    throw new CommandLineError(`--since ${since} is after --until ${until}.`);
  }
  return { since, until };
};
