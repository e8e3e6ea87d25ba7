import { expect, test } from 'vitest';
import { added, figuresOf, readLog } from './reading/test-support/logs.ts';

const AT = '2026-11-23T07:00:00.000Z';
let uuids = 0;
const uuid = () => {
  uuids += 1;
  return `u${uuids}`;
};
interface Usage {
  readonly [name: string]: unknown;
}
const usage = (output: number, more: Usage = {}) => ({
  input_tokens: 10,
  cache_creation_input_tokens: 1000,
  cache_read_input_tokens: 20_000,
  output_tokens: output,
  ...more,
});
const message = (output: number, stop: string | null, id = 'msg_1') => ({
  id,
  model: 'claude-opus-5-5',
  content: [{ type: 'text', text: `said ${uuids}` }],
  stop_reason: stop,
  usage: usage(output),
});
const written = (output: number, stop: string | null = null, more: object = {}, id = 'msg_1') => ({
  parentUuid: null,
  isSidechain: false,
  type: 'assistant',
  message: message(output, stop, id),
  requestId: 'req_1',
  uuid: uuid(),
  timestamp: AT,
  sessionId: 's',
  version: '2.0.76',
  ...more,
});
const typed = (content: string, more: object = {}) => ({
  parentUuid: null,
  type: 'user',
  message: { role: 'user', content: [{ type: 'text', text: content }] },
  uuid: uuid(),
  timestamp: AT,
  sessionId: 's',
  ...more,
});
const told = (lines: readonly unknown[]) =>
  readLog(lines).tokens.map(({ outputTokens, reason }) => [outputTokens, reason]);

test('case C21 lines of one response count once, with the larger of each figure', () => {
  const { tokens } = readLog([written(1), written(250), written(1)]);
  expect(tokens).toMatchObject([{ seq: 0, key: 'claude msg_1', at: AT, owner: null, reason: null }]);
  expect(tokens.map(figuresOf)).toEqual([[10, 1000, 20_000, 250]]);
  expect(tokens[0]?.totalTokens).toBe(21_260);
});

test('whether an output is final, by what its lines show and by the version that wrote them', () => {
  const since = { version: '2.1.100' };
  // Nothing shows it.
  expect(told([written(1), written(1)])).toEqual([[1, 'output-placeholder']]);
  expect(told([written(64)])).toEqual([[64, 'output-placeholder']]);
  // It is more than an answer begins with, it grew, or the answer has ended.
  expect(told([written(65)])).toEqual([[65, null]]);
  expect(told([written(1), written(7)])).toEqual([[7, null]]);
  expect(told([written(1, 'end_turn')])).toEqual([[1, null]]);
  // Main transcripts of 2.1.100 and later have final figures; their sub-agents do not always.
  expect(told([written(1, null, since)])).toEqual([[1, null]]);
  expect(told([written(1, null, { ...since, isSidechain: true, agentId: 'a1' })])).toEqual([
    [1, 'output-placeholder'],
  ]);
  expect(told([written(1, null, { version: 'unknown' })])).toEqual([[1, 'output-placeholder']]);
});

test('a stream that was cut says so, whether a line came of it or none', () => {
  const cut = typed('[Request interrupted by user]');
  const newer = { version: '2.1.330' };
  expect(told([typed('go'), written(1), cut])).toEqual([[1, 'aborted-stream']]);
  expect(told([typed('go'), written(1, null, newer), cut])).toEqual([[1, 'aborted-stream']]);
  expect(told([typed('go'), written(1, null, { ...newer, isAbortedMidStream: true }), cut])).toEqual([
    [1, 'aborted-stream'],
  ]);
  expect(told([typed('go'), cut])).toEqual([[0, 'aborted-stream']]);
  // What was said before is final, and so is an answer whose tool was broken off.
  expect(told([written(300), typed('go'), cut])).toEqual([
    [300, null],
    [0, 'aborted-stream'],
  ]);
  expect(told([typed('go'), written(1), typed('[Request interrupted by user for tool use]')])).toEqual([
    [1, 'output-placeholder'],
  ]);
  expect(told([cut])).toEqual([]);
});

test('what is no response of the model is not counted, and a summary is a request without figures', () => {
  const beside = { usage: usage(999), totalTokens: 999 };
  const lines = [
    written(0, 'stop_sequence', { message: { ...message(500, 'stop_sequence'), model: '<synthetic>' } }),
    written(0, 'stop_sequence', { isApiErrorMessage: true }),
    typed('x', { toolUseResult: beside }),
    typed('{"usage":{"input_tokens":5,"output_tokens":5}}'),
    {
      ...typed(''),
      type: 'progress',
      data: { message: { type: 'assistant', message: message(9, 'end_turn') } },
    },
    { type: 'system', subtype: 'compact_boundary', uuid: 'b1', timestamp: AT, sessionId: 's' },
  ];
  expect(readLog(lines).tokens).toMatchObject([
    { key: 'claude compaction b1', totalTokens: 0, reason: 'request-without-usage' },
  ]);
});

test('cache writes that are kept for an hour, and thinking', () => {
  const one = written(300, 'end_turn', {
    message: {
      ...message(300, 'end_turn'),
      usage: usage(300, {
        cache_creation: { ephemeral_1h_input_tokens: 400, ephemeral_5m_input_tokens: 600 },
        output_tokens_details: { thinking_tokens: 120 },
      }),
    },
  });
  expect(readLog([one]).tokens).toMatchObject([
    { cacheWriteTokens: 1000, cacheWrite1hTokens: 400, reasoningTokens: 120 },
  ]);
});

test('the key of a response is the same in every copy, and ids of a gateway are told apart by the request', () => {
  const keys = (...lines: readonly unknown[]) => readLog(lines).tokens.map(({ key }) => key);
  // A fork of 1.0 copies lines without the request's id.
  expect(keys(written(1), written(1, null, { requestId: undefined }))).toEqual(['claude msg_1']);
  expect(keys(written(1, null, {}, 'chat'), written(1, null, { requestId: 'req_2' }, 'chat'))).toEqual([
    'claude chat req_1',
    'claude chat req_2',
  ]);
  const copied = written(1, null, { requestSessionId: 'parent' });
  expect(readLog([copied])).toMatchObject({ tokens: [{ owner: 'parent' }], facts: { forkOf: 'parent' } });
  expect(readLog([written(1, null, { requestSessionId: 's' })])).toMatchObject({
    tokens: [{ owner: null }],
    facts: { forkOf: null },
  });
});

test('hostile figures never make one that is none', () => {
  const hostile = ['7', -1, 1.5, Number.NaN, 1e308, null, [], {}, 2 ** 53, 1e15];
  for (const value of hostile) {
    const figures = {
      input_tokens: value,
      output_tokens: value,
      cache_creation_input_tokens: value,
      cache_creation: value,
    };
    const { tokens } = readLog([
      written(1, 'end_turn', { message: { ...message(1, 'end_turn'), usage: figures } }),
      { type: 'cost-state', totalCostUSD: value, modelUsage: { m: { inputTokens: value } }, sessionId: 's' },
      {
        type: 'result',
        session_id: 's',
        uuid: uuid(),
        usage: figures,
        modelUsage: { m: { outputTokens: value } },
      },
    ]);
    for (const number of tokens.flatMap((one) =>
      Object.values(one).filter((each) => typeof each === 'number'),
    ))
      expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
    expect(added(tokens.map(figuresOf))).toEqual([0, 0, 0, 0]);
  }
});

test('the last word of the CLI itself on what was spent', () => {
  const cost = (output: number, costUSD: unknown) => ({
    type: 'cost-state',
    sessionId: 's',
    totalCostUSD: costUSD,
    modelUsage: { a: { outputTokens: output, inputTokens: 1 }, b: { cacheReadInputTokens: 5 } },
  });
  expect(readLog([cost(1, 0.5), cost(20, 0.75)]).counter).toMatchObject({
    source: 'cost-state',
    costUSD: 0.75,
    tokens: { totalTokens: 26 },
  });
  expect(readLog([cost(1, -1)]).counter?.costUSD).toBe(null);
  expect(readLog([written(1)]).counter).toBe(null);
});
