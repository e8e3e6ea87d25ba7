import { Terminal } from '@xterm/xterm';
import { expect, test } from 'vitest';
import { guardErase } from './erase-guard.ts';

test('erasing up to the last cell of the screen does not end the terminal', async () => {
  const terminal = new Terminal({ cols: 4, rows: 2, allowProposedApi: true });
  guardErase(terminal);
  const written = (text: string): Promise<void> => new Promise((resolve) => terminal.write(text, resolve));
  await written('aaaa\r\nbbbb\u001b[2;4H\u001b[1Jc');
  const rows = [0, 1].map((row) => terminal.buffer.active.getLine(row)?.translateToString(true));
  expect(rows).toEqual(['', '   c']);
});
