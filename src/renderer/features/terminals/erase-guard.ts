import type { Terminal } from '@xterm/xterm';

/** The part of xterm's inside that the guard needs. */
interface Inside {
  readonly _bufferService: { readonly buffer: { x: number; y: number; ybase: number } };
  readonly _inputHandler: {
    eraseInDisplay(params: { params: readonly number[]; length: number }): boolean;
    eraseInLine(params: { params: readonly number[]; length: number }): boolean;
  };
}

const has = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const isInside = (core: unknown): core is Inside =>
  typeof has(has(has(core, '_bufferService'), 'buffer'), 'x') === 'number' &&
  typeof has(has(core, '_inputHandler'), 'eraseInDisplay') === 'function' &&
  typeof has(has(core, '_inputHandler'), 'eraseInLine') === 'function';

/**
 * Keeps `CSI 1 J` in the last column of the last row from throwing: xterm 6.0 then looks for the row below,
 * and the terminal draws nothing more. Does nothing where xterm keeps its inside elsewhere.
 */
export const guardErase = (terminal: Terminal): void => {
  const core: unknown = Reflect.get(terminal, '_core');
  if (!isInside(core)) return;
  const above = { params: [1], length: 1 };
  terminal.parser.registerCsiHandler({ final: 'J' }, ([mode]) => {
    const { buffer } = core._bufferService;
    const atEnd =
      buffer.x + 1 >= terminal.cols && buffer.ybase + buffer.y + 1 >= terminal.buffer.active.length;
    if (mode !== 1 || !atEnd) return false;
    const { x } = buffer;
    buffer.x = 0;
    core._inputHandler.eraseInDisplay(above);
    buffer.x = x;
    core._inputHandler.eraseInLine(above);
    return true;
  });
};
