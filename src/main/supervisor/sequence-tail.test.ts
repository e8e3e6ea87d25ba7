import { expect, test } from 'vitest';
import { unfinishedTail } from './sequence-tail.ts';

const tail = (text: string): string =>
  Buffer.from(unfinishedTail(Buffer.from(text, 'latin1'))).toString('latin1');

test.each([
  ['plain text leaves nothing', 'hello', ''],
  ['a finished sequence leaves nothing', 'a\x1b[31mb', ''],
  ['a lone escape', 'a\x1b', '\x1b'],
  ['half of a colour', 'a\x1b[38;2;1', '\x1b[38;2;1'],
  ['a title without its end', '\x1b]2;half', '\x1b]2;half'],
  ['a title whose end has begun is over', '\x1b]2;whole\x1b', '\x1b'],
  ['a device string, which BEL does not end', '\x1bPq\x07more', '\x1bPq\x07more'],
  ['a sequence that another one broke off', '\x1b[31\x1b[3', '\x1b[3'],
  ['a sequence that CAN broke off', '\x1b[31\x18', ''],
  ['a control character inside was obeyed already', '\x1b[3\n1', '\x1b[31'],
  ['half a character', 'a\xe6\xbc', '\xe6\xbc'],
  ['half a character inside a title', '\x1b]2;\xe6', '\x1b]2;\xe6'],
  ['a charset that is not named yet', '\x1b(', '\x1b('],
])('%s', (_, stream, left) => {
  expect(tail(stream)).toBe(left);
});
