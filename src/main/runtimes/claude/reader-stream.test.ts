import { expect, test } from 'vitest';
import { added, figuresOf, readLog } from './reading/test-support/logs.ts';

let uuids = 0;
const printed = (type: string, more: object) => {
  uuids += 1;
  return { type, session_id: 's', uuid: `u${uuids}`, parent_tool_use_id: null, ...more };
};
const init = (version?: string) =>
  printed('system', {
    subtype: 'init',
    cwd: '/w',
    model: 'm',
    ...(version === undefined ? {} : { claude_code_version: version }),
  });
const usage = (output: number) => ({ input_tokens: 10, output_tokens: output });
const answer = (id: string, more: object = {}, content: unknown = [{ type: 'text', text: `said ${id}` }]) =>
  printed('assistant', { message: { id, model: 'm', content, stop_reason: null, usage: usage(1) }, ...more });
const modelUsage = (inputTokens: number, outputTokens: number, name = 'm') => ({
  [name]: { inputTokens, outputTokens },
});
const result = (more: object) => printed('result', { subtype: 'success', is_error: false, ...more });
const figures = (lines: readonly unknown[]) =>
  added(readLog(lines).tokens.map(figuresOf)).filter((_, index) => index % 3 === 0);
const reasons = (lines: readonly unknown[]) => readLog(lines).tokens.map(({ reason }) => reason);

test('answers have a placeholder, and the result has the truth', () => {
  const [one, two] = [answer('msg_1'), answer('msg_2')];
  expect(reasons([init(), one, two])).toEqual(['output-placeholder', 'output-placeholder']);
  // One answer: the whole difference is its own.
  const single = [init(), one, result({ usage: usage(300), modelUsage: modelUsage(10, 300) })];
  expect([figures(single), reasons(single)]).toEqual([[10, 300], [null]]);
  // Several: what they are together is known, and not whose it is.
  const both = [init(), one, two, result({ modelUsage: modelUsage(20, 700) })];
  expect([figures(both), reasons(both)]).toEqual([
    [20, 700],
    ['from-totals', 'from-totals', 'from-totals'],
  ]);
});

test('totals go on in a process, and begin again in another', () => {
  const turn = (id: string, input: number, output: number) => [
    init('2.1.100'),
    answer(id),
    result({ modelUsage: modelUsage(input, output) }),
  ];
  expect(figures([...turn('msg_1', 10, 300), ...turn('msg_2', 20, 700)])).toEqual([20, 700]);
  expect(figures([...turn('msg_1', 10, 300), ...turn('msg_2', 10, 100)])).toEqual([20, 400]);
});

test('totals of a whole conversation are not those of a run', () => {
  const turn = [
    init('2.1.280'),
    answer('msg_1'),
    result({ usage: usage(300), modelUsage: modelUsage(5000, 9000) }),
  ];
  expect(figures(turn)).toEqual([10, 300]);
  const newer = [
    init('2.1.330'),
    answer('msg_1'),
    result({
      usage: usage(300),
      modelUsage: modelUsage(5000, 9000),
      model_usage_since_last_result: modelUsage(10, 310, 'm[1m]'),
    }),
  ];
  expect(figures(newer)).toEqual([10, 310]);
  expect(readLog(newer).counter?.tokens?.totalTokens).toBe(14_000);
});

test('sub-agents, helpers and summaries are in the result only', () => {
  const lines = [
    init('2.1.100'),
    answer('msg_1', {}, [{ type: 'tool_use', id: 't1', name: 'Task', input: { description: 'Count' } }]),
    printed('user', {
      message: { role: 'user', content: [{ type: 'text', text: 'Count things' }] },
      parent_tool_use_id: 't1',
    }),
    answer('msg_2', { parent_tool_use_id: 't1' }),
    result({ modelUsage: { ...modelUsage(35, 600), haiku: { inputTokens: 4, outputTokens: 5 } } }),
  ];
  expect(figures(lines)).toEqual([39, 605]);
  expect(readLog(lines).steps.map(({ kind, within }) => [kind, within])).toEqual([
    ['tool', undefined],
    ['lifecycle', 0],
    ['text', 0],
  ]);
  const boundary = printed('system', { subtype: 'compact_boundary' });
  expect(reasons([init(), boundary, result({ modelUsage: {} })])).toEqual(['request-without-usage']);
  expect(reasons([init(), boundary, result({ modelUsage: modelUsage(50, 60) })])).toEqual(['from-totals']);
});

test('parts of a message tell its true output, and its text is told once', () => {
  const part = (event: object) => printed('stream_event', { event });
  const lines = [
    init(),
    part({ type: 'message_start', message: { id: 'msg_1', usage: usage(1) } }),
    part({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'sa' } }),
    answer('msg_1'),
    part({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 40 } }),
  ];
  expect([figures(lines), reasons(lines)]).toEqual([[10, 40], [null]]);
  expect(readLog(lines).steps.map(({ text }) => text)).toEqual(['said msg_1']);
});

test('a result twice is one, and one without usage by model has its own', () => {
  const end = result({ usage: usage(300), modelUsage: modelUsage(10, 300) });
  expect(figures([init(), end, end])).toEqual([10, 300]);
  expect(figures([init(), result({ usage: usage(300) })])).toEqual([10, 300]);
});

test('how a run ended: only what went wrong is shown', () => {
  const ends = (more: object, lines: readonly unknown[] = []) =>
    readLog([init(), ...lines, result(more)]).steps.map(({ kind, text, success }) => [kind, text, success]);
  expect(ends({ result: 'Done.' })).toEqual([]);
  expect(ends({ is_error: true, result: 'API Error: 500' })).toEqual([['error', 'API Error: 500', false]]);
  expect(ends({ subtype: 'error_max_turns' })).toEqual([['error', 'The limit of turns was reached.', false]]);
  const synthetic = printed('assistant', {
    message: { model: '<synthetic>', content: [{ type: 'text', text: 'API Error: 500' }] },
    error: 'x',
  });
  expect(ends({ is_error: true, result: 'API Error: 500' }, [synthetic])).toEqual([
    ['error', 'API Error: 500', false],
  ]);
  expect(
    ends({
      subtype: 'error_during_execution',
      is_error: true,
      terminal_reason: 'aborted_tools',
      errors: ['x'],
    }),
  ).toEqual([['lifecycle', 'Interrupted.', null]]);
});

test('facts come from its first line', () => {
  expect(readLog([init('2.1.330')]).facts).toMatchObject({
    conversationId: 's',
    cwd: '/w',
    model: 'm',
    cliVersion: '2.1.330',
    title: null,
  });
});
