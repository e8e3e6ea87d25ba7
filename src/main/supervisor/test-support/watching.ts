import { Unicode11Addon } from '@xterm/addon-unicode11/lib/addon-unicode11.mjs';
import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { guardErase } from '../erase-guard.ts';

/** A terminal as a window has it: the same widths and the same guard as the supervisor's. */
export const openTerminal = (size: { cols: number; rows: number }): Terminal => {
  const terminal = new Terminal({ ...size, scrollback: 10_000, allowProposedApi: true, logLevel: 'off' });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  guardErase(terminal);
  return terminal;
};

/** Writes, and resolves when it is on the screen. */
export const written = (to: Terminal, bytes: Uint8Array | string): Promise<void> =>
  new Promise((resolve) => {
    to.write(bytes, resolve);
  });
