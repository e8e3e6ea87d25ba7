import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { orWhyNot } from './home.ts';

test('a start that the disk does not allow says what to do', async () => {
  await expect(orWhyNot('/home/ada/toc', () => writeFile('/dev/full', 'x'))).rejects.toThrow(
    'Nothing can be saved in /home/ada/toc: the disk is full. Make room on it, then try again.',
  );
});

test('a start that fails for another reason says that reason', async () => {
  await expect(
    orWhyNot('/home/ada/toc', async () => Promise.reject(new Error('no such luck'))),
  ).rejects.toThrow(/^no such luck$/);
});
