import { dayText, monthOf, weekOf } from '#shared/calendar.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The zone of this machine. */
export const machineZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Whether there is a time zone of that name. */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // That is how Intl says it knows no such zone.
    return false;
  }
};

/** Remembers what was computed for a number. */
const remembered = <Value>(compute: (key: number) => Value): ((key: number) => Value) => {
  const known = new Map<number, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
};

/** Days, ISO weeks and months of one IANA zone. Throws when there is no such zone. */
export const createBuckets = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  /** What the clocks there are ahead of UTC, ms. */
  const ahead = (at: number): number => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };

  const aheadAtStart = remembered((utcDay) => ahead(utcDay * DAY));

  /** The local day, as days since 1970-01-01. */
  const dayOf = (at: number): number => {
    const utcDay = Math.floor(at / DAY);
    const start = aheadAtStart(utcDay);
    // A clock that tells the same at both ends of a day was not put forward or back in it: asking Intl for
    // every slot would be most of a report's time.
    const offset = start === aheadAtStart(utcDay + 1) ? start : ahead(at);
    return Math.floor((at + offset) / DAY);
  };

  const day = remembered(dayText);
  const week = remembered((number) => weekOf(dayText(number)));
  const month = remembered((number) => monthOf(dayText(number)));
  return {
    /** `2026-11-25`. */
    day: (at: number): string => day(dayOf(at)),
    /** `2026-W48`. */
    week: (at: number): string => week(dayOf(at)),
    /** `2026-11`. */
    month: (at: number): string => month(dayOf(at)),
  };
};

export type Buckets = ReturnType<typeof createBuckets>;

/** UTC bounds that hold all of the days asked for, in whatever zone they are; the report looks closer. */
export const slotFilter = (days: {
  readonly since: string | null;
  readonly until: string | null;
}): { readonly from: number | null; readonly to: number | null } => ({
  from: days.since === null ? null : Date.parse(days.since) - DAY,
  to: days.until === null ? null : Date.parse(days.until) + 2 * DAY,
});
