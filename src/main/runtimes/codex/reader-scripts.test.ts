import { expect, test } from 'vitest';
import { readLog, withoutPlace } from './reading/test-support/logs.ts';

const AT = '2026-11-23T07:00:00.000Z';
const item = (payload: object) => ({ timestamp: AT, type: 'response_item', payload });
const script = (input: string, id = 'call_1') =>
  item({ type: 'custom_tool_call', name: 'exec', input, call_id: id });
const printed = (head: string, prints: readonly unknown[], id = 'call_1') =>
  item({
    type: 'custom_tool_call_output',
    call_id: id,
    output: [head, ...prints.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))].map(
      (text) => ({
        type: 'input_text',
        text,
      }),
    ),
  });
const done = (prints: readonly unknown[], id?: string) =>
  printed('Script completed\nWall time 0.2 seconds\nOutput:\n', prints, id);
const failed = (said: string) => printed('Script failed\nWall time 0.0 seconds\nOutput:\n', [said]);
const ran = (command: string, exitCode: number, more: object = {}) => ({
  timestamp: AT,
  ordinal: 1,
  type: 'event_msg',
  payload: {
    type: 'item_completed',
    item: {
      type: 'CommandExecution',
      id: `exec-${command}`,
      command: ['/bin/bash', '-lc', command],
      status: exitCode === 0 ? 'completed' : 'failed',
      aggregated_output: `${command} ran`,
      exit_code: exitCode,
      ...more,
    },
  },
});
const steps = (lines: readonly unknown[]) => readLog(lines).steps.map(withoutPlace);
const ends = (lines: readonly unknown[]) =>
  readLog(lines).steps.map(({ tool, command, exitCode, success, note }) => [
    tool,
    command,
    exitCode,
    success,
    note,
  ]);

const TWO = 'await Promise.all([tools.exec_command({cmd: "a"}), tools.exec_command({"cmd": \'b\'})])';

test('a script shows its commands when it begins, and their items tell how they ended, in any order', () => {
  expect(ends([script(TWO)])).toEqual([
    ['Bash', 'a', null, null, 'no-result'],
    ['Bash', 'b', null, null, 'no-result'],
  ]);
  expect(ends([script(TWO), ran('b', 7), ran('a', 0), done(['ok'])])).toEqual([
    ['Bash', 'a', 0, true, undefined],
    ['Bash', 'b', 7, false, undefined],
  ]);
});

test('where there are no items, what the script printed tells, if it is clear of which command', () => {
  const a = { exit_code: 0, output: 'A', wall_time_seconds: 1 };
  const b = { exit_code: 2, output: 'B', wall_time_seconds: 1 };
  expect(ends([script(TWO), done([a, b])])).toEqual([
    ['Bash', 'a', 0, true, undefined],
    ['Bash', 'b', 2, false, undefined],
  ]);
  expect(ends([script(TWO), done([[a, b]])])).toMatchObject([{ 2: 0 }, { 2: 2 }]);
  expect(ends([script(TWO), done([b])])).toEqual([
    ['Bash', 'a', null, null, undefined],
    ['Bash', 'b', null, null, undefined],
  ]);
});

test('a command whose text is made while the script runs is told by its item alone', () => {
  const lines = [
    script('for (const f of files) await tools.exec_command({cmd: `cat ${f}`})'),
    ran('cat x', 0),
    ran('cat y', 1),
    done([]),
  ];
  expect(ends(lines)).toEqual([
    ['Bash', 'cat x', 0, true, undefined],
    ['Bash', 'cat y', 1, false, undefined],
  ]);
});

test('a command that goes on in the background ends as one step, with its last code', () => {
  const lines = [
    script('text(await tools.exec_command({cmd: "build", yield_time_ms: 500}))'),
    done([{ session_id: 42, output: 'one\n', wall_time_seconds: 0.5 }]),
    script('text(await tools.write_stdin({session_id: 42, chars: ""}))', 'call_2'),
    done([{ exit_code: 5, output: 'two\n', wall_time_seconds: 2 }], 'call_2'),
  ];
  const build = { kind: 'tool', tool: 'Bash', command: 'build' };
  expect(steps(lines)).toEqual([
    { ...build, output: 'one\ntwo\n', exitCode: 5, success: false, durationMs: 2500 },
  ]);
  expect(steps(lines.slice(0, 2))).toMatchObject([
    { ...build, output: 'one\n', success: null, note: 'no-result' },
  ]);
  const late = ran('build', 5, { process_id: '42' });
  expect(steps([...lines.slice(0, 2), late])).toEqual([
    { ...build, output: 'build ran', exitCode: 5, success: false, durationMs: 500 },
  ]);
});

test('a script that goes on is waited for, and its end is the end of its calls', () => {
  const lines = [
    script('text(JSON.stringify(await tools.exec_command({cmd: "slow"})))'),
    item({
      type: 'custom_tool_call_output',
      call_id: 'call_1',
      output: 'Script running with cell ID 8\nWall time 10 seconds\nOutput:\n',
    }),
    item({ type: 'function_call', name: 'wait', arguments: '{"cell_id":"8"}', call_id: 'call_2' }),
    done([{ exit_code: 0, output: 'ok' }], 'call_2'),
  ];
  expect(ends(lines)).toEqual([['Bash', 'slow', 0, true, undefined]]);
});

test('a script that fails: its one call has failed; of several none is known, and the failure is shown', () => {
  expect(
    ends([script('await tools.exec_command({cmd: "a"})'), failed('No usable execution environment')]),
  ).toEqual([['Bash', 'a', null, false, undefined]]);
  expect(steps([script(TWO), failed('TypeError: x')])).toMatchObject([
    { command: 'a', success: null },
    { command: 'b', success: null },
    { tool: 'exec', success: false, output: 'TypeError: x' },
  ]);
  expect(ends([script(TWO), ran('a', 0), ran('b', 0), failed('TypeError: x')])).toMatchObject([
    { 3: true },
    { 3: true },
    ['exec', undefined, null, false, undefined],
  ]);
});

test('a script that calls nothing shows itself', () => {
  expect(steps([script('text(1 + 1)'), done(['2'])])).toEqual([
    {
      kind: 'tool',
      tool: 'exec',
      text: 'text(1 + 1)',
      output: '2',
      exitCode: null,
      success: true,
      durationMs: 200,
    },
  ]);
});

test('other tools a script calls are steps, and a plan counts once the script has worked', () => {
  const plan = 'await tools.update_plan({"plan":[{"step":"x","status":"in_progress"}]})';
  expect(steps([script(`${plan}; await tools.view_image({path: "/a.png"})`), done(['{}'])])).toMatchObject([
    { tool: 'Read', path: '/a.png' },
    { kind: 'todo', todos: [{ text: 'x', state: 'doing' }] },
  ]);
  expect(steps([script(plan), failed('TypeError')])).toMatchObject([{ tool: 'update_plan', success: false }]);
});

test('the text of a script is read as its literals mean it', () => {
  const cases = [
    [String.raw`tools.exec_command({cmd: "echo \"hi\"\n\u00e9"})`, 'echo "hi"\né'],
    [String.raw`tools.exec_command({ 'cmd' : 'it\'s' })`, "it's"],
    ['tools.exec_command({cmd: `a\nb \\${c}`})', 'a\nb ${c}'],
    ['tools.exec_command({workdir: "/w", cmd: "{cmd: \\"no\\"}"})', '{cmd: "no"}'],
  ];
  for (const [source = '', command] of cases) expect(ends([script(source)])).toMatchObject([{ 1: command }]);
});
