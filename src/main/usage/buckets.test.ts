import { expect, test } from 'vitest';
import { createBuckets, isTimeZone, slotFilter } from './buckets.ts';
import { SLOT } from './rows.ts';

const daysOf = (zone: string, ...moments: string[]): readonly string[] => {
  const buckets = createBuckets(zone);
  return moments.map((moment) => buckets.day(Date.parse(moment)));
};

test.each([
  // +05:45
  ['Asia/Kathmandu', '2026-11-24T18:00:00Z', '2026-11-24', '2026-11-24T18:15:00Z', '2026-11-25'],
  // +10:30, and +11 in summer: half an hour
  ['Australia/Lord_Howe', '2026-06-30T13:15:00Z', '2026-06-30', '2026-06-30T13:30:00Z', '2026-07-01'],
  ['Australia/Lord_Howe', '2026-12-30T12:45:00Z', '2026-12-30', '2026-12-30T13:00:00Z', '2026-12-31'],
  ['Asia/Kolkata', '2026-01-01T18:15:00Z', '2026-01-01', '2026-01-01T18:30:00Z', '2026-01-02'],
  ['Pacific/Chatham', '2026-07-01T11:00:00Z', '2026-07-01', '2026-07-01T11:15:00Z', '2026-07-02'],
  ['America/St_Johns', '2026-01-01T03:15:00Z', '2025-12-31', '2026-01-01T03:30:00Z', '2026-01-01'],
  ['Pacific/Kiritimati', '2026-01-01T09:45:00Z', '2026-01-01', '2026-01-01T10:00:00Z', '2026-01-02'],
  ['UTC', '2026-02-28T23:45:00Z', '2026-02-28', '2026-03-01T00:00:00Z', '2026-03-01'],
  // Summer time ends and begins
  ['Europe/Berlin', '2026-10-25T22:45:00Z', '2026-10-25', '2026-10-25T23:00:00Z', '2026-10-26'],
  ['Europe/Berlin', '2026-03-28T22:45:00Z', '2026-03-28', '2026-03-28T23:00:00Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-29T21:45:00Z', '2026-03-29', '2026-03-29T22:00:00Z', '2026-03-30'],
  // Chile springs forward at midnight: the day begins at 01:00
  ['America/Santiago', '2026-09-06T03:45:00Z', '2026-09-05', '2026-09-06T04:00:00Z', '2026-09-06'],
  // Samoa left out a day
  ['Pacific/Apia', '2011-12-30T09:45:00Z', '2011-12-29', '2011-12-30T10:00:00Z', '2011-12-31'],
])('%s: the day changes between %s and %s', (zone, before, oneDay, after, nextDay) => {
  expect(daysOf(zone, before, after)).toEqual([oneDay, nextDay]);
});

test('a day of 25 hours has 100 quarters, one of 23 has 92', () => {
  const { day } = createBuckets('America/New_York');
  const quarters = (wanted: string): number => {
    const from = Date.parse(wanted) - 24 * 4 * SLOT;
    return Array.from({ length: 3 * 96 }, (_, index) => day(from + index * SLOT)).filter(
      (one) => one === wanted,
    ).length;
  };
  expect([quarters('2026-11-01'), quarters('2026-03-08'), quarters('2026-06-01')]).toEqual([100, 92, 96]);
});

test('it agrees with Intl for every quarter of a year in which the clocks change', () => {
  const { day } = createBuckets('Australia/Lord_Howe');
  const intl = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Australia/Lord_Howe', dateStyle: 'short' });
  const from = Date.parse('2026-03-25T00:00:00Z');
  const quarters = Array.from({ length: 30 * 96 }, (_, index) => from + index * SLOT);
  expect(quarters.filter((at) => day(at) !== intl.format(at))).toEqual([]);
});

test.each([
  ['2026-12-31', '2026-W53'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2024-12-29', '2024-W52'],
  ['2024-12-30', '2025-W01'],
  ['2023-01-01', '2022-W52'],
  ['2026-11-25', '2026-W48'],
  ['1970-01-01', '1970-W01'],
  ['1969-12-28', '1969-W52'],
])('%s is in ISO week %s', (day, week) => {
  expect(createBuckets('UTC').week(Date.parse(day))).toBe(week);
});

test('weeks and months are those of the local day', () => {
  const { week, month } = createBuckets('Asia/Kathmandu');
  const at = Date.parse('2026-11-30T18:15:00Z');
  expect([week(at), month(at), week(at - SLOT * 96 * 2)]).toEqual(['2026-W49', '2026-12', '2026-W48']);
});

test('a zone is one that Intl knows', () => {
  expect(['Europe/Berlin', 'europe/berlin', 'UTC', 'Mars/Olympus', '', '+05:45x'].map(isTimeZone)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('the rows asked for hold both days in every zone', () => {
  const { from, to } = slotFilter({ since: '2026-11-25', until: '2026-11-25' });
  const edges = ['Pacific/Kiritimati', 'Etc/GMT+12'].flatMap((zone) => {
    const { day } = createBuckets(zone);
    return [day((from ?? 0) - SLOT), day(to ?? 0)];
  });
  expect(edges.every((day) => day !== '2026-11-25')).toBe(true);
  expect(slotFilter({ since: null, until: null })).toEqual({ from: null, to: null });
});
