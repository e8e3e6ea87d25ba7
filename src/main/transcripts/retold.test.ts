import { expect, test } from 'vitest';
import type { Step } from '#shared/contract/transcripts.ts';
import { fuller, untold } from './retold.ts';

const at = '2026-11-25T12:00:00.000Z';
const later = '2026-11-25T12:00:05.000Z';
const step = (seq: number, more: Partial<Step>): Step => ({
  seq,
  at,
  kind: 'tool',
  exitCode: null,
  success: null,
  ...more,
});
const call = (seq: number, command: string): Step => step(seq, { tool: 'Bash', command, note: 'running' });
const result = step(0, { at: later, note: 'no-call', success: true, exitCode: 0, output: 'done' });

test('a result whose call was cut away is of the one call that has none', () => {
  const [make, said] = [call(1, 'make'), step(2, { kind: 'text', text: 'Wait.' })];
  expect(untold([make, said]).take(result)).toBe(1);
  const { note: _, ...rest } = make;
  expect(fuller(make, result)).toEqual({ ...rest, success: true, exitCode: 0, output: 'done' });
});

test('with two calls that have none it stays what it is', () => {
  expect(untold([call(1, 'make'), call(2, 'npm test')]).take(result)).toBeNull();
});

test('what is told again with less keeps what was known', () => {
  const done = step(3, { tool: 'Bash', command: 'make', success: true, exitCode: 0, output: 'done' });
  expect(untold([done]).take(call(9, 'make'))).toBe(3);
  expect(fuller(done, call(9, 'make'))).toEqual(done);
  expect(fuller(call(3, 'make'), { ...done, seq: 9 })).toEqual(done);
});

test('of very many things of one moment each is found', () => {
  const many = Array.from({ length: 100_000 }, (_, seq) => step(seq, { kind: 'text', text: 'Yes.' }));
  const kept = untold([...many, call(100_000, 'make'), call(100_001, 'npm test')]);
  expect(many.map((one) => kept.take(one))).toEqual(many.map(({ seq }) => seq));
  expect(many.map(() => kept.take(result))).toEqual(many.map(() => null));
});

test('equal things are told again in their order, and each once', () => {
  const kept = untold([step(1, { kind: 'text', text: 'Yes.' }), step(4, { kind: 'text', text: 'Yes.' })]);
  const again = step(0, { kind: 'text', text: 'Yes.' });
  expect([kept.take(again), kept.take(again), kept.take(again), kept.isEmpty()]).toEqual([1, 4, null, true]);
});
