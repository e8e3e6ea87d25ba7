import { expect, test } from 'vitest';
import { pasteQuestion } from './paste.ts';

test('a single line goes in without a question', () => {
  expect([pasteQuestion('ls -la'), pasteQuestion('')]).toEqual([null, null]);
});

test('many lines ask first, with their count and how they begin, whatever breaks they have', () => {
  const text = `one\r\ntwo\rthree\n${'x'.repeat(300)}\n`;
  expect(pasteQuestion(text)).toEqual({
    text,
    lines: 4,
    head: ['one', 'two', 'three', 'x'.repeat(200)],
  });
});

test('a line that ends with Enter asks too: it would run at once', () => {
  expect(pasteQuestion('rm -rf x\n')).toEqual({ text: 'rm -rf x\n', lines: 1, head: ['rm -rf x'] });
});

test('only the first lines are shown', () => {
  const question = pasteQuestion(Array.from({ length: 5000 }, (_, line) => `${line}`).join('\n'));
  expect([question?.lines, question?.head]).toEqual([5000, ['0', '1', '2', '3', '4', '5', '6', '7']]);
});
