import type { Preferences } from '#shared/contract/system.ts';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest window that can be worked in. */
export const SMALLEST = { width: 640, height: 420 } as const;
const USUAL = { width: 1280, height: 800 } as const;

/** As much of a window must be on a screen that it can be seen and dragged. */
const GRIP = { width: 120, height: 60 } as const;

const shared = (one: Area, other: Area): { width: number; height: number } => ({
  width: Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x),
  height: Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y),
});

/** Where the window opens: where it was, unless that screen is gone; then as large, in the middle. Pure. */
export const placeFor = (
  saved: Preferences['window'],
  screens: readonly Area[],
): { width: number; height: number; x?: number; y?: number } => {
  const { width, height } = saved ?? USUAL;
  const size = { width: Math.max(width, SMALLEST.width), height: Math.max(height, SMALLEST.height) };
  const within =
    saved &&
    screens.find((screen) => {
      const seen = shared({ ...saved, ...size }, screen);
      // The title bar is at the top: a window that hangs out above cannot be dragged back.
      return seen.width >= GRIP.width && seen.height >= GRIP.height && saved.y >= screen.y;
    });
  return within ? { ...size, x: saved.x, y: saved.y } : size;
};
