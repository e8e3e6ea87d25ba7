import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RuntimeId } from '#shared/contract/ids.ts';
import type { LiveProcess, Session } from '#shared/contract/sessions.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import { createSessions } from './sessions.ts';
import { testRooms } from './test-support/rooms.ts';

const key = (digit: number): string => `6f7c2b0e-0000-4000-8000-00000000000${digit}`;

const REFUSE = { first: 'refuse' } as const;

const asked = (id: Session['id'], agent: 'kept' | 'current', live: LiveProcess = REFUSE) => ({
  id,
  agent,
  live,
});

const setUp = (runtime: 'codex' | 'claude-code' = 'claude-code') => {
  const made = testRooms(runtime);
  const sessions = createSessions(made.rooms);
  const start = async (digit = 1): Promise<Session> => {
    const agent = { workspace: made.workspace, name: 'helper' };
    const started = await sessions.start({
      startKey: key(digit),
      agent,
      workspace: null,
      title: null,
      prompt: null,
    });
    if (!started.ok) throw new Error(started.error.code);
    return started.value;
  };
  return { ...made, sessions, start };
};

test('the same start asked for twice, at once or later, is one process', async () => {
  const { start, recorded } = setUp();
  const [one, two] = await Promise.all([start(), start()]);
  expect([two.id, (await start()).id, recorded.opened.length]).toEqual([one.id, one.id, 1]);
});

test.each(RuntimeId.options)(
  'a start of %s launches in the workspace with what toc adds, and is on the audit trail',
  async (runtime) => {
    const { start, rooms, recorded, workspace } = setUp(runtime);
    const session = await start();
    const [opened] = recorded.opened;
    expect(opened?.launch.cwd).toBe(workspace);
    expect(opened?.launch.env).toEqual({
      PATH: '/usr/bin',
      HOME: workspace,
      TOC_SESSION_ID: session.id,
      TOC_AGENT: 'helper',
      TOC_WORKSPACE: workspace,
      TOC_RUN_FOLDER: join(rooms.runsFolder, session.run.id),
    });
    const [row] = rooms.store.audit.list();
    expect([row?.action, row?.runtime, row?.subject]).toEqual(['session-started', runtime, session.id]);
  },
);

test('D6 the file with the instructions can be read by nobody else', async () => {
  const { start, rooms } = setUp();
  const session = await start();
  const file = join(rooms.runsFolder, session.run.id, 'instructions.md');
  expect(readFileSync(file, 'utf8')).toBe('Be exact.');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(rooms.runsFolder, session.run.id)).mode & 0o777).toBe(0o700);
});

test('two sessions of one agent have different titles', async () => {
  const { start } = setUp();
  expect([(await start(1)).title, (await start(2)).title]).toEqual(['helper', 'helper 2']);
});

test('a session that is live is not resumed, and says where it is', async () => {
  const { start, sessions } = setUp();
  const session = await start();
  expect(await sessions.resume(asked(session.id, 'kept'))).toEqual({
    ok: false,
    error: {
      code: 'already-live',
      pid: 101,
      started: 't1',
      since: session.run.startedAt,
      ours: true,
      canFork: false,
    },
  });
});

test("a conversation that the user's own terminal writes is not resumed", async () => {
  const { start, sessions, facts } = setUp();
  const session = await start();
  facts.saved.add(session.conversations[0]?.id ?? '');
  await sessions.stop(session.id);
  facts.writer = { pid: 4711, started: 'x' };
  const refused = await sessions.resume(asked(session.id, 'kept'));
  expect(refused.ok ? null : refused.error).toMatchObject({ code: 'already-live', pid: 4711, ours: false });
});

test('resume continues the newest conversation that is on disk, with the instructions again', async () => {
  const { start, sessions, facts, recorded } = setUp();
  const session = await start();
  const first = session.conversations[0]?.id ?? '';
  facts.saved.add(first);
  await sessions.stop(session.id);
  const resumed = await sessions.resume(asked(session.id, 'kept'));
  expect(recorded.opened[1]?.launch.args.slice(-2)).toEqual(['--resume', first]);
  expect(recorded.opened[1]?.launch.args).toContain('--append-system-prompt-file');
  expect(resumed.ok && resumed.value.id).toBe(session.id);
});

test('resume starts anew when no conversation was ever saved', async () => {
  const { start, sessions, recorded } = setUp();
  const session = await start();
  await sessions.stop(session.id);
  const resumed = await sessions.resume(asked(session.id, 'kept'));
  if (!resumed.ok) throw new Error(resumed.error.code);
  expect(recorded.opened[1]?.launch.args.at(-2)).toBe('--session-id');
  expect(resumed.value.conversations.map((one) => one.id)).toEqual([recorded.opened[1]?.launch.args.at(-1)]);
});

test('a conversation begun inside the process becomes the current one; the first stays', async () => {
  const { start, sessions, facts, time, rooms } = setUp();
  const session = await start();
  const first = session.conversations[0]?.id ?? '';
  facts.bound = { id: first, saved: true };
  time.tick();
  await expect.poll(() => rooms.store.conversations.list(session.id).map((one) => one.saved)).toEqual([true]);
  facts.bound = { id: 'second', saved: true };
  await expect
    .poll(() => {
      time.tick();
      return rooms.store.conversations.list(session.id).map((one) => one.id);
    })
    .toEqual([first, 'second']);
  await sessions.close();
});

test('what a session keeps of its agent is what it was at its start, until the new one is asked for', async () => {
  const { start, sessions, agent, facts, recorded } = setUp();
  const session = await start();
  facts.saved.add(session.conversations[0]?.id ?? '');
  await sessions.stop(session.id);
  if (agent.current)
    agent.current = { ...agent.current, revision: 'r2', model: 'opus', instructions: 'Be brief.' };
  const [listed] = await sessions.list();
  expect(listed?.agentNow).toBe('changed');
  await sessions.resume(asked(session.id, 'kept'));
  expect(recorded.opened[1]?.launch.args).not.toContain('--model=opus');
  await sessions.stop(session.id);
  const current = await sessions.resume(asked(session.id, 'current'));
  expect(recorded.opened[2]?.launch.args).toEqual(
    expect.arrayContaining(['--model=opus', '--system-prompt-snapshot', 'off']),
  );
  expect(current.ok && current.value.agentNow).toBe('same');
});

test('a workspace that is gone, a runtime that is gone and a broken start each say so and lose nothing', async () => {
  const { start, sessions, facts, recorded, workspace, rooms } = setUp();
  const session = await start();
  await sessions.stop(session.id);
  facts.missing = true;
  await rooms.programs.reports(true);
  const missing = await sessions.resume(asked(session.id, 'kept'));
  expect(missing.ok ? null : missing.error.code).toBe('runtime-missing');
  facts.missing = false;
  await rooms.programs.reports(true);
  recorded.refuseWith('spawn-failed');
  const failed = await sessions.resume(asked(session.id, 'kept'));
  expect(failed.ok && failed.value.status.word).toBe('Failed');
  rmSync(workspace, { recursive: true });
  const gone = await sessions.resume(asked(session.id, 'kept'));
  expect(gone.ok ? null : gone.error).toEqual({ code: 'workspace-gone', workspace });
  expect((await sessions.list()).map((one) => one.id)).toEqual([session.id]);
});

test('a supervisor that dies leaves every run Lost with the reason, none Running', async () => {
  const { start, sessions, recorded } = setUp();
  await start(1);
  await start(2);
  recorded.loseSupervisor();
  await expect
    .poll(async () => (await sessions.list()).map((one) => one.status.cause.code))
    .toEqual(['supervisor-died', 'supervisor-died']);
});

test('a live session is not forgotten; an ended one leaves the list and stays in the trail', async () => {
  const { start, sessions, rooms } = setUp();
  const session = await start();
  expect(sessions.forget(session.id)).toEqual({ ok: false, error: { code: 'still-live' } });
  await sessions.stop(session.id);
  const folder = join(rooms.runsFolder, session.run.id);
  mkdirSync(join(folder, 'hooks'), { recursive: true });
  for (const name of ['prompt.txt', 'screen.snapshot', 'hooks/1', 'run.json', 'family.json'])
    writeFileSync(join(folder, name), 'x');
  expect(sessions.forget(session.id)).toEqual({ ok: true, value: { id: session.id } });
  expect(await sessions.list()).toEqual([]);
  // What names its processes stays: one of them may live.
  await expect.poll(() => readdirSync(folder).toSorted()).toEqual(['family.json', 'run.json']);
  expect(rooms.store.audit.list().map((row) => row.action)).toEqual([
    'session-started',
    'session-stopped',
    'session-forgotten',
  ]);
});

test('D4 a start makes no repository and leaves no file in the workspace', async () => {
  const { start, workspace } = setUp('codex');
  await start();
  expect(existsSync(join(workspace, '.git'))).toBe(false);
  expect(existsSync(join(workspace, 'AGENTS.md'))).toBe(false);
});

test.each(RuntimeId.options)(
  'case A6 for %s nothing a person wrote is read by a shell, and prompt files are for nobody else',
  async (runtime) => {
    const { start, agent, recorded, rooms } = setUp(runtime);
    const model = 'x"; touch /tmp/p; "';
    const instructions = '$(touch /tmp/q) `x`';
    if (agent.current) agent.current = { ...agent.current, model, instructions };
    const session = await start();
    const [opened] = recorded.opened;
    expect(opened?.launch.file).toBe((await rooms.programs.reports(false))[0]?.found);
    expect(opened?.launch.args.filter((text) => text.includes('/tmp/p'))).toEqual([`--model=${model}`]);
    const folder = join(rooms.runsFolder, session.run.id);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  },
);

test('case A7 a workspace inside a repository is left byte for byte as it was: no repository of its own', async () => {
  const { start, sessions, agent } = setUp('codex');
  const repository = testFolder('toc-repository-');
  const workspace = join(repository, 'packages', 'app');
  mkdirSync(join(repository, '.git'));
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(repository, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(workspace, 'agent.md'), 'Be exact.\r\n');
  const tree = () =>
    readdirSync(repository, { recursive: true, withFileTypes: true })
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, statSync(path).isFile() ? readFileSync(path, 'utf8') : null]);
  const before = tree();
  if (agent.current)
    agent.current = { ...agent.current, folder: workspace, ref: { workspace, name: 'helper' } };
  const session = await start();
  expect(session.workspace).toBe(workspace);
  await sessions.stop(session.id);
  await sessions.resume(asked(session.id, 'kept'));
  expect(tree()).toEqual(before);
});

test('case A2 the conversation is kept at the first look, outlives main, and its log may be gone', async () => {
  const { start, sessions, facts, time, rooms, recorded } = setUp('codex');
  const session = await start();
  facts.bound = { id: 'thread', saved: true };
  time.tick();
  const kept = () => rooms.store.conversations.list(session.id).map(({ id, saved }) => ({ id, saved }));
  await expect.poll(kept).toEqual([{ id: 'thread', saved: true }]);
  await sessions.close();

  const again = createSessions(rooms);
  const listed = async () => (await again.list())[0]?.conversations.map(({ id }) => id);
  expect(await listed()).toEqual(['thread']);
  facts.saved.add('thread');
  await again.stop(session.id);
  await again.resume(asked(session.id, 'kept'));
  expect(recorded.opened.at(-1)?.launch.args.slice(-2)).toEqual(['resume', 'thread']);
  facts.saved.clear();
  await again.stop(session.id);
  const anew = await again.resume(asked(session.id, 'kept'));
  expect(anew.ok && recorded.opened.at(-1)?.launch.args.includes('resume')).toBe(false);
  expect(await listed()).toEqual(['thread']);
});

test('a conversation found on disk becomes one session, however often it is resumed', async () => {
  const { sessions, facts, recorded, workspace, rooms } = setUp();
  facts.found.set('claude-code there', { cwd: workspace, title: 'Mend the door', model: 'claude-opus-5-5' });
  facts.saved.add('there');
  const [one, two] = await Promise.all([
    sessions.resumeFound('claude-code', 'there', REFUSE),
    sessions.resumeFound('claude-code', 'there', REFUSE),
  ]);
  if (!one.ok || !two.ok) throw new Error('refused');
  expect([one.value.title, one.value.agent, one.value.permission, one.value.model]).toEqual([
    'Mend the door',
    null,
    'ask',
    'claude-opus-5-5',
  ]);
  expect([one.value.id, recorded.opened.length]).toEqual([two.value.id, 1]);
  expect(recorded.opened[0]?.launch.args).toContain('there');
  expect(rooms.store.audit.list().map(({ action }) => action)).toEqual(['session-resumed']);
  const again = await sessions.resumeFound('claude-code', 'there', REFUSE);
  expect(again.ok ? null : again.error.code).toBe('already-live');
});

test('a found conversation is not resumed without its log, its folder, or past another writer', async () => {
  const { sessions, facts, recorded, workspace } = setUp('codex');
  const refusal = async (id: string): Promise<string | null> => {
    const resumed = await sessions.resumeFound('codex', id, REFUSE);
    return resumed.ok ? null : resumed.error.code;
  };
  facts.found.set('codex gone', { cwd: workspace, title: null, model: null });
  facts.found.set('codex moved', { cwd: '/no/such/folder', title: null, model: null });
  facts.found.set('codex busy', { cwd: workspace, title: null, model: null });
  facts.saved.add('moved').add('busy');
  expect([await refusal('never'), await refusal('gone'), await refusal('moved')]).toEqual([
    'conversation-not-found',
    'conversation-gone',
    'workspace-gone',
  ]);
  facts.writer = { pid: 7, started: 'then' };
  expect([await refusal('busy'), recorded.opened.length]).toEqual(['already-live', 0]);
});
