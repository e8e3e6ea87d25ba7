import { Terminal } from '@xterm/xterm';
import { expect, test } from 'vitest';
import { cellRoom, fit } from './fit.ts';

const withCell = (width: unknown, height: unknown): Terminal => {
  const terminal = new Terminal();
  const core: object = Reflect.get(terminal, '_core');
  Reflect.set(core, '_renderService', { dimensions: { device: { cell: { width, height } } } });
  return terminal;
};

test('a cell is what xterm reckons in the pixels of the device, in pixels of the page', () => {
  expect(cellRoom(withCell(14.4, 36), 2)).toEqual({ width: 7.2, height: 18 });
});

test('nothing is reckoned before something is drawn, nor where xterm keeps it elsewhere', () => {
  expect([
    cellRoom(withCell(0, 0), 1),
    cellRoom(withCell(undefined, 3), 1),
    cellRoom(new Terminal(), 1),
  ]).toEqual([null, null, null]);
});

test('only whole cells count, and there is always one', () => {
  const cell = { width: 7.2, height: 17 };
  expect(fit(cell, 713, 340)).toEqual({ cols: 99, rows: 20 });
  expect(fit(cell, 3, 3)).toEqual({ cols: 1, rows: 1 });
  expect(fit(cell, 0, 340)).toBeNull();
});
