import { expect, test } from 'vitest';
import { placeFor } from './place.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const beside = { x: 1440, y: 0, width: 1920, height: 1080 };

test('a window opens where it was, on whichever screen', () => {
  const saved = { x: 1600, y: 40, width: 1000, height: 700 };
  expect(placeFor(saved, [laptop, beside])).toEqual(saved);
});

test('a window whose screen is gone opens in the middle, as large as it was', () => {
  const size = { width: 1000, height: 700 };
  const places = [
    { x: 1600, y: 40 },
    { x: 1400, y: 40 },
    { x: 100, y: -300 },
    { x: 100, y: 880 },
  ];
  expect(places.map((place) => placeFor({ ...place, ...size }, [laptop]))).toEqual(places.map(() => size));
});

test('a first window has the usual size, and none is too small to work in', () => {
  expect([placeFor(null, [laptop]), placeFor({ x: 9, y: 30, width: 10, height: 10 }, [laptop])]).toEqual([
    { width: 1280, height: 800 },
    { x: 9, y: 30, width: 640, height: 420 },
  ]);
});
