import { expect, test } from 'vitest';
import { codexLogs } from './reader.ts';
import { fixture, readLog, sumOf } from './reading/test-support/logs.ts';

const AT = '2026-11-23T07:00:00.000Z';
const LATER = '2026-11-23T07:10:00.000Z';
const ID = '01a20745-0000-7000-8000-000000000001';
const event = (payload: object, timestamp = AT) => ({ timestamp, type: 'event_msg', payload });
const usage = (input: number, cached = 0, output = 0) => ({
  input_tokens: input,
  cached_input_tokens: cached,
  output_tokens: output,
  reasoning_output_tokens: 0,
  total_tokens: input + output,
});
const counted = (total: object | null, last: object = {}, at = AT) =>
  event(
    {
      type: 'token_count',
      info: total && { total_token_usage: total, last_token_usage: last },
      rate_limits: {},
    },
    at,
  );
const meta = (id: string, more: object = {}, timestamp = AT) => ({
  timestamp,
  type: 'session_meta',
  payload: { id, cwd: '/w', ...more },
});
const turn = (id: string, timestamp = AT) => event({ type: 'task_started', turn_id: id }, timestamp);
const finished = (input: number, cached = 0, output = 0) => ({
  type: 'turn.completed',
  usage: { input_tokens: input, cached_input_tokens: cached, output_tokens: output },
});
const sum = (lines: readonly unknown[]) => {
  const { input_tokens: input, cached, output_tokens: output } = sumOf(readLog(lines).tokens);
  return [input, cached, output];
};

test('case C19 a count without figures changes nothing', () => {
  const lines = [counted(usage(100, 25, 40), usage(100, 25, 40)), counted(null)];
  expect(sum(lines)).toEqual([100, 25, 40]);
  expect(readLog(lines).counter?.tokens?.totalTokens).toBe(140);
});

test('case C20 two turns with running totals are the last total, not their sum', () => {
  expect(sum([finished(100, 25, 40), finished(150, 30, 60)])).toEqual([150, 30, 60]);
});

test('whoever looked before an answer had its figures is told again, also when they were told before it', () => {
  const usageOf = { response_id: 'r1', usage: usage(50, 5, 20) };
  const answer = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] };
  const [early, late] = [
    [
      { ordinal: 1, timestamp: AT, type: 'token_usage_record', payload: usageOf },
      { ordinal: 2, timestamp: AT, type: 'response_item', payload: answer },
    ],
    [{ ordinal: 3, ...counted(usage(50, 5, 20), usage(50, 5, 20)) }],
  ].map((lines) => Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
  const first = codexLogs.reader(null);
  first.push(early ?? Buffer.alloc(0));
  const second = codexLogs.reader(first.save());
  const told = [first.end(), second.push(late ?? Buffer.alloc(0)), second.end()];
  expect(told.map(({ tokens }) => tokens.map(({ seq, reason }) => [seq, reason]))).toEqual([
    [[1, 'request-without-usage']],
    [[1, null]],
    [],
  ]);
});

test('B4 a file with the figures of both kinds: each is read by its own rule', () => {
  const lines = [
    meta(ID),
    counted(usage(100, 25, 40), usage(100, 25, 40)),
    turn('t2'),
    { timestamp: AT, type: 'token_usage_record', payload: { response_id: 'r1', usage: usage(50, 5, 20) } },
    counted(usage(150, 30, 60), usage(50, 5, 20)),
    turn('t3'),
    counted(usage(151, 30, 61), usage(1, 0, 1)),
  ];
  expect(readLog(lines).tokens.map(({ totalTokens, reason }) => [totalTokens, reason])).toEqual([
    [140, null],
    [70, null],
    [2, null],
  ]);
});

test('C3 no total is made of the fields of two', () => {
  const lines = [
    counted(usage(100, 90, 1), usage(100, 90, 1)),
    counted(usage(110, 91, 200), usage(10, 1, 199)),
  ];
  expect(
    readLog(lines).tokens.map(({ inputTokens, cacheReadTokens, outputTokens }) => [
      inputTokens,
      cacheReadTokens,
      outputTokens,
    ]),
  ).toEqual([
    [10, 90, 1],
    [9, 1, 199],
  ]);
});

test('D8 what a finished turn says is a running total: of the thread over its runs, or of each process', () => {
  const start = { type: 'thread.started', thread_id: ID };
  const thread = [
    start,
    finished(1000, 100, 10),
    start,
    finished(6000, 600, 60),
    start,
    finished(10_000, 1000, 100),
  ];
  expect(sum(thread)).toEqual([10_000, 1000, 100]);
  // Before 0.80: turn one, then a process that counts from nothing.
  expect(sum([start, finished(28_000, 2800, 280), start, finished(8000, 800, 80)])).toEqual([
    36_000, 3600, 360,
  ]);
  expect(readLog(thread).tokens.map(({ reason }) => reason)).toEqual([
    'from-totals',
    'from-totals',
    'from-totals',
  ]);
});

test('E hostile totals: shrinking, repeated, huge, negative and of other types never make a figure that is none', () => {
  const hostile = [
    counted(usage(1000, 100, 10), usage(1000, 100, 10)),
    counted(usage(1000, 100, 10), usage(1000, 100, 10)),
    counted(usage(500, 50, 5), usage(500, 50, 5)),
    counted(
      { input_tokens: -7, cached_input_tokens: 'many', output_tokens: 1e308, total_tokens: null },
      usage(-1),
    ),
    counted({ input_tokens: Number.MAX_SAFE_INTEGER + 2 }, { input_tokens: 1.5, output_tokens: [3] }),
    counted(usage(600, 60, 6), { input_tokens: 100, cached_input_tokens: 500, reasoning_output_tokens: 900 }),
    event({ type: 'agent_message', message: '{"total_token_usage":{"input_tokens":5}}' }),
    finished(-5, -5, -5),
    { type: 'turn.completed', usage: 'none' },
  ];
  const { tokens, counter } = readLog(hostile);
  const figures = tokens.flatMap((one) => Object.values(one).filter((value) => typeof value === 'number'));
  expect(figures.filter((value) => !Number.isSafeInteger(value) || value < 0)).toEqual([]);
  expect(sumOf(tokens)).toEqual({ input_tokens: 1600, cached: 250, output_tokens: 15, reasoning: 0 });
  expect(counter?.tokens?.totalTokens).toBe(0);
});

test('counters that begin again in the same file are segments, and equal totals in them are different responses', () => {
  const one = counted(usage(1000, 0, 10), usage(1000, 0, 10));
  const two = counted(usage(3000, 0, 30), usage(2000, 0, 20));
  const { tokens } = readLog([meta(ID), one, two, one, two]);
  expect(tokens.map(({ totalTokens }) => totalTokens)).toEqual([1010, 2020, 1010, 2020]);
  expect(new Set(tokens.map(({ key }) => key)).size).toBe(4);
});

test('case A5 what cached and written tokens cost is inside the input', () => {
  const { tokens } = readLog([
    counted(usage(1000), {
      ...usage(1000, 600, 10),
      cache_write_input_tokens: 300,
      reasoning_output_tokens: 4,
    }),
  ]);
  expect(tokens).toMatchObject([
    {
      inputTokens: 100,
      cacheReadTokens: 600,
      cacheWriteTokens: 300,
      outputTokens: 10,
      reasoningTokens: 4,
      totalTokens: 1010,
    },
  ]);
});

const both = (parent: string, fork: string) => {
  const [own, copy] = [readLog(fixture(`app-server/${parent}`)), readLog(fixture(`app-server/${fork}`))];
  return { own, copy, keys: new Set(own.tokens.map(({ key }) => key)) };
};

test.each([
  ['rollout-0.130.0-79a4fc.jsonl', 'rollout-0.130.0-2ef220.jsonl'],
  ['rollout-0.98.0-8e7af7.jsonl', 'rollout-0.98.0-3aa1e2.jsonl'],
])('what a fork copied of %s has the keys it has there, and its owner', (parent, fork) => {
  const { own, copy, keys } = both(parent, fork);
  expect(copy.facts.forkOf).toBe(own.facts.conversationId);
  const real = copy.tokens.filter(({ totalTokens }) => totalTokens > 0);
  expect(real).toHaveLength(10);
  expect(real.filter(({ key, owner }) => !keys.has(key) || owner !== own.facts.conversationId)).toEqual([]);
});

test('what a fork asks for itself is its own, though the parent asks for the same later', () => {
  const parent = '01a20745-b908-7262-8200-bd5d8879a4fc';
  const fork = '01a20745-c833-7243-ad26-ac50a32ef220';
  const first = counted(usage(1000), usage(1000));
  const next = counted(usage(3000), usage(2000), LATER);
  const asked = [turn('01a20745-b96f-72c1-96d9-087d436c1323'), first];
  const own = readLog([meta(parent), ...asked, turn('01a20745-d000-7000-8000-000000000000', LATER), next]);
  const copied = [meta(fork, { forked_from_id: parent }), meta(parent), ...asked];
  const copy = readLog([
    ...copied,
    turn('01a20745-c900-7000-8000-000000000000'),
    counted(usage(3000), usage(2000)),
  ]);
  const old = readLog([meta(fork, { forked_from_id: parent }), meta(parent), first, next]);
  for (const { tokens } of [copy, old]) {
    expect(tokens.map(({ owner }) => owner)).toEqual([parent, null]);
    expect(tokens[0]?.key).toBe(own.tokens[0]?.key);
    expect(tokens[1]?.key).not.toBe(own.tokens[1]?.key);
  }
});

test('a fork of a fork: each copied turn belongs to the conversation that had it', () => {
  const [first, second, third] = [
    '01a20745-1000-7000-8000-000000000000',
    '01a20745-2000-7000-8000-000000000000',
    '01a20745-3000-7000-8000-000000000000',
  ] as const;
  const one = [turn('01a20745-1001-7000-8000-000000000000'), counted(usage(10), usage(10))];
  const two = [turn('01a20745-2001-7000-8000-000000000000'), counted(usage(30), usage(20))];
  const three = [turn('01a20745-3001-7000-8000-000000000000'), counted(usage(60), usage(30))];
  const logs = [
    readLog([meta(first), ...one]),
    readLog([meta(second, { forked_from_id: first }), meta(first), ...one, ...two]),
    readLog([meta(third, { forked_from_id: second }), meta(second), meta(first), ...one, ...two, ...three]),
  ];
  expect(logs.at(-1)?.tokens.map(({ owner }) => owner)).toEqual([first, second, null]);
  expect(new Set(logs.flatMap(({ tokens }) => tokens.map(({ key }) => key))).size).toBe(3);
});

test('a fork of a fork whose lines name no turn counts its own alone: the others are in the log it was forked from', () => {
  const [first, second, third] = [
    '01a20745-1000-7000-8000-000000000000',
    '01a20745-2000-7000-8000-000000000000',
    '01a20745-3000-7000-8000-000000000000',
  ] as const;
  const one = counted(usage(10), usage(10));
  const two = counted(usage(30), usage(20));
  const logs = [
    readLog([meta(first), one]),
    readLog([
      meta(second, { forked_from_id: first }),
      meta(first),
      one,
      counted(usage(30), usage(20), LATER),
    ]),
    readLog([
      meta(third, { forked_from_id: second }),
      meta(second),
      meta(first),
      one,
      two,
      counted(usage(60), usage(30), LATER),
    ]),
  ];
  expect(logs.at(-1)?.tokens.map(({ owner, inputTokens }) => [owner, inputTokens])).toEqual([[null, 30]]);
  const keys = new Map(
    logs.flatMap(({ tokens }) => tokens.map(({ key, inputTokens }) => [key, inputTokens])),
  );
  expect([...keys.values()]).toEqual([10, 20, 30]);
});

test('a fork that copies nothing begins at the total of its parent, which is not its own', () => {
  const base = { forked_from_id: ID, history_base: { thread_id: ID, end_ordinal_exclusive: 78 } };
  const { tokens, facts, counter } = readLog([
    meta('01a20745-4142-73a1-a70c-71bd66d49edb', base),
    counted(usage(45_000, 4500, 450), usage(9000, 900, 90)),
    turn('01a20745-4173-7d50-bb20-6c5d9975fc78'),
    counted(usage(48_000, 4800, 480), usage(3000, 300, 30)),
  ]);
  expect(facts.forkOf).toBe(ID);
  expect(tokens.map(({ totalTokens, owner }) => [totalTokens, owner])).toEqual([[3030, null]]);
  expect(counter?.tokens?.totalTokens).toBe(48_480);
});

test("a sub-agent that began with its parent's lines: those are the parent's", () => {
  const parent = '01a2076d-35c0-75e3-ad10-38936dbf2516';
  const child = '01a2076d-365e-72e1-acf6-2727134d1ec7';
  const source = { subagent: { thread_spawn: { parent_thread_id: parent, depth: 1 } } };
  const asked = [turn('01a2076d-35c9-72c0-8c36-c05c33ae2b9d'), counted(usage(10), usage(10))];
  const own = readLog([meta(parent), ...asked]);
  const { tokens, facts } = readLog([
    meta(child, { source }),
    meta(parent),
    ...asked,
    turn('01a2076d-366f-7c62-9254-962502be13a1'),
    counted(usage(5), usage(5)),
  ]);
  expect([facts.parentId, facts.forkOf]).toEqual([parent, null]);
  expect(tokens.map(({ owner, totalTokens }) => [owner, totalTokens])).toEqual([
    [parent, 10],
    [null, 5],
  ]);
  expect(tokens[0]?.key).toBe(own.tokens[0]?.key);
});

test('without its first line a log has no name, so its responses are matched with none', () => {
  expect(readLog([counted(usage(10), usage(10))]).tokens.map(({ key }) => key)).toEqual([null]);
});

test('the model is that of the turn', () => {
  const context = (model: string) => ({ timestamp: AT, type: 'turn_context', payload: { model } });
  const { tokens, facts } = readLog([
    context('gpt-5-codex'),
    counted(usage(10), usage(10)),
    event({ type: 'thread_settings_applied', thread_settings: { model: 'gpt-6.1-sol' } }),
    counted(usage(30), usage(20)),
  ]);
  expect([tokens.map(({ model }) => model), facts.model]).toEqual([
    ['gpt-5-codex', 'gpt-6.1-sol'],
    'gpt-6.1-sol',
  ]);
});
