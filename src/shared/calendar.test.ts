import { expect, test } from 'vitest';
import { addDays, daysOf, partsBetween, weekOf } from './calendar.ts';

test.each([
  ['2026-12-31', '2026-W53'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2024-12-30', '2025-W01'],
  ['2023-01-01', '2022-W52'],
  ['1969-12-28', '1969-W52'],
])('%s is in ISO week %s', (day, week) => {
  expect(weekOf(day)).toBe(week);
});

test('every day of ten years lies in the days of its week', () => {
  const days = Array.from({ length: 3653 }, (_, index) => addDays('2019-12-20', index));
  const lost = days.filter((day) => {
    const { since, until } = daysOf(weekOf(day), 'week');
    return day < since || day > until || addDays(since, 6) !== until;
  });
  expect(lost).toEqual([]);
});

test('a month ends with its last day', () => {
  expect(['2024-02', '2026-02', '2026-12'].map((month) => daysOf(month, 'month').until)).toEqual([
    '2024-02-29',
    '2026-02-28',
    '2026-12-31',
  ]);
});

test('between two days lies every part, used or not', () => {
  expect(partsBetween('2026-11-29', '2026-12-01', 'day')).toEqual(['2026-11-29', '2026-11-30', '2026-12-01']);
  expect(partsBetween('2026-11-29', '2026-12-01', 'week')).toEqual(['2026-W48', '2026-W49']);
  expect(partsBetween('2026-11-29', '2026-12-01', 'month')).toEqual(['2026-11', '2026-12']);
  expect(partsBetween('2026-11-29', '2026-11-28', 'day')).toEqual([]);
});
