import { expect, test } from 'vitest';
import { sessionId } from '#renderer/test-support/fixtures.ts';
import { closed, opened, split, stepped, type Panes } from './panes.ts';

const [a, b, c] = [sessionId(1), sessionId(2), sessionId(3)];
const none: Panes = { open: [], focused: null };
const two: Panes = { open: [a, b], focused: b };

test('opening takes the place of the focused pane', () => {
  expect(opened(two, c)).toEqual({ open: [a, c], focused: c });
  expect(opened(none, a)).toEqual({ open: [a], focused: a });
});

test('opening what is open already only moves the focus', () => {
  expect(opened(two, a)).toEqual({ open: [a, b], focused: a });
});

test('a split stands next to the focused pane', () => {
  expect(split({ open: [a, b], focused: a }, c)).toEqual({ open: [a, c, b], focused: c });
});

test('closing gives the focus to the neighbour', () => {
  expect(closed({ open: [a, b, c], focused: b }, b)).toEqual({ open: [a, c], focused: c });
  expect(closed(two, b)).toEqual({ open: [a], focused: a });
  expect(closed(two, a)).toEqual({ open: [b], focused: b });
  expect(closed({ open: [a], focused: a }, a)).toEqual(none);
});

test('stepping goes around the end', () => {
  expect([stepped(two, 1).focused, stepped(two, -1).focused, stepped(none, 1).focused]).toEqual([a, a, null]);
});
