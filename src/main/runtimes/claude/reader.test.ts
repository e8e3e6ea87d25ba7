import { expect, test } from 'vitest';
import type { Step } from '#shared/contract/transcripts.ts';
import { claudeLogs } from './reader.ts';
import { fixture, isStream, logNames, readLog } from './reading/test-support/logs.ts';

const HOME = '/home/dev/.claude/projects/-work';
const ID = '00000000-0000-4000-8000-000000000010';

const logsOf = (scenario: string): readonly string[] =>
  logNames.filter((name) => name.includes(`/${scenario}/`) && !isStream(name));

const stepsOf = (name: string): readonly Step[] => readLog(fixture(name)).steps;

const toolsOf = (steps: readonly Step[]) =>
  steps
    .filter(({ kind }) => kind === 'tool')
    .map(({ tool, command, path, added, removed, exitCode, success }) => [
      tool,
      command ?? path?.split('/').at(-1),
      added,
      removed,
      exitCode,
      success,
    ]);

test('which files are logs, from their names', () => {
  const named = (path: string) => claudeLogs.named(path);
  expect(named(`${HOME}/${ID}.jsonl`)).toEqual({ conversationId: ID, subagent: false });
  expect(named(`${HOME}/agent-a86f217.jsonl`)).toEqual({ conversationId: 'a86f217', subagent: true });
  const agent = { conversationId: 'ab0011a7a95f8191f', subagent: true };
  expect(named(`${HOME}/${ID}/subagents/agent-ab0011a7a95f8191f.jsonl`)).toEqual(agent);
  expect(named(`${HOME}/${ID}/subagents/workflows/w1/agent-ab0011a7a95f8191f.jsonl`)).toEqual(agent);
  for (const other of [
    `${HOME}/${ID}/subagents/agent-a1.meta.json`,
    `${HOME}/${ID}/tool-results/${ID}.jsonl`,
    `${HOME}/${ID}.jsonl.bak`,
    `${HOME}/notes.jsonl`,
    '/home/dev/.claude/history.jsonl',
    `/home/dev/.claude/${ID}.jsonl`,
  ])
    expect([other, named(other)]).toEqual([other, null]);
  expect(claudeLogs.roots({ HOME: '/home/dev' })).toEqual(['/home/dev/.claude/projects']);
  expect(claudeLogs.roots({ HOME: '/home/dev', CLAUDE_CONFIG_DIR: '/c' })).toEqual(['/c/projects']);
});

test('the beginning of a file tells whether it is such a log', () => {
  for (const name of logNames)
    expect([name, claudeLogs.recognises(fixture(name).toString('utf8', 0, 4096))]).toEqual([name, true]);
  for (const head of [
    '{"timestamp":"2026-11-23T07:00:00.000Z","type":"session_meta","payload":{"id":"x"}}',
    '{"type":"thread.started","thread_id":"x"}',
    '{"name":"toc","version":"0.1.0"}',
    '{"display":"hi","timestamp":1,"project":"/w","sessionId":"x"}',
    'plain text',
    '',
  ])
    expect([head, claudeLogs.recognises(head)]).toEqual([head, false]);
});

test.each(logsOf('tools'))('the tools of %s: commands, codes, paths and lines', (name) => {
  const steps = stepsOf(name);
  const isOld = name.startsWith('1.');
  expect(toolsOf(steps)).toEqual([
    ['Bash', 'echo hello-tools; pwd', undefined, undefined, 0, true],
    ['Write', 'notes.txt', 3, 0, null, true],
    ['Edit', 'notes.txt', 2, 1, null, true],
    // Only newer versions write the code of a command that failed.
    ['Bash', 'echo out-text; echo err-text >&2; exit 3', undefined, undefined, isOld ? null : 3, false],
    ...(isOld ? [] : [['Bash', 'echo no-todo-tool', undefined, undefined, 0, true]]),
    ['Bash', 'echo par-1', undefined, undefined, 0, true],
    ['Read', 'notes.txt', undefined, undefined, null, true],
  ]);
  expect(steps.find(({ tool }) => tool === 'Edit')?.diff).toBe(
    '@@ -1,3 +1,4 @@\n line one\n-line two\n+line 2 (edited)\n+line 2b\n line three',
  );
  const todo = { text: 'Second thing', state: 'doing' };
  expect(
    steps.some(({ todos }) => todos?.some((one) => one.text === todo.text && one.state === todo.state)),
  ).toBe(isOld);
  expect(steps.at(-1)).toMatchObject({
    kind: 'text',
    text: 'All tools done. Created notes.txt with an edit.',
  });
});

test.each(logNames.filter((name) => /\/(?:tools|thinking)\/[a-z]+\.stdout/.test(name)))(
  'what %s printed tells what its transcript tells, without the prompt',
  (name) => {
    const id =
      { tools: '10', stream: '20', partial: '21' }[/tools|stream|partial/.exec(name)?.[0] ?? ''] ?? '';
    const transcript = logNames.find(
      (one) => one.startsWith(name.split('/').slice(0, 2).join('/')) && one.includes(`0000000000${id}.jsonl`),
    );
    const brief = (steps: readonly Step[]) =>
      steps
        .filter(({ kind }) => kind !== 'user')
        .map(({ kind, text, command, path, success }) => [kind, text, command, path, success]);
    expect(brief(stepsOf(name))).toEqual(brief(stepsOf(transcript ?? '')));
  },
);

test('a sub-agent of 1.0 that writes into its parent: its steps lie within the call', () => {
  const steps = stepsOf('1.0.128/subagent/00000000-0000-4000-8000-000000000030.jsonl');
  const call = steps.find(({ tool }) => tool === 'Agent');
  expect(call).toMatchObject({ text: 'Count things', output: 'I counted 42 things.', success: true });
  expect(call?.opens).toBe(undefined);
  const inside = steps.filter(({ within }) => within === call?.seq);
  expect(inside.map(({ kind, command }) => command ?? kind)).toEqual([
    'lifecycle',
    'text',
    'echo counted 42',
    'text',
  ]);
});

test('an agent in the background is done when its end is told, not when it was started', () => {
  const [name = ''] = logsOf('interactive').filter((one) => one.startsWith('2.1') && !one.includes('agent-'));
  const log = fixture(name).toString('utf8').trimEnd().split('\n');
  const agents = (lines: readonly unknown[]) => readLog(lines).steps.filter(({ tool }) => tool === 'Agent');
  const started = log.findIndex((line) => line.includes('async_launched'));
  expect(agents(log.slice(0, started + 1))).toMatchObject([
    { success: null, opens: 'a6e38aef7d9f50859', note: 'no-result' },
  ]);
  expect(agents(log)).toMatchObject([{ success: true, opens: 'a6e38aef7d9f50859' }]);
  expect(agents(log)[0]?.note).toBe(undefined);
});

test('refused, interrupted, failed and asked', () => {
  const limits = logsOf('limits').flatMap((name) => toolsAndNotes(stepsOf(name)));
  expect(limits.filter(([, note]) => note !== undefined)).toEqual([
    ['Bash', 'declined', false],
    ['Bash', 'declined', false],
  ]);
  const cut = logsOf('interrupt')
    .filter((name) => name.startsWith('2.1'))
    .map((name) => toolsAndNotes(stepsOf(name)).flat());
  expect(cut).toEqual([
    [],
    [],
    ['Bash', 'interrupted', false],
    ['Bash', undefined, false],
    ['Bash', undefined, false],
    [],
  ]);
  const talk = stepsOf(logsOf('interactive').find((name) => name.startsWith('2.1')) ?? '');
  expect(toolsAndNotes(talk).slice(0, 3)).toEqual([
    ['Bash', undefined, true],
    ['Bash', 'declined', false],
    ['AskUserQuestion', undefined, true],
  ]);
  expect(talk.filter(({ kind }) => kind === 'lifecycle').map(({ note }) => note)).toEqual([
    'interrupted',
    'interrupted',
    undefined,
  ]);
  expect(talk.find(({ tool }) => tool === 'AskUserQuestion')).toMatchObject({
    text: 'Which colour?',
    output: 'Which colour? Red',
  });
});

const toolsAndNotes = (steps: readonly Step[]) =>
  steps.filter(({ kind }) => kind === 'tool').map(({ tool, note, success }) => [tool, note, success]);

test('what is no prompt of the person is shown as none', () => {
  const prompts = logNames
    .filter((name) => !isStream(name))
    .flatMap((name) => stepsOf(name))
    .filter(({ kind }) => kind === 'user')
    .map(({ text = '' }) => text.replaceAll(/\[\[SCN:\w+\]\] ?/g, ''));
  // Texts of the vendor's were replaced; one of them was a command's output, which cannot be known any more.
  const others = prompts.filter((text) => /^[</]|removed|Caveat|Interrupted/.test(text));
  expect(others.toSorted()).toEqual([
    '(removed: 454 characters)',
    '/clear',
    '/compact',
    '/compact',
    '/compact',
    '/compact',
    '/cost',
    '/rename fancy title',
  ]);
});

test('a summary is told once, beside its boundary', () => {
  for (const name of logsOf('compact')) {
    const compactions = stepsOf(name).filter(({ kind }) => kind === 'compaction');
    expect(compactions).toHaveLength(1);
    expect(compactions[0]?.text).toMatch(/^This session is being continued|^\(removed/);
  }
});

test('what the service refused is an error, and trying again is one row', () => {
  const errors = logsOf('apierr').map((name) => stepsOf(name).filter(({ kind }) => kind === 'error'));
  expect(errors.filter((all) => all.length > 1)).toEqual([]);
  const [tried] = stepsOf('2.1.330/apierr/00000000-0000-4000-8000-000000000065.jsonl').slice(1);
  expect(tried).toMatchObject({
    kind: 'error',
    text: '529 Overloaded (trying again, 2 of 10)',
    success: null,
  });
});

test('what a log says of its conversation', () => {
  const facts = (name: string) => readLog(fixture(name)).facts;
  const life = '2.1.330/interactive-life/ebc7c058-2d7a-4543-9a25-062d82df6135.jsonl';
  expect(facts(life)).toMatchObject({
    runtime: 'claude-code',
    conversationId: 'ebc7c058-2d7a-4543-9a25-062d82df6135',
    parentId: null,
    forkOf: null,
    cwd: '/home/dev/claude/tui/2.1.330/life/work',
    cliVersion: '2.1.330',
    model: 'claude-opus-5-5',
    title: 'fancy title',
  });
  expect(facts('2.1.330/interactive-bg/3e1a2c9a-8ecc-4b13-8fc3-48a9de8807da.jsonl').title).toBe('mock aux');
  expect(facts('2.0.76/simple/agent-a86f217.jsonl')).toMatchObject({
    conversationId: 'a86f217',
    parentId: '00000000-0000-4000-8000-000000000002',
    title: 'Warmup',
  });
  expect(facts('2.1.330/interactive-wt/00000000-0000-4000-8000-000000000772.jsonl').cwd).toBe(
    '/home/dev/claude/tui/2.1.330/wt/work',
  );
  for (const name of logNames) expect([name, readLog(fixture(name)).skipped]).toEqual([name, 0]);
});
