import { expect, test } from 'vitest';
import { isOurs, outsideLink } from './addresses.ts';

test('only pages of our own scheme and host are ours', () => {
  const asked = [
    'app://toc/index.html',
    'app://toc/',
    'app://evil/index.html',
    'https://toc/',
    'file:///etc/passwd',
    'x',
  ];
  expect(asked.map(isOurs)).toEqual([true, true, false, false, false, false]);
});

test('only http and https leave the app', () => {
  expect(
    [
      'https://example.org/a?b',
      'http://127.0.0.1:1/',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'mailto:a@b',
      '',
    ].map(outsideLink),
  ).toEqual(['https://example.org/a?b', 'http://127.0.0.1:1/', null, null, null, null]);
});
