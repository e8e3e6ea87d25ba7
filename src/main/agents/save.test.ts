import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentDraft } from '#shared/contract/agents.ts';
import { systemClock } from '../machine/clock.ts';
import { silentLog } from '../machine/log.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import { createAgents } from './agents.ts';

const place = () => {
  const home = testFolder('toc-home-');
  const workspace = testFolder('toc-workspace-');
  const agents = createAgents({
    home,
    clock: systemClock,
    publish: () => {},
    log: silentLog,
    modelWarning: () => null,
  });
  const root = join(workspace, '.toc', 'agents');
  const draft: AgentDraft = {
    ref: { workspace, name: 'helper' },
    runtime: 'codex',
    model: 'gpt-5.5',
    instructions: 'Be exact.',
    permission: 'ask',
  };
  return { home, workspace, agents, root, folder: join(root, 'helper'), draft };
};

test('a save killed at any moment leaves an agent whose files are whole', async () => {
  const { home, workspace, agents, draft, folder } = place();
  const program = join(import.meta.dirname, 'test-support', 'save-for-ever.ts');
  for (let round = 0; round < 4; round += 1) {
    const child = fork(program, [home, workspace], { stdio: 'inherit' });
    for (let saves = 0; saves < 3 + round * 4; saves += 1) {
      expect(await once(child, 'message')).toEqual(['saved', undefined]);
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    const agent = await agents.find(draft.ref);
    if (agent?.state !== 'ready') throw new Error('the agent is broken');
    expect(['even', 'odd']).toContain(agent.model);
    expect(['even'.repeat(5000), 'odd'.repeat(5000)]).toContain(agent.instructions);
    expect(statSync(join(folder, 'agent.md')).mode & 0o777).toBe(0o644);
  }
  expect((await agents.find(draft.ref))?.state).toBe('ready');
}, 30_000);

test('C8 a model that only came along from the old runtime does not reach the file with the new one', async () => {
  const { agents, draft, folder } = place();
  const made = await agents.save({ draft, revision: null, previous: null });
  if (!made.ok) throw new Error(made.error.code);
  const saved = await agents.save({
    draft: { ...draft, runtime: 'claude-code' },
    revision: made.value.revision,
    previous: draft.ref,
  });
  expect(saved.ok && saved.value.model).toBe('');
  expect(readFileSync(join(folder, 'oc-agent.yaml'), 'utf8')).toContain('runtime: claude-code\nmodel: ""\n');
});

test('of two windows that save what both have read, the second is told', async () => {
  const { agents, draft } = place();
  const made = await agents.save({ draft, revision: null, previous: null });
  if (!made.ok) throw new Error(made.error.code);
  const request = { revision: made.value.revision, previous: draft.ref };
  const both = await Promise.all([
    agents.save({ ...request, draft: { ...draft, instructions: 'One.' } }),
    agents.save({ ...request, draft: { ...draft, instructions: 'Two.' } }),
  ]);
  expect(both.map((saved) => (saved.ok ? 'saved' : saved.error.code))).toEqual(['saved', 'changed-outside']);
});

test('a rename onto another agent is refused and moves nothing', async () => {
  const { agents, draft, root } = place();
  const made = await agents.save({ draft, revision: null, previous: null });
  if (!made.ok) throw new Error(made.error.code);
  mkdirSync(join(root, 'taken'));
  const ref = { ...draft.ref, name: 'taken' };
  const saved = await agents.save({
    draft: { ...draft, ref },
    revision: made.value.revision,
    previous: draft.ref,
  });
  expect(saved).toEqual({ ok: false, error: { code: 'name-taken', folder: join(root, 'taken') } });
  expect(readdirSync(root).toSorted()).toEqual(['helper', 'taken']);
});

test('an agent moves from a workspace to the personal ones with all its files', async () => {
  const { agents, draft, home, folder, root } = place();
  const made = await agents.save({ draft, revision: null, previous: null });
  if (!made.ok) throw new Error(made.error.code);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  const ref = { workspace: null, name: 'helper' };
  const saved = await agents.save({
    draft: { ...draft, ref },
    revision: made.value.revision,
    previous: draft.ref,
  });
  expect(saved.ok && saved.value.folder).toBe(join(home, 'agents', 'helper'));
  expect(readdirSync(join(home, 'agents', 'helper')).toSorted()).toEqual([
    'agent.md',
    'notes.txt',
    'oc-agent.yaml',
  ]);
  expect(readdirSync(root)).toEqual([]);
});

test('a workspace whose agents folder is a link out of it gets nothing written there', async () => {
  const { agents, draft, workspace } = place();
  const outside = testFolder('toc-outside-');
  symlinkSync(outside, join(workspace, '.toc'));
  const saved = await agents.save({ draft, revision: null, previous: null });
  expect(saved.ok ? null : saved.error.code).toBe('cannot-write');
  expect(readdirSync(outside)).toEqual([]);
});

test('a file that is a link out of the folder is never read into an agent', async () => {
  const { agents, draft, folder, home } = place();
  writeFileSync(join(home, 'secret'), 'a key');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'oc-agent.yaml'), 'runtime: codex\ncompose: [link.md]\n');
  symlinkSync(join(home, 'secret'), join(folder, 'link.md'));
  const composed = await agents.find(draft.ref);
  symlinkSync(join(home, 'secret'), join(folder, 'agent.md'));
  const linked = await agents.find(draft.ref);
  expect(composed?.state === 'ready' && composed.warnings).toContainEqual({
    code: 'compose-refused',
    path: 'link.md',
  });
  expect(linked?.state === 'broken' && [linked.file, linked.reason]).toEqual([
    join(folder, 'agent.md'),
    'It is a link that leaves the agent’s folder.',
  ]);
});

test('the heading that the original writes for no instructions is none, and stays in the file', async () => {
  const { agents, draft, folder } = place();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'oc-agent.yaml'), 'runtime: codex\n');
  writeFileSync(join(folder, 'agent.md'), '# helper\n');
  const agent = await agents.find(draft.ref);
  if (agent?.state !== 'ready') throw new Error('the agent is broken');
  const saved = await agents.save({
    draft: { ...draft, instructions: agent.instructions },
    revision: agent.revision,
    previous: draft.ref,
  });
  expect([agent.instructions, saved.ok]).toEqual(['', true]);
  expect(readFileSync(join(folder, 'agent.md'), 'utf8')).toBe('# helper\n');
});
