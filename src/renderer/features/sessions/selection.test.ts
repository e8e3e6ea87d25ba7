import { expect, test } from 'vitest';
import { every, extended, NONE, toggled } from './selection.ts';

const keys = ['a', 'b', 'c', 'd', 'e'];
const chosen = (selection: ReturnType<typeof toggled>): string => [...selection.chosen].toSorted().join('');

test('a row is chosen, and given up again', () => {
  const one = toggled(NONE, 'b');
  expect([chosen(one), chosen(toggled(one, 'b'))]).toEqual(['b', '']);
});

test('a range goes from the row last chosen to either side, and shrinks again', () => {
  const from = toggled(NONE, 'c');
  const down = extended(from, 'e', keys);
  const back = extended(down, 'd', keys);
  const up = extended(back, 'a', keys);
  expect([chosen(down), chosen(back), chosen(up)]).toEqual(['cde', 'cd', 'abc']);
});

test('what was chosen before a range stays chosen', () => {
  const two = toggled(toggled(NONE, 'a'), 'c');
  expect(chosen(extended(two, 'd', keys))).toBe('acd');
});

test('a range from a row that is gone is that one row', () => {
  expect(chosen(extended(toggled(NONE, 'gone'), 'b', keys))).toBe('bgone');
});

test('all are chosen', () => {
  expect(chosen(every(keys))).toBe('abcde');
});
