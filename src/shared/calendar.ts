const DAY = 86_400_000;

/** A calendar day as days since 1970-01-01; `2026-11-25` as text. No zone: it is somewhere that day. */
export const dayNumber = (day: string): number => Math.round(Date.parse(day) / DAY);

/** The text of a day number. */
export const dayText = (number: number): string => new Date(number * DAY).toISOString().slice(0, 10);

/** So many days later, or earlier. */
export const addDays = (day: string, days: number): string => dayText(dayNumber(day) + days);

/** The Monday of a day's week. */
const mondayOf = (number: number): number => number - ((((number + 3) % 7) + 7) % 7);

/** The ISO week of a day: `2026-W48`. It belongs to the year of its Thursday. */
export const weekOf = (day: string): string => {
  const thursday = mondayOf(dayNumber(day)) + 3;
  const year = dayText(thursday).slice(0, 4);
  const week = Math.floor((thursday - dayNumber(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
};

/** The month of a day: `2026-11`. */
export const monthOf = (day: string): string => day.slice(0, 7);

export type CalendarPart = 'day' | 'week' | 'month';

/** The part of the calendar that a day lies in, as reports name it. */
export const partOf = (day: string, part: CalendarPart): string => {
  switch (part) {
    case 'day':
      return day;
    case 'week':
      return weekOf(day);
    case 'month':
      return monthOf(day);
  }
};

/** The first and the last day of a part, both in it. */
export const daysOf = (
  key: string,
  part: CalendarPart,
): { readonly since: string; readonly until: string } => {
  switch (part) {
    case 'day':
      return { since: key, until: key };
    case 'week': {
      const [year = '1970', week = '1'] = key.split('-W');
      const since = dayText(mondayOf(dayNumber(`${year}-01-04`)) + (Number(week) - 1) * 7);
      return { since, until: addDays(since, 6) };
    }
    case 'month': {
      const since = `${key}-01`;
      return { since, until: addDays(`${monthOf(addDays(since, 31))}-01`, -1) };
    }
  }
};

/** Every part from one day to another, the empty ones too. */
export const partsBetween = (since: string, until: string, part: CalendarPart): readonly string[] => {
  const days = Array.from({ length: Math.max(0, dayNumber(until) - dayNumber(since) + 1) }, (_, index) =>
    addDays(since, index),
  );
  return [...new Set(days.map((day) => partOf(day, part)))];
};
