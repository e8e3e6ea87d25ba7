import { expect, test } from 'vitest';
import { folded } from './folding.ts';

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index}`).join('\n');

test('five lines are shown and the rest is told', () => {
  expect(folded(lines(23), 5)).toEqual({ shown: lines(5), more: 18 });
});

test('one or two lines more are shown rather than hidden', () => {
  expect(folded(lines(7), 5)).toEqual({ shown: lines(7), more: 0 });
  expect(folded(lines(8), 5).more).toBe(3);
});

test('empty lines at the end count for nothing', () => {
  expect(folded(`${lines(5)}\n\n\n\n\n`, 5)).toEqual({ shown: lines(5), more: 0 });
});

test('a line of a megabyte is cut', () => {
  expect(folded('x'.repeat(1_000_000), 5).shown.length).toBe(2001);
});
