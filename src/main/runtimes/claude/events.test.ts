import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { EventsState } from '../statement.ts';
import { mutatedLog } from '../test-support/mutate.ts';
import { randomFrom, testSeed } from '../test-support/random.ts';
import { byLine, cutAt } from '../test-support/reading.ts';
import { claude } from './claude.ts';
import { fixture, isStream, logNames } from './reading/test-support/logs.ts';

const seed = testSeed();
const FAILING = join(import.meta.dirname, 'fixtures', 'events');
const failing = (name: string): Buffer => gunzipSync(readFileSync(join(FAILING, `${name}.jsonl.gz`)));

const NOTHING: EventsState = {
  conversationId: null,
  lastWord: null,
  message: null,
  step: null,
  unreachable: null,
  tries: 0,
};

const readAll = (pieces: readonly Uint8Array[]): EventsState => {
  const reader = claude.events();
  for (const piece of pieces) reader.push(piece);
  return reader.state();
};

/** The states that a reader goes through, each once. */
const statesOf = (log: Buffer): readonly EventsState[] => {
  const reader = claude.events();
  const states: EventsState[] = [];
  for (const piece of byLine(log)) {
    reader.push(piece);
    const state = reader.state();
    if (JSON.stringify(state) !== JSON.stringify(states.at(-1))) states.push(state);
  }
  return states;
};

const linesOf = (...lines: readonly object[]): Buffer =>
  Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

const said = (text: string) => ({ type: 'assistant', message: { content: [{ type: 'text', text }] } });
const called = (id: string, name: string, input: object, more: object = {}) => ({
  type: 'assistant',
  message: { content: [{ type: 'tool_use', id, name, input }] },
  ...more,
});
const answered = (id: string, content = '') => ({
  type: 'user',
  message: { content: [{ tool_use_id: id, type: 'tool_result', content }] },
});

test.each([
  ['1.0.128', 'All tools done. Created notes.txt with an edit.'],
  ['2.1.330', 'All tools done. Created notes.txt with an edit.'],
])('a run of %s tells its conversation, each step while it goes on, and its last word', (version, text) => {
  const states = statesOf(fixture(`${version}/tools/stream.stdout.jsonl`));
  const steps = states.map(({ step }) => step?.replaceAll(/\/\S*\//g, '') ?? null);
  expect(steps.filter((step, at) => step !== null && step !== steps[at - 1])).toEqual(
    expect.arrayContaining(['echo hello-tools; pwd', 'Write notes.txt', 'Edit notes.txt', 'echo par-1']),
  );
  expect(states[0]).toEqual({ ...NOTHING, conversationId: '00000000-0000-4000-8000-000000000010' });
  expect(states.at(-1)).toEqual({
    ...NOTHING,
    conversationId: '00000000-0000-4000-8000-000000000010',
    message: text,
    lastWord: { ok: true, text },
  });
});

test('of several calls at once the newest without a result is the present step', () => {
  const calls = [
    called('a', 'Bash', { command: 'sleep 9\nrm x' }),
    called('b', 'Read', { file_path: '/x/y' }, { parent_tool_use_id: 'a' }),
    called('c', '', {}),
  ];
  const after = (...more: readonly object[]) => readAll([linesOf(...calls, ...more)]).step;
  expect([after(), after(answered('c')), after(answered('b'), answered('c'))]).toEqual([
    'a tool',
    'Read /x/y',
    'sleep 9',
  ]);
  expect(after(answered('a'), answered('b'), answered('c'))).toBeNull();
});

describe('a server that fails', () => {
  const REFUSED = 'API Error: Connection refused — a firewall or proxy may be blocking it (ECONNREFUSED)';
  const DROPPED =
    'API Error: Connection dropped (ECONNRESET). Check the gateway set in ANTHROPIC_BASE_URL, then try again.';
  test.each([
    ['2.1.330-refused', REFUSED],
    ['2.1.330-reset', DROPPED],
    ['1.0.128-refused', 'API Error: Connection error.'],
    ['1.0.128-reset', 'API Error: Connection error.'],
  ])('%s: cannot be reached, told while the CLI tries again, and fails with its words', (name, text) => {
    const states = statesOf(failing(name));
    const told = states.flatMap(({ unreachable }) => (unreachable === null ? [] : [unreachable]));
    const tries = Array.from(
      { length: 10 },
      (_, at) => `No answer from the server (attempt ${at + 1} of 10): unknown`,
    );
    expect(told).toEqual(name.startsWith('1') ? [] : tries);
    expect(states.at(-1)).toMatchObject({ unreachable: null, lastWord: { ok: false, text } });
  });

  test('one that hangs is told at the first retry; there is no last word', () => {
    expect(readAll([failing('2.1.330-hang')])).toEqual({
      ...NOTHING,
      conversationId: '00000000-0000-4000-8000-0000000000aa',
      unreachable: 'No answer from the server (attempt 2 of 10): unknown',
      tries: 2,
    });
  });

  test.each(['401', '429', '500', '529'])(
    'one that answers %s is reached, and the run fails with that',
    (status) => {
      for (const version of ['1.0.128', '2.1.330']) {
        const states = statesOf(failing(`${version}-${status}`));
        expect(states.filter(({ unreachable }) => unreachable !== null)).toEqual([]);
        const text = expect.stringMatching(new RegExp(`${status}.*fake ${status}`));
        expect(states.at(-1)?.lastWord).toEqual({ ok: false, text });
      }
    },
  );

  test('anything else that is printed says that the server is back', () => {
    const retry = { type: 'system', subtype: 'api_retry', attempt: 3, error_status: null, error: 'x' };
    expect(readAll([linesOf(retry)]).unreachable).toBe('No answer from the server (attempt 3): x');
    for (const line of [
      said('x'),
      answered('x'),
      { type: 'system', subtype: 'status' },
      { ...retry, error_status: 500 },
    ])
      expect(readAll([linesOf(retry, retry, line)])).toMatchObject({ unreachable: null, tries: 0 });
  });
});

test('a resume of a conversation that is not there is told as the CLI tells it', () => {
  expect(readAll([fixture('2.1.330/flags/unknown-resume.stdout.jsonl')])).toEqual({
    ...NOTHING,
    conversationId: '00000000-0000-4000-8000-000000000999',
    lastWord: {
      ok: false,
      text: 'No conversation found with session ID: 00000000-0000-4000-8000-000000000999',
    },
  });
});

test('lines of many megabytes are not read where only their kind counts, and a last word that long is one still', () => {
  const long = 'y"tool_use_id":"b"\\'.repeat(700_000);
  const calls = [called('a', 'Bash', { command: 'cat' }), called('b', 'Bash', { command: 'sleep' })];
  expect(readAll([linesOf(...calls, answered('a', long))]).step).toBe('sleep');
  expect(readAll([linesOf(...calls, answered('b', long.slice(0, 200_000)))]).step).toBe('cat');
  const last = { is_error: false, subtype: 'success', result: `It's\n"done" ${long}`, type: 'result' };
  const { lastWord } = readAll([linesOf(...calls, last)]);
  expect([lastWord?.ok, lastWord?.text.slice(0, 11)]).toEqual([true, `It's\n"done"`]);
});

const streams = logNames.filter(isStream).map((name) => ({ name, log: fixture(name) }));

test.each(streams)(`$name read in any pieces tells the same (SEED=${seed})`, ({ log }) => {
  expect(readAll(cutAt(log, randomFrom(seed)))).toEqual(readAll([log]));
});

test.each(streams)(`whatever stands in $name, the reader goes on (SEED=${seed})`, ({ log }) => {
  const random = randomFrom(seed);
  const last = linesOf({ type: 'result', is_error: false, result: 'x' });
  const { lastWord } = readAll(cutAt(Buffer.concat([mutatedLog(log, random), last]), random));
  expect(lastWord).toEqual({ ok: true, text: 'x' });
});
