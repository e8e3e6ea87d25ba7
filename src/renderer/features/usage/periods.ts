import type { UsageBy } from '#shared/contract/usage.ts';
import { addDays, type CalendarPart } from '#shared/calendar.ts';

export const periods = ['7-days', 'month', '90-days', 'year'] as const;
export type Period = (typeof periods)[number];

export interface Days {
  readonly since: string;
  readonly until: string;
}

/** Today, as the clock of a zone has it. */
export const todayIn = (timeZone: string, now: number): string => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${part['year']}-${part['month']}-${part['day']}`;
};

const monthName = (day: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: 'UTC', month: 'long' }).format(Date.parse(day));

/** The name of a period, seen from a day. */
export const periodName = (period: Period, today: string): string => {
  switch (period) {
    case '7-days':
      return '7 days';
    case 'month':
      return monthName(today);
    case '90-days':
      return '90 days';
    case 'year':
      return '12 months';
  }
};

/** The days of a period that ends today. */
export const daysOfPeriod = (period: Period, today: string): Days => {
  switch (period) {
    case '7-days':
      return { since: addDays(today, -6), until: today };
    case 'month':
      return { since: `${today.slice(0, 7)}-01`, until: today };
    case '90-days':
      return { since: addDays(today, -89), until: today };
    case 'year': {
      const [year = 0, month = 1] = today.split('-').map(Number);
      const from = new Date(Date.UTC(year, month - 12, 1));
      return { since: from.toISOString().slice(0, 10), until: today };
    }
  }
};

/** A day, week or month as people write it. */
export const partName = (key: string, part: CalendarPart): string => {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(Date.parse(key));
  switch (part) {
    case 'day':
      return format({ weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '');
    case 'week':
      return `Week ${Number(key.split('-W')[1])}, ${key.slice(0, 4)}`;
    case 'month':
      return format({ month: 'long', year: 'numeric' });
  }
};

/** The same, as short as fits under a bar. */
export const tickName = (key: string, part: CalendarPart): string => {
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(Date.parse(key));
  switch (part) {
    case 'day':
      return format({ day: 'numeric', month: 'short' });
    case 'week':
      return `W${key.split('-W')[1]}`;
    case 'month':
      return format({ month: 'short' });
  }
};

export const groups: readonly { readonly value: UsageBy; readonly label: string }[] = [
  { value: 'model', label: 'Model' },
  { value: 'agent', label: 'Agent' },
  { value: 'folder', label: 'Folder' },
  { value: 'session', label: 'Session' },
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
];
