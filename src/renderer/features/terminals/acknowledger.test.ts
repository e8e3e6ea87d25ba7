import { expect, test } from 'vitest';
import { createAcknowledger } from './acknowledger.ts';

const rig = () => {
  const sent: number[] = [];
  return { sent, acknowledger: createAcknowledger((bytes) => sent.push(bytes)) };
};

test('a lone write is acknowledged as soon as it is parsed', () => {
  const { sent, acknowledger } = rig();
  acknowledger.started();
  acknowledger.parsed(7);
  expect(sent).toEqual([7]);
});

test('during a flood acknowledgements are gathered, and the last write settles the rest', () => {
  const { sent, acknowledger } = rig();
  for (const _ of [1, 2, 3, 4]) acknowledger.started();
  acknowledger.parsed(1000);
  acknowledger.parsed(3000);
  acknowledger.parsed(200);
  acknowledger.parsed(50);
  expect(sent).toEqual([4200, 50]);
});

test('bytes that a snapshot made void are acknowledged too, so that the window never leaks', () => {
  const { sent, acknowledger } = rig();
  acknowledger.dropped(9000);
  acknowledger.dropped(0);
  expect(sent).toEqual([9000]);
});

test('a new connection owes nothing of the old one', () => {
  const { sent, acknowledger } = rig();
  acknowledger.started();
  acknowledger.started();
  acknowledger.parsed(10);
  acknowledger.restart();
  acknowledger.parsed(5);
  expect(sent).toEqual([5]);
});
