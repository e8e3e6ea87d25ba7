import { expect, test } from 'vitest';
import { createOlderLines, type LineRange } from './older-lines.ts';

test('older lines are asked for in ranges upwards and come out from the oldest on', () => {
  const asked: LineRange[] = [];
  const whole: string[] = [];
  const older = createOlderLines((range) => asked.push(range));
  older.gather((text) => whole.push(text));
  older.answered('lines 501 to 1000');
  older.answered('lines 1 to 500');
  older.answered('');
  older.answered('late');
  expect({ asked, whole }).toEqual({
    asked: [
      { before: 0, count: 500 },
      { before: 500, count: 500 },
      { before: 1000, count: 500 },
    ],
    whole: ['lines 1 to 500\r\nlines 501 to 1000\r\n'],
  });
});

test('a supervisor that never runs out does not keep a window busy for ever', () => {
  let asked = 0;
  let done = 0;
  const older = createOlderLines(() => {
    asked += 1;
  });
  older.gather(() => {
    done += 1;
  });
  for (let answer = 0; answer < 100; answer += 1) older.answered('more');
  expect([asked, done]).toEqual([24, 1]);
});

test('a broken connection ends the gathering', () => {
  const whole: string[] = [];
  const older = createOlderLines(() => {});
  older.gather((text) => whole.push(text));
  older.answered('some');
  older.cancel();
  older.answered('');
  expect(whole).toEqual([]);
});
