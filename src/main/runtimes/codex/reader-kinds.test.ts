import { expect, test } from 'vitest';
import { codexLogs } from './reader.ts';
import { readLog, withoutPlace } from './reading/test-support/logs.ts';

const AT = '2026-11-23T07:00:00.000Z';
const item = (payload: object) => ({ timestamp: AT, type: 'response_item', payload });
const event = (payload: object) => ({ timestamp: AT, type: 'event_msg', payload });
const completed = (one: object) => event({ type: 'item_completed', item: one });
const said = (role: string, text: string) =>
  item({ type: 'message', role, content: [{ type: 'input_text', text }] });
const steps = (lines: readonly unknown[]) => readLog(lines).steps.map(withoutPlace);

test('what is put before the model is not the person', () => {
  const {
    steps: told,
    facts,
    skipped,
  } = readLog([
    said('developer', 'permissions'),
    said('user', '# AGENTS.md instructions for /w\n\n<INSTRUCTIONS>'),
    said('user', '<environment_context>\n</environment_context>'),
    said('user', 'fix it'),
    event({ type: 'user_message', message: 'fix it\nplease', images: [] }),
    said('user', '<turn_aborted>\n</turn_aborted>'),
    completed({
      type: 'UserMessage',
      id: 'u',
      content: [{ type: 'text', text: 'and this' }, { type: 'image' }],
    }),
  ]);
  expect(told.map(({ kind, text }) => [kind, text])).toEqual([
    ['user', 'fix it\nplease'],
    ['user', 'and this\n[image]'],
  ]);
  expect([facts.title, skipped]).toEqual(['fix it', 0]);
});

test('a rollout from before lines had envelopes', () => {
  const {
    steps: told,
    facts,
    skipped,
  } = readLog([
    { id: '5f3e', timestamp: AT, instructions: null, git: {} },
    { record_type: 'state' },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: '<environment_context>x' }] },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] },
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'x' },
    { type: 'function_call', name: 'shell', arguments: '{"command":["ls"]}', call_id: 'c' },
    {
      type: 'function_call_output',
      call_id: 'c',
      output: '{"output":"a","metadata":{"exit_code":0,"duration_seconds":0.1}}',
    },
    { type: 'local_shell_call', call_id: 'd', action: { type: 'exec', command: ['pwd'] } },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'done' }] },
  ]);
  expect(told.map(({ kind, text, command, exitCode }) => [kind, text ?? command, exitCode])).toEqual([
    ['user', 'hello', null],
    ['thinking', 'hm', null],
    ['tool', 'ls', 0],
    ['tool', 'pwd', null],
    ['text', 'done', null],
  ]);
  expect([facts.conversationId, facts.startedAt, skipped]).toEqual(['5f3e', AT, 0]);
});

test('a kind of a later version is shown where it says something, and is never an error', () => {
  const { steps: told, skipped } = readLog([
    event({ type: 'something_new', message: 'A word to the person' }),
    event({ type: 'something_silent', count: 3 }),
    completed({ type: 'HologramView', id: 'h', title: 'A view', status: 'completed' }),
    item({ type: 'teleport_call', name: 'teleport', call_id: 'x', arguments: '{}' }),
    { timestamp: AT, type: 'brand_new_line', payload: { a: 1 } },
    { type: 'item.completed', item: { id: 'item_9', type: 'dream', text: 'sheep', status: 'failed' } },
    { type: 'turn.paused' },
  ]);
  expect(
    told.map(({ kind, tool, text, success, note }) => [kind, tool ?? null, text, success, note]),
  ).toEqual([
    ['lifecycle', null, 'A word to the person', null, 'unknown-kind'],
    ['tool', 'HologramView', 'A view', true, 'unknown-kind'],
    ['tool', 'teleport_call', 'teleport', null, 'unknown-kind'],
    ['tool', 'dream', 'sheep', false, 'unknown-kind'],
  ]);
  expect(skipped).toBe(0);
});

test('tools of servers, searches and pages', () => {
  expect(
    steps([
      { type: 'item.started', item: { id: 'item_0', type: 'mcp_tool_call', server: 'db', tool: 'query' } },
      {
        type: 'item.completed',
        item: {
          id: 'item_0',
          type: 'mcp_tool_call',
          server: 'db',
          tool: 'query',
          arguments: { q: 'select' },
          error: { message: 'no' },
          status: 'failed',
        },
      },
      { type: 'item.completed', item: { id: 'item_1', type: 'web_search', query: 'cats' } },
      event({
        type: 'mcp_tool_call_end',
        call_id: 'm',
        invocation: { server: 'db', tool: 'list', arguments: {} },
        duration: { secs: 1, nanos: 0 },
        result: { Ok: { content: [{ type: 'text', text: 'rows' }] } },
      }),
      item({ type: 'web_search_call', status: 'completed', action: { type: 'open_page', url: 'https://x' } }),
    ]),
  ).toEqual([
    { kind: 'tool', tool: 'db.query', text: 'select', output: 'no', exitCode: null, success: false },
    { kind: 'tool', tool: 'Search', text: 'cats', exitCode: null, success: null },
    {
      kind: 'tool',
      tool: 'db.list',
      text: '',
      output: 'rows',
      exitCode: null,
      success: true,
      durationMs: 1000,
    },
    { kind: 'tool', tool: 'Fetch', text: 'https://x', exitCode: null, success: true },
  ]);
});

test('what happened to a turn: a failure once, an interruption, a rollback, a compaction', () => {
  expect(
    steps([
      event({ type: 'task_started', turn_id: 't1' }),
      event({ type: 'error', message: 'unexpected status 500' }),
      event({ type: 'task_complete', turn_id: 't1', error: { message: 'unexpected status 500' } }),
      event({ type: 'stream_error', message: 'Reconnecting... 1/5' }),
      { timestamp: AT, type: 'compacted', payload: { message: 'the summary' } },
      event({ type: 'context_compacted' }),
      event({ type: 'turn_aborted', reason: 'interrupted' }),
      event({ type: 'thread_rolled_back', num_turns: 2 }),
    ]).map(({ kind, text, success, note }) => [kind, text, success, note]),
  ).toEqual([
    ['error', 'unexpected status 500', false, undefined],
    ['error', 'Reconnecting... 1/5', null, undefined],
    ['compaction', 'the summary', null, undefined],
    ['lifecycle', 'Interrupted', null, 'interrupted'],
    ['lifecycle', 'Rolled back 2 turns', null, undefined],
  ]);
});

test('long texts keep their head and tail, and say how much is cut', () => {
  const long = `a${'x'.repeat(600_000)}z`;
  const [step] = steps([event({ type: 'agent_message', message: long })]);
  expect([step?.text?.[0], step?.text?.at(-1), step?.cut]).toEqual(['a', 'z', 600_002 - 256 * 1024]);
});

test('which files are logs, and what begins like one', () => {
  const name = 'rollout-2026-11-23T08-02-07-01a2076d-35c0-75e3-ad10-38936dbf2516.jsonl';
  const id = '01a2076d-35c0-75e3-ad10-38936dbf2516';
  const named = { conversationId: id, subagent: false };
  expect(
    [`/h/sessions/2026/11/23/${name}`, `/h/archived_sessions/${name}`, `${name}.zst`].map(codexLogs.named),
  ).toEqual([named, named, named]);
  expect(['exec.jsonl', 'history.jsonl', 'rollout-x.jsonl'].map(codexLogs.named)).toEqual([null, null, null]);
  expect(codexLogs.roots({ CODEX_HOME: '/h' })).toEqual(['/h/sessions', '/h/archived_sessions']);
  const heads = [
    `{"timestamp":"${AT}","ordinal":0,"type":"session_meta","payload":{}}`,
    '{"type":"thread.started","thread_id":"x"}\n',
    '{"type":"user","message":{"role":"user","content":"\\"type\\":\\"session_meta\\""}}',
    'hello',
  ];
  expect(heads.map(codexLogs.recognises)).toEqual([true, true, false, false]);
});
