import { expect, test } from 'vitest';
import { age, ageInWords } from './age.ts';

const NOW = Date.parse('2026-11-25T13:49:20.000Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

test('an age is short: seconds, minutes, hours with two digits of minutes, then the day', () => {
  expect([0, 12, 59, 60, 42 * 60, 3600 + 7 * 60, 23 * 3600].map((seconds) => age(ago(seconds), NOW))).toEqual(
    ['0s', '12s', '59s', '1m', '42m', '1h 07m', '23h 00m'],
  );
  expect(age(ago(5 * 24 * 3600), NOW)).toMatch(/^(19|20|21) Nov$/);
});

test('an age in words can be spoken', () => {
  expect(
    [1, 30, 60, 120, 3600, 3600 + 60, 2 * 3600 + 7 * 60].map((seconds) => ageInWords(ago(seconds), NOW)),
  ).toEqual([
    '1 second',
    '30 seconds',
    '1 minute',
    '2 minutes',
    '1 hour',
    '1 hour 1 minute',
    '2 hours 7 minutes',
  ]);
});

test('a moment in the future, as skewed clocks tell it, has no age', () => {
  expect(age(ago(-30), NOW)).toBe('0s');
});
