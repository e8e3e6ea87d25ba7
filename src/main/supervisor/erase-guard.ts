import type { Terminal } from '@xterm/headless';
import { rawScreen } from './xterm-state.ts';

const erasing = (mode: number) => ({ params: [mode], length: 1 });

/**
 * Keeps `CSI 1 J` in the last column of the last row from throwing: xterm 6.0 then looks for the row below
 * (InputHandler.eraseInDisplay). One program would end the supervisor, and every terminal with it.
 */
export const guardErase = (terminal: Terminal): void => {
  const raw = rawScreen(terminal);
  terminal.parser.registerCsiHandler({ final: 'J' }, ([mode]) => {
    const { buffers } = raw._bufferService;
    const buffer = terminal.buffer.active.type === 'alternate' ? buffers.alt : buffers.normal;
    const isSafe = buffer.x + 1 < terminal.cols || buffer.y + 1 < terminal.buffer.active.length;
    if (mode !== 1 || isSafe) return false;
    const { x } = buffer;
    buffer.x = 0;
    raw._inputHandler.eraseInDisplay(erasing(1));
    buffer.x = x;
    raw._inputHandler.eraseInLine(erasing(1));
    return true;
  });
};
