import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { AgentDraft, ReadyAgent } from '#shared/contract/agents.ts';
import { RuntimeId } from '#shared/contract/ids.ts';
import { systemClock } from '../machine/clock.ts';
import { silentLog } from '../machine/log.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import { createAgents, type Agents } from './agents.ts';

const closing: Agents[] = [];
afterEach(async () => {
  for (const agents of closing.splice(0)) await agents.close();
});

const setUp = async () => {
  const home = testFolder('toc-home-');
  const workspace = testFolder('toc-workspace-');
  mkdirSync(join(home, 'agents'));
  const heard: string[] = [];
  let wake = (): void => {};
  const agents = createAgents({
    home,
    clock: systemClock,
    log: silentLog,
    publish: (news) => {
      heard.push(news.kind);
      wake();
    },
    modelWarning: () => null,
  });
  closing.push(agents);
  await agents.watch([workspace]);
  const changed = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const draft = (more: Partial<AgentDraft> = {}): AgentDraft => ({
    ref: { workspace, name: 'helper' },
    runtime: 'codex',
    model: '',
    instructions: 'Be exact.',
    permission: 'ask',
    ...more,
  });
  const save = async (
    more: Partial<AgentDraft> = {},
    edited: ReadyAgent | null = null,
  ): Promise<ReadyAgent> => {
    const request = { draft: draft(more), revision: edited?.revision ?? null, previous: edited?.ref ?? null };
    const saved = await agents.save(request);
    if (!saved.ok) throw new Error(JSON.stringify(saved.error));
    return saved.value;
  };
  const folder = join(workspace, '.toc', 'agents', 'helper');
  return { home, workspace, agents, changed, draft, save, folder, heard };
};

test.each(RuntimeId.options)(
  'A2 the runtime chosen, %s, is the one in the file and in what is read back',
  async (runtime) => {
    const { save, agents, folder } = await setUp();
    expect((await save({ runtime })).runtime).toBe(runtime);
    expect(readFileSync(join(folder, 'oc-agent.yaml'), 'utf8')).toContain(`runtime: ${runtime}\n`);
    expect((await agents.list()).map((agent) => agent.state === 'ready' && agent.runtime)).toEqual([runtime]);
  },
);

test('B7 agent.md is there byte for byte after its instructions were composed', async () => {
  const { save, agents, folder } = await setUp();
  const agent = await save({ instructions: '  You are {{.AgentName}}.\r\n\n' });
  writeFileSync(join(folder, 'rules.md'), '\nNever push.\n');
  const yaml = readFileSync(join(folder, 'oc-agent.yaml'), 'utf8');
  writeFileSync(
    join(folder, 'oc-agent.yaml'),
    `${yaml}compose: [rules.md, ../secret.md, /etc/passwd, none.md]\n`,
  );
  const variables = { agentName: 'helper', sessionId: 's', date: '2026-11-25', model: '' };
  expect(await agents.instructions(agent, variables)).toBe('You are helper.\n\n---\n\nNever push.');
  expect(readFileSync(join(folder, 'agent.md'), 'utf8')).toBe('  You are {{.AgentName}}.\r\n\n');
  const [listed] = await agents.list();
  expect(listed?.state === 'ready' && listed.warnings).toEqual([
    { code: 'compose-refused', path: '../secret.md' },
    { code: 'compose-refused', path: '/etc/passwd' },
    { code: 'compose-missing', path: 'none.md' },
  ]);
});

test('variables are put in once: what they hold is not filled in again', async () => {
  const { save, agents } = await setUp();
  const agent = await save({ instructions: '{{.Model}} {{.Unknown}}' });
  const variables = { agentName: 'helper', sessionId: 's', date: 'd', model: '{{.Date}}' };
  expect(await agents.instructions(agent, variables)).toBe('{{.Date}} {{.Unknown}}');
});

test('an unchanged agent is saved without a byte changed, and a changed one changes only what was asked', async () => {
  const { agents, save, folder } = await setUp();
  mkdirSync(folder, { recursive: true });
  const yaml =
    '# ours\nruntime:   codex   # the CLI\nname: "helper"\ngroup: team\nmodel: gpt-5.5\nskills: [a,b]\npermissions:\n    filesystem:\n        write: ask # careful\n    integrations: {x: ["y:z"]}\n';
  writeFileSync(join(folder, 'oc-agent.yaml'), yaml);
  writeFileSync(join(folder, 'agent.md'), 'Hello.\r\nBye.\r\n');
  const [agent] = await agents.list();
  if (agent?.state !== 'ready') throw new Error('the agent is not ready');
  const same = await save({ model: 'gpt-5.5', instructions: 'Hello.\nBye.\n' }, agent);
  expect(readFileSync(join(folder, 'oc-agent.yaml'), 'utf8')).toBe(yaml);
  expect(readFileSync(join(folder, 'agent.md'), 'utf8')).toBe('Hello.\r\nBye.\r\n');
  await save({ model: 'opus', runtime: 'claude-code', permission: 'read-only', instructions: 'Hi.' }, same);
  expect(readFileSync(join(folder, 'oc-agent.yaml'), 'utf8')).toBe(
    yaml
      .replace('codex   #', 'claude-code   #')
      .replace('gpt-5.5', 'opus')
      .replace('write: ask #', 'write: off #'),
  );
});

test('C8 a runtime changed together with its model leaves neither of the old ones in the file', async () => {
  const { save, folder } = await setUp();
  const agent = await save({ runtime: 'codex', model: 'gpt-5.5' });
  await save({ runtime: 'claude-code', model: '' }, agent);
  const yaml = readFileSync(join(folder, 'oc-agent.yaml'), 'utf8');
  expect([/codex|gpt-5\.5/.test(yaml), /runtime: claude-code\n/.test(yaml)]).toEqual([false, true]);
});

test('every level is read back as it was saved, from any other', async () => {
  const { save } = await setUp();
  let agent: ReadyAgent | null = null;
  const seen: string[] = [];
  for (const permission of ['ask', 'bypass', 'read-only', 'bypass', 'ask', 'read-only', 'ask'] as const) {
    agent = await save({ permission }, agent);
    seen.push(agent.permission);
  }
  expect(seen).toEqual(['ask', 'bypass', 'read-only', 'bypass', 'ask', 'read-only', 'ask']);
});

test('what cannot be read is shown with its line and never overwritten', async () => {
  const { agents, draft, workspace } = await setUp();
  const root = join(workspace, '.toc', 'agents');
  const bad: Readonly<Record<string, string | Buffer>> = {
    indent: 'runtime: codex\npermissions:\n\tfilesystem: x\n',
    twice: 'runtime: codex\nruntime: codex\n',
    native: 'name: x\nruntime: toc-native\n',
    list: '- a\n- b\n',
    empty: '',
    binary: Buffer.from([0xff, 0xfe, 0x00, 0x80]),
    level: 'runtime: codex\npermissions:\n  filesystem:\n    write: maybe\n',
    bomb: `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*b,*b,*b]\n`,
    huge: `runtime: codex\nx: ${'y'.repeat(2_000_000)}\n`,
    Upper: 'runtime: codex\n',
  };
  for (const [name, text] of Object.entries(bad)) {
    mkdirSync(join(root, name), { recursive: true });
    writeFileSync(join(root, name, 'oc-agent.yaml'), text);
  }
  const found = await agents.list();
  const told = Object.fromEntries(
    found.map((one) => [one.ref.name, one.state === 'broken' ? one.line : 'ready']),
  );
  expect(told).toEqual({
    Upper: null,
    binary: null,
    bomb: null,
    empty: 1,
    huge: null,
    indent: 3,
    level: 4,
    list: 1,
    native: 2,
    twice: 2,
  });
  const refused = await agents.save({
    draft: draft({ ref: { workspace, name: 'native' } }),
    revision: 'x',
    previous: null,
  });
  expect(refused.ok ? null : refused.error.code).toBe('agent-broken');
  expect(readFileSync(join(root, 'native', 'oc-agent.yaml'), 'utf8')).toBe(bad['native']);
});

test('a name that is taken, a file changed meanwhile and a workspace that is gone are refused', async () => {
  const { agents, draft, save, folder } = await setUp();
  const agent = await save();
  const code = async (request: Parameters<Agents['save']>[0]) => {
    const saved = await agents.save(request);
    return saved.ok ? 'saved' : saved.error.code;
  };
  const gone = { workspace: '/nowhere/at/all', name: 'helper' };
  const first = await code({ draft: draft(), revision: null, previous: null });
  writeFileSync(join(folder, 'agent.md'), 'Changed outside.');
  const second = await code({ draft: draft(), revision: agent.revision, previous: agent.ref });
  const third = await code({ draft: draft({ ref: gone }), revision: null, previous: null });
  expect([first, second, third]).toEqual(['name-taken', 'changed-outside', 'workspace-gone']);
  expect(readFileSync(join(folder, 'agent.md'), 'utf8')).toBe('Changed outside.');
});

test('a renamed agent takes all its files along', async () => {
  const { save, folder, workspace } = await setUp();
  const agent = await save();
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const renamed = await save({ ref: { workspace, name: 'other' } }, agent);
  expect(readdirSync(renamed.folder).toSorted()).toEqual(['agent.md', 'notes.txt', 'oc-agent.yaml']);
  expect(existsSync(folder)).toBe(false);
});

test('a removed agent lies whole in TOC_HOME', async () => {
  const { agents, save, home } = await setUp();
  const agent = await save();
  const removed = await agents.remove(agent.ref);
  if (!removed.ok) throw new Error(removed.error.code);
  expect(removed.value.folder.startsWith(join(home, 'removed-agents', 'helper-'))).toBe(true);
  expect(readdirSync(removed.value.folder).toSorted()).toEqual(['agent.md', 'oc-agent.yaml']);
  expect(await agents.list()).toEqual([]);
});

test('nothing is written through a link that leads out of the agents folder', async () => {
  const { agents, draft, workspace } = await setUp();
  const outside = testFolder('toc-outside-');
  writeFileSync(join(outside, 'oc-agent.yaml'), 'runtime: codex\n');
  mkdirSync(join(workspace, '.toc', 'agents'), { recursive: true });
  symlinkSync(outside, join(workspace, '.toc', 'agents', 'linked'));
  const [agent] = await agents.list();
  if (agent?.state !== 'ready') throw new Error('the linked agent is not readable');
  const ref = { workspace, name: 'linked' };
  const saved = await agents.save({ draft: draft({ ref }), revision: agent.revision, previous: ref });
  expect(saved.ok ? null : saved.error.code).toBe('cannot-write');
  expect(readdirSync(outside)).toEqual(['oc-agent.yaml']);
});

test('an edit made outside is announced, also where there was no agents folder before', async () => {
  const { changed, folder, workspace, home } = await setUp();
  const first = changed();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'oc-agent.yaml'), 'runtime: codex\n');
  await first;
  const second = changed();
  writeFileSync(join(folder, 'agent.md'), 'Hello.');
  await second;
  const third = changed();
  mkdirSync(join(home, 'agents', 'mine'));
  await third;
  expect(existsSync(join(workspace, '.toc'))).toBe(true);
});

test('a folder that may not be written says so', async () => {
  const { agents, draft, workspace } = await setUp();
  if (process.getuid?.() === 0) {
    // Root may write everywhere: a file where the folder should be refuses root too.
    writeFileSync(join(workspace, '.toc'), 'a file');
  } else chmodSync(workspace, 0o500);
  const saved = await agents.save({ draft: draft(), revision: null, previous: null });
  expect(saved.ok ? null : saved.error.code).toBe('cannot-write');
});
