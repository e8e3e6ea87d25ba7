import { expect, test } from 'vitest';
import { claudeLogs } from './reader.ts';
import { fixture, logNames, readLog } from './reading/test-support/logs.ts';
import { randomFrom, testSeed } from '../test-support/random.ts';

const seed = testSeed();
/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

test('bytes that are no text, and no log at all, are counted and nothing else', () => {
  const random = randomFrom(seed + 2);
  const noise = Buffer.from(Array.from({ length: 20_000 }, () => random(256)));
  const { steps, tokens, skipped } = readLog(noise);
  expect([steps, tokens]).toEqual([[], []]);
  expect(skipped).toBeGreaterThan(20);
  expect(claudeLogs.recognises(noise.toString('utf8'))).toBe(false);
});

test('a damaged line costs that line only', () => {
  const log = fixture('2.1.330/tools/00000000-0000-4000-8000-000000000010.jsonl')
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const whole = readLog(log);
  const damages = [
    '{"parentUuid":"2026',
    '\0\0\0\0',
    'not json',
    '[1]',
    '"x"',
    '{"a":1}',
    `{"type":${'['.repeat(5000)}`,
  ];
  for (const damage of damages) {
    const { steps, tokens, skipped } = readLog(log.flatMap((line) => [line, damage]));
    expect([steps, tokens]).toEqual([whole.steps, whole.tokens]);
    expect(skipped).toBe(log.length);
  }
});

test('what a crash leaves before a line does not cost the line', () => {
  const line =
    '{"parentUuid":null,"isSidechain":false,"type":"user","message":{"role":"user","content":"é"},"uuid":"u1","timestamp":"2026-11-23T07:00:00.000Z","sessionId":"s"}';
  for (const before of ['\0\0\0', '\uFEFF', '  '])
    expect(readLog([before + line])).toMatchObject({ steps: [{ text: 'é' }], skipped: 0 });
});

test('a log in which every line stands twice is the same log', SLOW, () => {
  for (const name of logNames.filter((one) => /tools|subagent|interactive\/|resume|compact/.test(one))) {
    const lines = fixture(name).toString('utf8').trimEnd().split('\n');
    const { steps, tokens, facts } = readLog(lines);
    const twice = readLog(lines.flatMap((line) => [line, line]));
    expect({ name, steps: twice.steps, facts: twice.facts }).toEqual({ name, steps, facts });
    expect({ name, tokens: twice.tokens }).toEqual({ name, tokens });
  }
});

test('names that every object has are names like any other', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const lines = names.map(
    (name) =>
      `{"type":"assistant","uuid":"${name}","sessionId":"s","message":{"id":"${name}","model":"${name}","content":[{"type":"tool_use","id":"${name}","name":"${name}","input":{"__proto__":{"command":"x"}}}],"usage":{"input_tokens":1}}}`,
  );
  const { steps, tokens, skipped } = readLog(lines);
  expect(steps.map(({ tool, note }) => [tool, note])).toEqual(names.map((name) => [name, 'no-result']));
  expect(tokens.map(({ key, inputTokens }) => [key, inputTokens])).toEqual(
    names.map((name) => [`claude ${name} `, 1]),
  );
  expect(skipped).toBe(0);
});
