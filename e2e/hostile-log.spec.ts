import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { OBEYED } from '#shared/obeyed.ts';
import { expect, test } from './support/fixtures.ts';
import { toc } from './support/toc.ts';
import type { World } from './support/world.ts';

/** Text that would do something wherever it is taken for more than text. */
const evil = (where: string): string =>
  `${where} <img src=x onerror="document.title='taken'"><script>document.title='taken'</script>` +
  `[a](javascript:document.title='taken') \u001b]0;taken\u0007\u001b[2J\u009b2J\u202e`;

const ID = '019ac000-0000-7000-8000-00000000e0e1';
const CLAUDE = '00000000-0000-4000-8000-00000000e0e1';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 20, 10, 0, second)).toISOString();

const rollout = (): object[] => {
  const call = (id: string, name: string, args: object) => ({
    type: 'response_item',
    payload: { type: 'function_call', name, call_id: id, arguments: JSON.stringify(args) },
  });
  const output = (id: string, said: string) => ({
    type: 'response_item',
    payload: { type: 'function_call_output', call_id: id, output: said },
  });
  const event = (type: string, payload: object) => ({ type: 'event_msg', payload: { type, ...payload } });
  const usage = { input_tokens: 1000, cached_input_tokens: 0, output_tokens: 10, reasoning_output_tokens: 0 };
  const info = { total_token_usage: usage, last_token_usage: usage };
  const patch = `*** Begin Patch\n*** Add File: ${evil('file')}\n+${evil('line')}\n*** End Patch`;
  return [
    {
      type: 'session_meta',
      payload: { id: ID, cwd: `/tmp/${evil('folder')}`, cli_version: evil('version') },
    },
    { type: 'turn_context', payload: { cwd: '/tmp', model: evil('model') } },
    event('user_message', { message: evil('Codex prompt') }),
    event('agent_reasoning', { text: evil('thought') }),
    call('c1', 'shell', { command: ['bash', '-lc', evil('command')] }),
    output('c1', evil('output')),
    call('c2', evil('tool'), { path: evil('argument') }),
    output('c2', evil('answer')),
    {
      type: 'response_item',
      payload: { type: 'custom_tool_call', name: 'apply_patch', call_id: 'c3', input: patch },
    },
    output('c3', 'Success. Updated the following files:'),
    call('c4', 'update_plan', { plan: [{ step: evil('task'), status: 'in_progress' }] }),
    output('c4', 'Plan updated'),
    event('error', { message: evil('failure') }),
    event(evil('kind'), { message: evil('unknown') }),
    event('token_count', { info }),
    event('agent_message', { message: evil('last word') }),
  ].map((line, second) => ({ timestamp: at(second), ...line }));
};

const transcriptOfClaude = (): object[] =>
  [
    { type: 'user', message: { role: 'user', content: evil('Claude prompt') } },
    {
      type: 'assistant',
      message: {
        id: 'msg_1',
        role: 'assistant',
        model: evil('claude'),
        content: [
          { type: 'text', text: evil('words') },
          { type: 'tool_use', id: 't1', name: evil('tool'), input: { [evil('name')]: evil('value') } },
        ],
        usage: { input_tokens: 5, output_tokens: 7 },
      },
    },
    {
      type: 'user',
      message: {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 't1', content: evil('result') }],
      },
    },
  ].map((line, second) => ({
    parentUuid: null,
    isSidechain: false,
    cwd: `/tmp/${evil('place')}`,
    sessionId: CLAUDE,
    version: '2.1.330',
    gitBranch: evil('branch'),
    uuid: `00000000-0000-4000-8000-0000000000${second}0`,
    timestamp: at(second),
    ...line,
  }));

const writeLogs = (world: World): void => {
  const write = (path: string, lines: readonly object[]): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  write(world.path('home/.codex/sessions/2026/11/20', `rollout-2026-11-20T10-00-00-${ID}.jsonl`), rollout());
  write(world.path('home/.claude/projects/-tmp', `${CLAUDE}.jsonl`), transcriptOfClaude());
};

test('whatever stands in a log, the window shows it and nothing of it happens', async ({ world, face }) => {
  writeLogs(world);
  const page = await face.open();
  const unharmed = async (): Promise<void> => {
    expect(await page.title()).not.toBe('taken');
    expect((await page.title()).search(OBEYED)).toBe(-1);
    expect(await page.locator('img[src="x"], a[href^="javascript"]').count()).toBe(0);
  };
  for (const [prompt, last] of [
    ['Codex prompt', 'last word'],
    ['Claude prompt', 'result'],
  ] as const) {
    await page.getByRole('button', { name: 'Show them' }).click();
    await page.getByRole('button', { name: new RegExp(`^${prompt} <img src=x`) }).click();
    const shown = page.getByRole('region', { name: new RegExp(`^Transcript ${prompt}`) });
    await expect(shown).toContainText(`${prompt} <img src=x onerror=`);
    await expect(shown).toContainText(last);
    for (const closed of await shown.locator('[aria-expanded="false"]').all()) await closed.click();
    await unharmed();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sessions' }).click();
  }
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).click();
  await expect(page.getByRole('table', { name: /^Usage by/ })).toContainText('model <img src=x');
  await unharmed();
});

test('whatever stands in a log, a terminal obeys none of it', async ({ world, face }) => {
  writeLogs(world);
  await face.open();
  const id = { codex: ID, claude: CLAUDE };
  for (const command of [
    ['sessions'],
    ['usage', '--by', 'folder'],
    ['usage', '--by', 'session'],
    ['transcript', id.codex],
    ['transcript', id.claude],
  ]) {
    for (const flags of [[], ['--json']]) {
      const { code, out, err } = await toc(world, ...command, ...flags);
      expect({ command, code, err }).toEqual({ command, code: 0, err: '' });
      expect(out).toMatch(/onerror|1,?010/);
      expect(out.replaceAll(/[\n\t]/g, '').search(OBEYED)).toBe(-1);
    }
  }
});
