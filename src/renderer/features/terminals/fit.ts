import type { Terminal } from '@xterm/xterm';
import type { Size } from './screen-writer.ts';

/** How much room one cell takes, in CSS pixels. */
export interface CellRoom {
  readonly width: number;
  readonly height: number;
}

const inside = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    value,
  );

/**
 * The room a cell takes as xterm reckons it, before it rounds a whole screen to pixels: what is drawn, divided by
 * its cells, differs with how many there are, and a window would then have another size after another past. Null
 * while nothing is drawn, and where xterm keeps its inside elsewhere.
 */
export const cellRoom = (terminal: Terminal, pixelRatio: number): CellRoom | null => {
  const cell = inside(Reflect.get(terminal, '_core'), '_renderService', 'dimensions', 'device', 'cell');
  const [width, height] = [inside(cell, 'width'), inside(cell, 'height')];
  if (typeof width !== 'number' || typeof height !== 'number' || width <= 0 || height <= 0) return null;
  return { width: width / pixelRatio, height: height / pixelRatio };
};

/** Whole cells that fit into a room; null while it has no extent yet. */
export const fit = (cell: CellRoom, width: number, height: number): Size | null => {
  if (width <= 0 || height <= 0) return null;
  return {
    cols: Math.max(1, Math.floor(width / cell.width)),
    rows: Math.max(1, Math.floor(height / cell.height)),
  };
};
