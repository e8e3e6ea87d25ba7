import type { Size } from './screen-writer.ts';

/** How large the drawn screen is now, in CSS pixels, and for how many cells. */
export interface DrawnScreen extends Size {
  readonly width: number;
  readonly height: number;
}

/** Whole cells that fit into a room; null while either has no extent yet. */
export const fit = (drawn: DrawnScreen, width: number, height: number): Size | null => {
  if (drawn.width <= 0 || drawn.height <= 0 || width <= 0 || height <= 0) return null;
  return {
    cols: Math.max(1, Math.floor((width * drawn.cols) / drawn.width)),
    rows: Math.max(1, Math.floor((height * drawn.rows) / drawn.height)),
  };
};
