import { expect, test } from 'vitest';
import { readLog, withoutPlace } from './reading/test-support/logs.ts';

const AT = '2026-11-23T07:00:00.000Z';
const item = (payload: object) => ({ timestamp: AT, type: 'response_item', payload });
const event = (payload: object) => ({ timestamp: AT, type: 'event_msg', payload });
const call = (name: string, args: unknown, id = 'call_1') =>
  item({ type: 'function_call', name, arguments: JSON.stringify(args), call_id: id });
const custom = (name: string, input: string, id = 'call_1') =>
  item({ type: 'custom_tool_call', name, input, call_id: id });
const output = (said: unknown, id = 'call_1') =>
  item({ type: 'function_call_output', call_id: id, output: said });
const steps = (lines: readonly unknown[]) => readLog(lines).steps.map(withoutPlace);
const shell = (said: unknown) => steps([call('shell_command', { command: 'make' }), output(said)]);

test('case C7 an exit code at the top of the output', () => {
  expect(shell('{"output":"x","exit_code":3}')).toMatchObject([{ output: 'x', exitCode: 3, success: false }]);
});

test('case C8 an output with a header', () => {
  expect(shell('Exit code: 2\nWall time: 150ms\nOutput:\nboom')).toMatchObject([
    { output: 'boom', exitCode: 2, success: false, durationMs: 150 },
  ]);
});

test('case C9 a marker in what the command printed is what it printed', () => {
  expect(shell('Exit code: 0\nWall time: 0.1 seconds\nOutput:\nExit code: 9')).toMatchObject([
    { output: 'Exit code: 9', exitCode: 0, success: true, durationMs: 100 },
  ]);
  expect(shell('hello\nExit code: 9\nOutput:\nx')).toMatchObject([{ exitCode: null, success: null }]);
});

test('case C10 the output of a unified exec, with and without the command above it', () => {
  const said = 'Chunk ID: ab\nWall time: 0.5 seconds\nProcess exited with code 0\nOutput:\nok';
  for (const one of [said, `Command: bash -lc 'a\nb'\n${said}`]) {
    expect(shell(one)).toMatchObject([{ output: 'ok', exitCode: 0, success: true, durationMs: 500 }]);
  }
});

test('case C11 JSON that a command printed is its output', () => {
  expect(shell('{"name":"x"}')).toMatchObject([{ output: '{"name":"x"}', exitCode: null, success: null }]);
});

test('case C12 a text that says nothing of its end is no success', () => {
  expect(shell('something')).toMatchObject([{ output: 'something', exitCode: null, success: null }]);
});

test('D3 an output that cannot be read is unknown, never exit 0', () => {
  for (const said of ['', 'Exit code: x\nOutput:\n', '{"output":1,"exit_code":"0"}', '{', 7, null, [], {}]) {
    expect(shell(said)).toMatchObject([{ exitCode: null, success: null }]);
  }
});

const PATCH = '*** Begin Patch\n*** Update File: error_handler.go\n@@\n-a\n+b\n+c\n*** End Patch';
const DONE = 'Success. Updated the following files:\nM error_handler.go\n';

test('case C13 a patch that went well, of a file with error in its name', () => {
  for (const one of [custom('apply_patch', PATCH), call('apply_patch', { input: PATCH })]) {
    expect(steps([one, output(DONE)])).toMatchObject([
      { tool: 'Edit', path: 'error_handler.go', added: 2, removed: 1, diff: '@@\n-a\n+b\n+c', success: true },
    ]);
  }
});

test('case C14 a patch that failed', () => {
  const ends = [
    'apply_patch verification failed: Failed to find expected lines',
    '{"output":"no such file","metadata":{"exit_code":1,"duration_seconds":0}}',
    'Exit code: 1\nWall time: 0 seconds\nOutput:\nno',
    'aborted by user after 0.3s',
  ];
  for (const end of ends)
    expect(steps([custom('apply_patch', PATCH), output(end)])).toMatchObject([{ success: false }]);
});

test('C1 the success of a patch is read from its code or its own first words, not from the word error', () => {
  const said = (text: string) =>
    steps([custom('apply_patch', PATCH), output(text)]).map(({ success }) => success);
  expect(said(DONE)).toEqual([true]);
  expect(said('Exit code: 0\nWall time: 0 seconds\nOutput:\nerror: is a word')).toEqual([true]);
  expect(said('error: unknown file')).toEqual([false]);
  expect(said('done, it seems')).toEqual([null]);
});

test('case C15 a patch of two files is two steps, each with its path and lines', () => {
  const patch =
    '*** Begin Patch\n*** Add File: a.txt\n+1\n+2\n*** Update File: b.txt\n*** Move to: c.txt\n@@ f\n x\n-y\n*** Delete File: d.txt\n*** End Patch';
  expect(steps([custom('apply_patch', patch), output(DONE)])).toEqual([
    {
      kind: 'tool',
      tool: 'Write',
      path: 'a.txt',
      added: 2,
      removed: 0,
      diff: '@@ -0,0 +1,2 @@\n+1\n+2',
      exitCode: null,
      success: true,
    },
    {
      kind: 'tool',
      tool: 'Move',
      path: 'c.txt',
      text: 'b.txt → c.txt',
      added: 0,
      removed: 1,
      diff: '@@ f\n x\n-y',
      exitCode: null,
      success: true,
    },
    { kind: 'tool', tool: 'Delete', path: 'd.txt', exitCode: null, success: true },
  ]);
});

test.each([
  ['150ms', 150],
  ['0.2 seconds', 200],
  ['1.5s', 1500],
  ['2m 3s', 123_000],
  ['1 minute', 60_000],
  ['1h', 3_600_000],
])('N3 a wall time of %s', (wall, ms) => {
  expect(shell(`Exit code: 0\nWall time: ${wall}\nOutput:\n`)).toMatchObject([{ durationMs: ms }]);
});

test('N3 a duration in seconds and nanoseconds', () => {
  const one = { type: 'CommandExecution', id: 'x', command: ['/bin/bash', '-lc', 'ls'], exit_code: 0 };
  const done = (duration: unknown) =>
    steps([event({ type: 'item_completed', item: { ...one, duration } })]).map((step) => step.durationMs);
  expect(done({ secs: 2, nanos: 863_071_645 })).toEqual([2863.072]);
  expect([done({ secs: -2, nanos: 1e300 }), done('1.5s'), done(null)]).toEqual([[0], [1500], [undefined]]);
});

test('a patch that a shell was given is a patch', () => {
  const patch = "*** Begin Patch\n*** Add File: it's.txt\n+it's\n*** End Patch";
  const made = { tool: 'Write', path: "it's.txt", diff: "@@ -0,0 +1,1 @@\n+it's", success: true };
  const ran = (command: unknown) =>
    steps([call('shell', { command }), output('{"output":"","metadata":{"exit_code":0}}')]);
  expect(ran(['apply_patch', patch])).toMatchObject([made]);
  expect(ran(['bash', '-lc', `apply_patch <<'EOF'\n${patch}\nEOF`])).toMatchObject([made]);
  expect(ran(['bash', '-lc', 'grep apply_patch x'])).toMatchObject([{ tool: 'Bash' }]);
});

test('hostile headers, patches and scripts are read in one pass', () => {
  const spaces = ' '.repeat(200_000);
  const lines = [
    `Exit code: ${spaces}x`,
    `*** Begin Patch\n*** Update File: ${spaces}x\n@@`,
    `bash -lc '${"'".repeat(60_000)}`,
  ];
  // With a step back for every space this would take minutes.
  for (const line of lines) {
    expect(shell(line)).toHaveLength(1);
    expect(steps([custom('apply_patch', line)])).toHaveLength(1);
    expect(steps([custom('exec', `tools.exec_command({cmd: "${line}`)])).toHaveLength(1);
    expect(steps([call('shell', { command: line })])).toHaveLength(1);
  }
});
