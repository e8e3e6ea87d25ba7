import { expect, test } from 'vitest';
import { Terminal } from '@xterm/xterm';
import { guardDecoder } from './decoder-guard.ts';

const written = (terminal: Terminal, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    terminal.write(bytes, resolve);
  });

test('a bullet, a dash and a joined family come whole, wherever their bytes are cut', async () => {
  const text = '• – “quoted” 漢 👩‍👩‍👧.';
  const bytes = new TextEncoder().encode(text);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const terminal = new Terminal({ cols: 40, rows: 2, allowProposedApi: true });
    guardDecoder(terminal);
    await written(terminal, bytes.subarray(0, cut));
    await written(terminal, bytes.subarray(cut));
    expect(terminal.buffer.active.getLine(0)?.translateToString(true), `cut at ${cut}`).toBe(text);
    terminal.dispose();
  }
});
