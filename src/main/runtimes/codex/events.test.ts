import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { randomFrom, testSeed } from '../test-support/random.ts';
import { byLine, cutAt } from '../test-support/reading.ts';
import { codexEvents, readableError } from './events.ts';
import { fixture, logNames } from './reading/test-support/logs.ts';

const FOLDER = join(import.meta.dirname, 'fixtures', 'events');
const recording = (name: string): Buffer => gunzipSync(readFileSync(join(FOLDER, `${name}.jsonl.gz`)));

/** One of them refused to start, and printed nothing. */
const execs = logNames.filter((name) => name.endsWith('.exec.jsonl') && fixture(name).length > 0);

const statesOf = (pieces: Iterable<Uint8Array>) => {
  const reader = codexEvents();
  const states = [];
  for (const piece of pieces) {
    reader.push(piece);
    states.push(reader.state());
  }
  return states;
};
const stateOf = (bytes: Uint8Array | string) => statesOf([Buffer.from(bytes)]).at(-1);
const event = (value: object): string => `${JSON.stringify(value)}\n`;
const item = (type: string, one: object): string => event({ type, item: { id: 'item_1', ...one } });

const REFUSED =
  'stream disconnected before completion: error sending request for url (http://127.0.0.1:9/v1/responses)';

describe('what a run whose server fails printed', () => {
  const lastWords = (version: string) =>
    Object.fromEntries(
      ['401', '429', '500', 'refused', 'hangs'].map((fault) => {
        const states = statesOf(byLine(recording(`${version}-${fault}`)));
        const last = states.at(-1);
        return [
          fault,
          {
            said: last?.lastWord?.text.replaceAll(/:\d{5}/g, ':PORT') ?? null,
            ok: last?.lastWord?.ok,
            unreachable: last?.unreachable,
            early: states.slice(0, -2).some(({ lastWord }) => lastWord !== null),
          },
        ];
      }),
    );
  const failed = (said: string) => ({ said, ok: false, unreachable: null, early: false });
  const hangs = { said: null, ok: undefined, unreachable: null, early: false };
  const busy = "We're currently experiencing high demand, which may cause temporary errors.";
  const denied =
    'unexpected status 401 Unauthorized: the test says 401, url: http://127.0.0.1:PORT/v1/responses';

  test('Codex 0.169.0: a refused connection is never given up, which is told', () => {
    expect(lastWords('0.169.0')).toEqual({
      401: failed(denied),
      429: failed('exceeded retry limit, last status: 429 Too Many Requests'),
      500: failed(busy.replace("'", '’')),
      refused: {
        ...hangs,
        unreachable: 'Reconnecting... waiting for network (Connection failed: error sending request)',
      },
      hangs,
    });
  });

  test('Codex 0.98.0 ends, whatever the server does but hang', () => {
    expect(lastWords('0.98.0')).toEqual({
      401: failed(denied),
      429: failed('exceeded retry limit, last status: 429 Too Many Requests'),
      500: failed(busy),
      refused: failed(REFUSED),
      hangs,
    });
  });

  test('Codex 0.47.0 does too', () => {
    expect(lastWords('0.47.0')).toEqual({
      401: failed('exceeded retry limit, last status: 401 Unauthorized'),
      429: failed('exceeded retry limit, last status: 429 Too Many Requests'),
      500: failed(busy),
      refused: failed('Connection failed: error sending request for url (http://127.0.0.1:9/v1/responses)'),
      hangs,
    });
  });
});

test('how often it was not answered is told, whether it counts or not; an answer that it did not like is none', () => {
  const tries = (name: string) => statesOf(byLine(recording(name))).map((state) => state.tries);
  expect(tries('0.169.0-refused')).toEqual([0, 0, 1, 2, 3, 4]);
  expect(tries('0.98.0-refused')).toEqual([0, 0, 1, 2, 3, 4, 5, 0, 0]);
  for (const name of ['0.169.0-401', '0.169.0-500', '0.98.0-401', '0.98.0-500', '0.47.0-500'])
    expect(tries(name).filter((count) => count > 0)).toEqual([]);
});

test('every recorded run has the end that its name tells, and the id of its rollout', () => {
  const names = execs;
  const wrong = names.filter((name) => {
    const found = stateOf(fixture(name));
    const ok = found?.lastWord?.ok ?? null;
    const expected = /\/(err|failed|drop)/.test(name) ? false : /interrupted|hang/.test(name) ? null : true;
    const isKnown = /^[0-9a-f-]{36}$/.test(found?.conversationId ?? '');
    return ok !== expected || !isKnown || found?.unreachable !== null || (ok && found.step !== null);
  });
  expect(names.length).toBeGreaterThan(60);
  expect(wrong).toEqual([]);
});

test('commands, patches and messages are told while they last', () => {
  const told = (name: string) =>
    statesOf(byLine(fixture(name)))
      .map(({ step, message }) => step ?? `(${message})`)
      .filter((one, index, all) => one !== all[index - 1]);
  expect(told('0.130.0/tools.exec.jsonl')).toEqual([
    '(null)',
    '(I will run a command first.)',
    'echo lab-ok && echo second-line',
    '(I will run a command first.)',
    'echo lab-fail >&2; exit 3',
    '(I will run a command first.)',
    'patch /home/dev/codex/work/0.130.0--tools/hello.txt',
    '(I will run a command first.)',
    'patch /home/dev/codex/work/0.130.0--tools/hello.txt',
    '(I will run a command first.)',
    '(All done.)',
  ]);
  expect(stateOf(fixture('0.130.0/tools.exec.jsonl'))?.lastWord).toEqual({ ok: true, text: 'All done.' });
});

const seed = testSeed();

test(`cut anywhere, the end is the same (SEED=${seed})`, () => {
  const random = randomFrom(seed);
  const all = [
    ...readdirSync(FOLDER)
      .filter((name) => name.endsWith('.gz'))
      .map((name) => recording(name.replace('.jsonl.gz', ''))),
    ...execs.map(fixture),
  ];
  for (const bytes of all) expect(statesOf(cutAt(bytes, random)).at(-1)).toEqual(stateOf(bytes));
});

test('a server that is back, and a warning, are no failures', () => {
  const waits = event({ type: 'error', message: 'Reconnecting... waiting for network (refused)' });
  const begun = event({ type: 'thread.started', thread_id: 'one' }) + event({ type: 'turn.started' });
  expect(stateOf(begun + waits)?.unreachable).toBe('Reconnecting... waiting for network (refused)');
  const after = begun + waits + item('item.completed', { type: 'error', message: 'deprecated' });
  expect(stateOf(after)).toMatchObject({ unreachable: null, lastWord: null });
  const complaint = event({ type: 'error', message: 'out of room' });
  expect(stateOf(begun + complaint)?.lastWord).toEqual({ ok: false, text: 'out of room' });
  expect(stateOf(begun + complaint + event({ type: 'item.updated' }))?.lastWord).toBeNull();
  expect(stateOf(begun + event({ type: 'turn.completed' }))?.lastWord).toEqual({ ok: true, text: '' });
});

test('the words of a server are taken out of its JSON', () => {
  const body = '{"error":{"message":"no such model","code":"x"}}';
  expect(
    [body, `unexpected status 400: ${body}`, '{"detail":"gone"}', 'a {broken', '{}'].map(readableError),
  ).toEqual(['no such model', 'unexpected status 400: no such model', 'gone', 'a {broken', '{}']);
});

test('of two commands at once the one that still runs is the step; nothing in it is obeyed', () => {
  const one = item('item.started', { type: 'command_execution', command: 'sleep 1\n\u001b[2J\u202e' });
  const two = one.replace('item_1', 'item_2').replace('sleep 1', 'sleep 2');
  const ended = item('item.completed', { type: 'command_execution', command: 'x' }).replace(
    'item_1',
    'item_2',
  );
  expect([one, one + two, one + two + ended].map((text) => stateOf(text)?.step)).toEqual([
    'sleep 1 [2J',
    'sleep 2 [2J',
    'sleep 1 [2J',
  ]);
});

test('an endless output is passed over, and an endless message is told as far as it is kept', () => {
  const parse = vi.spyOn(JSON, 'parse');
  const longest = () => Math.max(0, ...parse.mock.calls.map(([json]) => json.length));
  const filler = 'é"\n'.repeat(5_000_000);
  const output = item('item.completed', {
    type: 'command_execution',
    command: 'x',
    aggregated_output: filler,
  });
  const message = item('item.completed', { type: 'agent_message', text: filler });
  const reader = codexEvents();
  reader.push(Buffer.from(output));
  expect(longest()).toBe(0);
  reader.push(Buffer.from(message));
  expect(longest()).toBeLessThan(65 * 1024);
  expect(reader.state().message).toMatch(/^(é"\n){1000}/);
  reader.push(Buffer.from(event({ type: 'turn.completed' })));
  expect(reader.state().lastWord?.ok).toBe(true);
  parse.mockRestore();
});

test('what is no event, broken or of a later version says nothing', () => {
  const odd = [
    '',
    '\0\0',
    'nonsense',
    '{"type":"turn.completed"',
    '{"type":3}',
    '{"type":"item.started","item":7}',
  ];
  const none = {
    conversationId: null,
    lastWord: null,
    message: null,
    step: null,
    unreachable: null,
    tries: 0,
  };
  expect(stateOf(`${odd.join('\n')}\n`)).toEqual({ ...none, lastWord: { ok: true, text: '' } });
  expect(stateOf('[]\n{"type":"thread.started","thread_id":7}\n{"type":"turn.later"}\n')).toEqual(none);
});
