import { expect, test } from 'vitest';
import { codexLogs } from './reader.ts';
import { fixture, readLog } from './reading/test-support/logs.ts';
import { mutatedLine } from '../test-support/mutate.ts';
import { randomFrom, testSeed } from '../test-support/random.ts';

const seed = testSeed();
test('bytes that are no text, and no log at all, are counted and nothing else', () => {
  const random = randomFrom(seed + 2);
  const noise = Buffer.from(Array.from({ length: 20_000 }, () => random(256)));
  const lines = noise
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '' && line !== '\r').length;
  const { steps, tokens, skipped } = readLog(noise);
  expect([steps, tokens]).toEqual([[], []]);
  expect(skipped).toBeGreaterThanOrEqual(lines - 1);
  expect(skipped).toBeLessThanOrEqual(lines);
  expect(codexLogs.recognises(noise.toString('utf8'))).toBe(false);
});

test('a damaged line costs that line only', () => {
  const log = fixture('0.130.0/tools.rollout.jsonl').toString('utf8').trimEnd().split('\n');
  const whole = readLog(log);
  for (const damage of [
    '{"timestamp":"2026',
    '\0\0\0\0',
    'not json',
    '[1]',
    '"x"',
    '{"a":1}',
    `{"type":${'['.repeat(5000)}`,
  ]) {
    const { steps, tokens, skipped } = readLog(log.flatMap((line) => [line, damage]));
    expect([steps, tokens]).toEqual([whole.steps, whole.tokens]);
    expect(skipped).toBe(log.length);
  }
});

test('what a crash leaves before a line does not cost the line', () => {
  const line =
    '{"timestamp":"2026-11-23T07:00:00.000Z","type":"event_msg","payload":{"type":"agent_message","message":"é"}}';
  for (const before of ['\0\0\0', '\uFEFF', '  '])
    expect(readLog([before + line])).toMatchObject({ steps: [{ text: 'é' }], skipped: 0 });
});

test('names that every object has are names like any other', () => {
  const call = (id: string) =>
    `{"timestamp":"2026-11-23T07:00:00.000Z","type":"response_item","payload":{"type":"function_call","name":"${id}","arguments":"{\\"__proto__\\":{\\"cmd\\":\\"x\\"}}","call_id":"${id}"}}`;
  const ids = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const { steps, skipped } = readLog(ids.map(call));
  expect(steps.map(({ tool, note }) => [tool, note])).toEqual(ids.map((id) => [id, 'no-result']));
  expect(skipped).toBe(0);
});

test('a mutated line is never longer than it can be read', () => {
  const random = randomFrom(seed + 3);
  for (let count = 0; count < 200; count += 1)
    expect(mutatedLine(Buffer.from('{"a":[1,{"b":"c"}]}'), random).length).toBeLessThan(200_000);
});
