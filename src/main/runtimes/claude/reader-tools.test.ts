import { expect, test } from 'vitest';
import { readLog } from './reading/test-support/logs.ts';
import { answer, call, result, said, step, steps } from './reading/test-support/lines.ts';

test('case C22 a command that failed is one step with its output and its code', () => {
  const failed = (content: string, beside: string) =>
    step([call('Bash', { command: 'make' }), result(content, beside, { is_error: true })]);
  const common = { kind: 'tool', tool: 'Bash', command: 'make', success: false, durationMs: 2500 };
  expect(failed('Exit code 2\nboom', 'Error: Exit code 2\nboom')).toEqual({
    ...common,
    exitCode: 2,
    output: 'boom',
  });
  expect(failed('boom', 'Error: boom')).toEqual({ ...common, exitCode: null, output: 'boom' });
  expect(failed('Exit code 143\nCommand timed out after 2m 0.0s', '')).toMatchObject({
    exitCode: 143,
    note: 'timed-out',
  });
  expect(failed('Command timed out after 2m 0.0s', '')).toMatchObject({
    exitCode: null,
    note: 'timed-out',
    success: false,
  });
});

test('what a command that went well means, and what nobody can know', () => {
  const told = (beside: unknown, more: object) =>
    step([call('Bash', { command: 'x' }), result('out', beside, more)]);
  const ok = { is_error: false };
  expect(told({ stdout: 'a', stderr: 'b', interrupted: false }, ok)).toMatchObject({
    output: 'a\nb',
    exitCode: 0,
    success: true,
  });
  expect(told(undefined, ok)).toMatchObject({ output: 'out', exitCode: 0, success: true });
  expect(told(undefined, {})).toMatchObject({ exitCode: null, success: true });
  expect(told({ stdout: '', stderr: '', returnCodeInterpretation: 'No matches found' }, ok)).toMatchObject({
    exitCode: null,
    success: true,
  });
  expect(told({ stdout: 'a', stderr: '', interrupted: true }, ok)).toMatchObject({
    success: false,
    note: 'interrupted',
  });
  expect(told({ stdout: '', stderr: '', backgroundTaskId: 'b1' }, ok)).toMatchObject({
    exitCode: null,
    success: null,
  });
  expect(told({ stdout: 'iVBORw0KGgo', isImage: true }, ok)).toMatchObject({ output: '[image]' });
  expect(step([call('Bash', { command: 'x' })])).toMatchObject({ success: null, note: 'no-result' });
});

test('D3 no success is made up: not from words in an output, not for a result that says nothing', () => {
  const output = 'Exit code 9 is in the middle\nError: not one';
  expect(
    step([
      call('Bash', { command: 'cat log' }),
      result(output, { stdout: output, stderr: '' }, { is_error: false }),
    ]),
  ).toMatchObject({ exitCode: 0, success: true, output });
  expect(step([result('orphan', undefined, {}, 'gone')])).toMatchObject({
    kind: 'tool',
    output: 'orphan',
    note: 'no-call',
    success: null,
  });
});

test('files: paths, lines and diffs, as the result has them or as the call meant them', () => {
  const edit = { file_path: '/a.ts', old_string: 'one\ntwo\nthree', new_string: 'one\n2\nthree' };
  expect(step([call('Edit', edit), result('ok')])).toMatchObject({
    tool: 'Edit',
    path: '/a.ts',
    added: 1,
    removed: 1,
    diff: '@@ @@\n-two\n+2',
    success: true,
  });
  const wrong = steps([
    call('Edit', edit),
    result('<tool_use_error>String to replace not found</tool_use_error>', 'Error: x', { is_error: true }),
  ]);
  expect(wrong).toEqual([
    {
      kind: 'tool',
      tool: 'Edit',
      path: '/a.ts',
      output: 'String to replace not found',
      exitCode: null,
      success: false,
      durationMs: 2500,
    },
  ]);
  const many = {
    file_path: '/a.ts',
    edits: [
      { old_string: '', new_string: 'x' },
      { old_string: 'y', new_string: '' },
    ],
  };
  expect(step([call('MultiEdit', many), result('ok')])).toMatchObject({ tool: 'Edit', added: 1, removed: 1 });
  expect(
    step([
      call('NotebookEdit', { notebook_path: '/n.ipynb', new_source: 'a\nb', edit_mode: 'insert' }),
      result('ok'),
    ]),
  ).toMatchObject({ tool: 'Edit', path: '/n.ipynb', added: 2 });
  const update = {
    type: 'update',
    filePath: '/a',
    structuredPatch: [
      {
        oldStart: 1,
        oldLines: 1,
        newStart: 1,
        newLines: 2,
        lines: ['-a', '+b', '+c', '\\ No newline at end of file'],
      },
    ],
  };
  expect(step([call('Write', { file_path: '/a', content: 'b\nc' }), result('ok', update)])).toMatchObject({
    tool: 'Write',
    added: 2,
    removed: 1,
  });
});

test('every other tool has a name and says what it was about', () => {
  const about = (name: string, input: object) => {
    const { tool, text, path } = step([call(name, input), result('ok')]) ?? {};
    return [tool, text, path];
  };
  expect(about('Read', { file_path: '/a', offset: 5, limit: 10 })).toEqual([
    'Read',
    'from line 5, 10 lines',
    '/a',
  ]);
  expect(about('Grep', { pattern: 'x+', path: '/src', glob: '*.ts' })).toEqual([
    'Search',
    'x+ (*.ts)',
    '/src',
  ]);
  expect(about('Glob', { pattern: '**/*.ts' })).toEqual(['Search', '**/*.ts', undefined]);
  expect(about('LS', { path: '/src' })).toEqual(['Read', undefined, '/src']);
  expect(about('WebFetch', { url: 'https://a.b', prompt: 'p' })).toEqual(['Fetch', 'https://a.b', undefined]);
  expect(about('WebSearch', { query: 'q' })).toEqual(['Search', 'q', undefined]);
  expect(about('mcp__db__query', { query: 'select 1' })).toEqual(['mcp__db__query', 'select 1', undefined]);
  expect(about('mcp__x__y', { a: 1 })).toEqual(['mcp__x__y', '{"a":1}', undefined]);
  expect(about('Skill', { command: 'pdf' })).toEqual(['Skill', 'pdf', undefined]);
  expect(about('ExitPlanMode', { plan: '# Plan\nDo it.' })).toEqual([
    'ExitPlanMode',
    '# Plan\nDo it.',
    undefined,
  ]);
  expect(about('Task', { prompt: 'Count.\nNow.' })).toEqual(['Agent', 'Count.', undefined]);
});

test('pictures are named, and their bytes are no text', () => {
  const bytes = 'QUJD'.repeat(1000);
  const picture = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: bytes } };
  const lines = [
    said([picture]),
    call('Read', { file_path: '/a.png' }),
    result([picture], { type: 'image', file: { base64: bytes } }),
    call('mcp__x__shot', {}, 't2'),
    result([{ type: 'text', text: 'Shot' }, picture], undefined, {}, 't2'),
  ];
  expect(steps(lines).map(({ text, output }) => [text, output])).toEqual([
    ['[image]', undefined],
    [undefined, '[image]'],
    [undefined, 'Shot\n[image]'],
  ]);
  expect(JSON.stringify(readLog(lines))).not.toContain('QUJD');
});

test('lists of things to do are one row a turn, whichever tools keep them', () => {
  const todos = (...states: string[]) => ({
    todos: states.map((status, index) => ({ content: `step ${index}`, status })),
  });
  const written = [
    call('TodoWrite', todos('in_progress', 'pending')),
    result('ok'),
    call('TodoWrite', todos('completed', 'in_progress'), 't2'),
    result('ok', undefined, {}, 't2'),
  ];
  expect(steps(written)).toEqual([
    {
      kind: 'todo',
      exitCode: null,
      success: null,
      todos: [
        { text: 'step 0', state: 'done' },
        { text: 'step 1', state: 'doing' },
      ],
    },
  ]);
  const tasks = [
    call('TaskCreate', { subject: 'First', description: 'd' }),
    result('Task #1 created successfully: First', { task: { id: '1', subject: 'First' } }),
    call('TaskCreate', { subject: 'Second' }, 't2'),
    result('Task #2 created successfully: Second', undefined, {}, 't2'),
    call('TaskUpdate', { taskId: '1', status: 'completed' }, 't3'),
    result('Updated task #1 status', { success: true }, {}, 't3'),
  ];
  expect(steps(tasks)).toMatchObject([
    {
      kind: 'todo',
      todos: [
        { text: 'First', state: 'done' },
        { text: 'Second', state: 'open' },
      ],
    },
  ]);
});

test('sub-agents of 1.0 that run at once lie each within its own call, even with the same task', () => {
  const old = { version: '1.0.128', isSidechain: true };
  const both = (first: string, second: string) => {
    const roots = [said(first, old), said(second, old)];
    const replies = roots.map(({ uuid }, index) =>
      answer([{ type: 'text', text: `from ${index}` }], { ...old, parentUuid: uuid }),
    );
    const calls = [first, second].map((prompt, index) => call('Task', { prompt }, `t${index}`));
    return readLog([...calls, ...roots, ...replies.toReversed()]).steps.map(({ within }) => within);
  };
  const none = undefined;
  expect(both('count', 'weigh')).toEqual([none, none, 0, 1, 1, 0]);
  expect(both('count', 'count')).toEqual([none, none, 0, 1, 1, 0]);
});
