import { expect, test } from 'vitest';
import { readLog, readPieces, withoutPlace } from './reading/test-support/logs.ts';

/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

const AT = '2026-11-23T07:00:00.000Z';
const item = (payload: object) => ({ timestamp: AT, type: 'response_item', payload });
const event = (payload: object) => ({ timestamp: AT, type: 'event_msg', payload });
const call = (name: string, args: unknown, id = 'call_1') =>
  item({ type: 'function_call', name, arguments: JSON.stringify(args), call_id: id });
const output = (said: unknown, id = 'call_1') =>
  item({ type: 'function_call_output', call_id: id, output: said });
const exec = (type: string, one: object) => ({ type: `item.${type}`, item: { id: 'item_0', ...one } });
const steps = (lines: readonly unknown[]) => readLog(lines).steps.map(withoutPlace);

test('case C1 a command that went well is shown as the shell got it, and its raw form is kept', () => {
  const one = {
    type: 'command_execution',
    command: "bash -lc 'cat a'",
    aggregated_output: 'x',
    exit_code: 0,
  };
  expect(steps([exec('completed', { ...one, status: 'completed' })])).toEqual([
    {
      kind: 'tool',
      tool: 'Bash',
      command: 'cat a',
      text: "bash -lc 'cat a'",
      output: 'x',
      exitCode: 0,
      success: true,
    },
  ]);
});

test('case C2 a command that was declined has failed, and says why', () => {
  const one = { type: 'command_execution', command: 'rm x', status: 'declined' };
  expect(steps([exec('completed', one)])).toMatchObject([
    { command: 'rm x', exitCode: null, success: false, note: 'declined' },
  ]);
});

test('case C3 a command that never ended is one row, and unknown once the log has ended', () => {
  const one = { type: 'command_execution', command: 'sleep 9', status: 'in_progress', exit_code: null };
  expect(steps([exec('started', one)])).toEqual([
    { kind: 'tool', tool: 'Bash', command: 'sleep 9', exitCode: null, success: null, note: 'no-result' },
  ]);
  expect(steps([exec('started', one), exec('completed', { ...one, status: 'failed' })])).toMatchObject([
    { command: 'sleep 9', exitCode: null, success: false },
  ]);
});

test('case C4 a failed change of two files is two failures', () => {
  const changes = [
    { path: '/a', kind: 'add' },
    { path: '/b', kind: 'delete' },
  ];
  for (const before of [[], [exec('started', { type: 'file_change', changes, status: 'in_progress' })]]) {
    expect(steps([...before, exec('completed', { type: 'file_change', changes, status: 'failed' })])).toEqual(
      [
        { kind: 'tool', tool: 'Write', path: '/a', exitCode: null, success: false },
        { kind: 'tool', tool: 'Delete', path: '/b', exitCode: null, success: false },
      ],
    );
  }
});

test('case C5 a list of things to do is one row, as it was last', () => {
  const list = (...done: boolean[]) => ({
    type: 'todo_list',
    items: done.map((completed, index) => ({ text: `step ${index}`, completed })),
  });
  const lines = [
    exec('started', list(false, false)),
    exec('updated', list(true, false)),
    exec('completed', list(true, true)),
  ];
  const todos = [
    { text: 'step 0', state: 'done' },
    { text: 'step 1', state: 'done' },
  ];
  expect(steps(lines)).toEqual([{ kind: 'todo', todos, exitCode: null, success: null }]);
});

test('case C6 an old shell call that failed: command, code, time, failure', () => {
  const lines = [
    call('shell', { command: ['bash', '-lc', 'false'] }),
    output('{"output":"","metadata":{"exit_code":1,"duration_seconds":0.2}}'),
  ];
  expect(steps(lines)).toEqual([
    {
      kind: 'tool',
      tool: 'Bash',
      command: 'false',
      text: 'bash -lc false',
      exitCode: 1,
      success: false,
      durationMs: 200,
    },
  ]);
});

test('A3 the old shell with its argument array and its output as JSON text', () => {
  const lines = [
    call('shell', { command: ['bash', '-lc', 'echo a && exit 3'], workdir: '/w' }),
    output('{"output":"a\\n","metadata":{"exit_code":3,"duration_seconds":1.5}}'),
    call('shell', { command: ['git', 'commit', '-m', "it's"] }, 'call_2'),
    output('{"output":"","metadata":{"exit_code":0,"duration_seconds":0}}', 'call_2'),
  ];
  expect(steps(lines)).toMatchObject([
    { command: 'echo a && exit 3', exitCode: 3, success: false, output: 'a\n', durationMs: 1500 },
    { command: `git commit -m 'it'"'"'s'`, exitCode: 0, success: true },
  ]);
});

test('case A4 every shape of a result in one log: each call ends as its output says, and none is lost', () => {
  const patch = '*** Begin Patch\n*** Update File: error_handler.go\n@@\n-a\n+b\n*** End Patch';
  const custom = (id: string) =>
    item({ type: 'custom_tool_call', name: 'apply_patch', input: patch, call_id: id });
  const unified = 'Chunk ID: ab\nWall time: 0.5 seconds\nProcess exited with code 0\nOutput:\nok';
  const text = { type: 'output_text', text: 'Done.' };
  const lines = [
    call('shell', { command: ['bash', '-lc', 'make'] }, 'a'),
    output('{"output":"no","metadata":{"exit_code":2,"duration_seconds":1}}', 'a'),
    call('shell_command', { command: 'make' }, 'b'),
    output('Exit code: 0\nWall time: 150ms\nOutput:\nok', 'b'),
    call('exec_command', { cmd: 'make' }, 'c'),
    output(unified, 'c'),
    call('shell_command', { command: 'cat x.json' }, 'd'),
    output('{"name":"x"}', 'd'),
    call('shell_command', { command: 'cat notes' }, 'e'),
    output('something', 'e'),
    call('apply_patch', { input: patch }, 'f'),
    output('apply_patch verification failed: no such lines', 'f'),
    custom('g'),
    output('Success. Updated the following files:\nM error_handler.go\n', 'g'),
    call('frobnicate', { how: 'well' }, 'h'),
    output('frobnicated', 'h'),
    event({ type: 'agent_message', message: 'Done.' }),
    item({ type: 'message', role: 'assistant', content: [text] }),
    call('shell_command', { command: 'sleep 9' }, 'i'),
  ];
  expect(
    steps(lines).map((one) => [
      one.tool ?? one.kind,
      one.command ?? one.path ?? one.text,
      one.exitCode,
      one.success,
      one.note ?? one.durationMs,
    ]),
  ).toEqual([
    ['Bash', 'make', 2, false, 1000],
    ['Bash', 'make', 0, true, 150],
    ['Bash', 'make', 0, true, 500],
    ['Bash', 'cat x.json', null, null, undefined],
    ['Bash', 'cat notes', null, null, undefined],
    ['Edit', 'error_handler.go', null, false, undefined],
    ['Edit', 'error_handler.go', null, true, undefined],
    ['frobnicate', '{"how":"well"}', null, null, undefined],
    ['text', 'Done.', null, null, undefined],
    ['Bash', 'sleep 9', null, null, 'no-result'],
  ]);
});

test('case C16 a text told by two lines is one step, and said twice it is two', () => {
  const said = event({ type: 'agent_message', message: 'Done.' });
  const again = item({
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'Done.' }],
  });
  const later = { ...said, timestamp: '2026-11-23T07:00:09.000Z' };
  const laterAgain = { ...again, timestamp: '2026-11-23T07:00:09.000Z' };
  for (const pair of [
    [said, again],
    [again, said],
  ]) {
    expect(steps(pair)).toHaveLength(1);
    expect(steps([...pair, later, laterAgain])).toHaveLength(2);
  }
});

test('case C17 an output without its call is a step of its own', () => {
  expect(steps([output('Exit code: 4\nWall time: 1s\nOutput:\nlost')])).toEqual([
    {
      kind: 'tool',
      tool: 'tool',
      output: 'lost',
      exitCode: 4,
      success: false,
      durationMs: 1000,
      note: 'no-call',
    },
  ]);
});

test('D2 a call and its output are paired over lines, read one by one', () => {
  const lines = [
    call('exec_command', { cmd: 'ls' }),
    call('view_image', { path: 'a.png' }, 'call_2'),
    output('seen', 'call_2'),
  ];
  const pieces = [...lines, output('Chunk ID: a\nWall time: 2m 3s\nProcess exited with code 0\nOutput:\nb')];
  expect(readPieces(pieces.map((line) => Buffer.from(`${JSON.stringify(line)}\n`))).steps).toMatchObject([
    { seq: 0, command: 'ls', output: 'b', exitCode: 0, success: true, durationMs: 123_000 },
    { seq: 1, tool: 'Read', path: 'a.png', output: 'seen', success: null },
  ]);
});

test('case C23 a line of exec with a payload is still one of exec', () => {
  const one = { type: 'agent_message', text: 'hi', id: 'item_0' };
  const lines = [
    { type: 'item.completed', item: one, payload: { type: 'x' } },
    { type: 'error', payload: { a: 1 } },
  ];
  expect(steps(lines)).toMatchObject([{ kind: 'text', text: 'hi' }]);
});

test('C2 the dialect is told by the shape of each line, so a mixed file is read whole', () => {
  const lines = [
    exec('completed', { type: 'agent_message', text: 'from exec' }),
    event({ type: 'agent_message', message: 'from a rollout' }),
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'from before envelopes' }] },
    {
      timestamp: AT,
      ordinal: 3,
      type: 'event_msg',
      payload: {
        type: 'item_completed',
        item: { type: 'AgentMessage', content: [{ type: 'Text', text: 'numbered' }] },
      },
    },
  ];
  const { steps: told, skipped } = readLog(lines);
  expect(told.map(({ kind, text }) => [kind, text])).toEqual([
    ['text', 'from exec'],
    ['text', 'from a rollout'],
    ['user', 'from before envelopes'],
    ['text', 'numbered'],
  ]);
  expect(skipped).toBe(0);
});

test('case C24 a line of 5 MB is read, and the rest too', SLOW, () => {
  const { steps: told, skipped } = readLog([
    call('shell_command', { command: 'cat big' }),
    output(`Exit code: 0\nWall time: 1s\nOutput:\n${'x'.repeat(5_000_000)}`),
    event({ type: 'agent_message', message: 'after' }),
  ]);
  expect(told).toMatchObject([{ exitCode: 0, cut: 5_000_000 - 256 * 1024 }, { text: 'after' }]);
  expect(told[0]?.output?.length).toBeLessThan(257 * 1024);
  expect(skipped).toBe(0);
});

test('a line of 50 MB is not held: what its head tells is told, and the rest is read', SLOW, () => {
  const head = `{"timestamp":"${AT}","type":"response_item","payload":{"type":"function_call_output","call_id":"call_1","output":"`;
  const piece = Buffer.alloc(1024 * 1024, 'y');
  const { steps: told, skipped } = readPieces([
    Buffer.from(`${JSON.stringify(call('shell_command', { command: 'yes' }))}\n`),
    Buffer.from(`${head}Exit code: 1\\nWall time: 1s\\nOutput:\\n`),
    ...Array.from({ length: 50 }, () => piece),
    Buffer.from(`"}}\n{"timestamp":"${AT}","type":"event_msg","payload":{"type":"agent_message","message":"`),
    ...Array.from({ length: 9 }, () => piece),
    Buffer.from(`"}}\n${JSON.stringify(event({ type: 'agent_message', message: 'after' }))}\n`),
  ]);
  expect(told.map(({ command, exitCode, text }) => [command, exitCode, text])).toEqual([
    ['yes', 1, undefined],
    [undefined, null, 'after'],
  ]);
  expect(told[0]?.output?.startsWith('yyyy')).toBe(true);
  expect(skipped).toBe(1);
});

test('B5 the folder is read from the first line of a rollout, and of an exec log that has one', () => {
  const meta = { id: '01a20745-1f43-7690-8418-92c06c0e1ccb', cwd: '/w', cli_version: '0.47.0' };
  expect(readLog([{ timestamp: AT, type: 'session_meta', payload: meta }]).facts).toMatchObject({
    conversationId: meta.id,
    cwd: '/w',
    cliVersion: '0.47.0',
    startedAt: AT,
  });
  expect(readLog([{ type: 'thread.started', thread_id: 'x', cwd: '/v' }]).facts).toMatchObject({
    conversationId: 'x',
    cwd: '/v',
  });
});
