import { expect, test } from 'vitest';
import { diffLines } from './diff.ts';

test('lines of a hunk carry the numbers of the file before and after', () => {
  const diff = '@@ -41,3 +41,3 @@\n async claim() {\n-  old();\n+  now();\n }\n';
  expect(diffLines(diff)).toEqual([
    { before: 41, after: 41, sign: ' ', text: 'async claim() {' },
    { before: 42, after: null, sign: '-', text: '  old();' },
    { before: null, after: 42, sign: '+', text: '  now();' },
    { before: 43, after: 43, sign: ' ', text: '}' },
  ]);
});

test('a gap stands between two hunks, none before the first', () => {
  const diff = '@@ -1 +1 @@\n-a\n+b\n@@ -9,0 +10 @@\n+c\n';
  expect(diffLines(diff).map((line) => line && `${line.sign}${line.text}`)).toEqual(['-a', '+b', null, '+c']);
  expect(diffLines(diff).at(-1)).toMatchObject({ after: 10 });
});

test('a file without a hunk head counts from 1, and a missing last newline is no line', () => {
  expect(diffLines('+one\n+two\n\\ No newline at end of file')).toEqual([
    { before: null, after: 1, sign: '+', text: 'one' },
    { before: null, after: 2, sign: '+', text: 'two' },
  ]);
});
