import { expect, test } from 'vitest';
import { isHeld, PARSE_PIECE, refilled, sendable, windowOf } from './flow.ts';

const KB = 1024;

test('the focused viewer has a wide window, the others share a narrow one, narrower while somebody types', () => {
  const viewer = { focused: false, typing: false, hot: 1 };
  expect([
    windowOf({ ...viewer, focused: true, typing: true }),
    windowOf(viewer),
    windowOf({ ...viewer, hot: 4 }),
    windowOf({ ...viewer, typing: true }),
    windowOf({ ...viewer, typing: true, hot: 2 }),
    windowOf({ ...viewer, typing: true, hot: 20 }),
  ]).toEqual([512 * KB, 128 * KB, 32 * KB, 32 * KB, 16 * KB, 8 * KB]);
});

test('nothing is sent into a gap smaller than half the window, unless it is all there is', () => {
  const window = 128 * KB;
  expect([
    sendable({ owed: 1000 * KB, inFlight: 0, window }),
    sendable({ owed: 1000 * KB, inFlight: 65 * KB, window }),
    sendable({ owed: 1000 * KB, inFlight: 64 * KB, window }),
    sendable({ owed: 3, inFlight: 127 * KB, window }),
    sendable({ owed: 3, inFlight: 128 * KB, window }),
    sendable({ owed: 0, inFlight: 0, window }),
  ]).toEqual([64 * KB, 0, 64 * KB, 3, 0, 0]);
});

test('a held program goes on only once both roads are half empty', () => {
  const steps = [
    { owed: 100 * KB, unparsed: 200 * KB },
    { owed: 129 * KB, unparsed: 0 },
    { owed: 65 * KB, unparsed: 0 },
    { owed: 64 * KB, unparsed: 129 * KB },
    { owed: 64 * KB, unparsed: 128 * KB },
    { owed: 0, unparsed: 257 * KB },
  ];
  let held = false;
  expect(steps.map((step) => (held = isHeld({ held, ...step })))).toEqual([
    false,
    true,
    true,
    true,
    false,
    true,
  ]);
});

test('what others may parse while somebody types grows by 2 MB a second and is not saved up', () => {
  const empty = { bytes: 0, at: 1000 };
  expect(
    [refilled(empty, 1000), refilled(empty, 1010), refilled(empty, 60_000)].map(({ bytes }) =>
      Math.round(bytes),
    ),
  ).toEqual([0, 20_972, 2 * PARSE_PIECE]);
});
