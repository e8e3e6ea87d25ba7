import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { pathsFor } from './paths.ts';
import { below, systemProcesses } from './process-identity.ts';
import { uuid7 } from './uuid.ts';
import { between, forChildren } from './shell-env.ts';

test('everything below a process is found, however deep, and a circle ends', () => {
  const row = (pid: number, parent: number) => ({ pid, parent, started: `s${pid}` });
  const table = [row(1, 0), row(2, 1), row(3, 2), row(4, 3), row(5, 1), row(9, 9)];
  expect(below(table, 2).map((one) => one.pid)).toEqual([3, 4]);
  expect(below(table, 9)).toEqual([]);
});

test('a process is itself only with its start time, and a dead one is not signalled', async () => {
  const child = spawn('/bin/sh', ['-c', 'read x'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  const found = await systemProcesses.identify(child.pid ?? 0);
  if (!found) throw new Error('the process was not found');
  expect(await systemProcesses.alive(found)).toBe(true);
  expect(await systemProcesses.alive({ ...found, started: '1' })).toBe(false);
  expect(await systemProcesses.signal({ ...found, started: '1' }, 'SIGKILL')).toBe(false);
  child.stdin.end();
  await once(child, 'exit');
  expect(await systemProcesses.alive(found)).toBe(false);
});

test('a child and its child are found below a process, and both are who they were', async () => {
  const child = spawn('/bin/sh', ['-c', 'sh -c "echo ready; read x; :"; :'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const root = await systemProcesses.identify(child.pid ?? 0);
  if (!root) throw new Error('the process was not found');
  const family = await systemProcesses.descendants(root);
  expect(family.length).toBe(1);
  expect(await Promise.all(family.map(systemProcesses.alive))).toEqual([true]);
  for (const one of [...family, root]) await systemProcesses.signal(one, 'SIGKILL');
  await once(child, 'exit');
  expect(await systemProcesses.descendants(root)).toEqual([]);
});

test('ids made later sort later', () => {
  const ids = [1, 2, 300, 1_800_000_000_000].map(uuid7);
  expect(ids.toSorted()).toEqual(ids);
  expect(
    ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
  ).toBe(true);
});

test('a socket path fits its limit however long TOC_HOME is', () => {
  const paths = pathsFor({ TOC_HOME: `/x/${'long/'.repeat(60)}`, XDG_RUNTIME_DIR: '/run/user/1000' });
  expect(Buffer.byteLength(paths.mainSocket)).toBeLessThan(100);
});

test('a runtime folder in which a socket has no room is left alone', () => {
  const runtime = `/run/${'long/'.repeat(16)}`;
  expect(pathsFor({ TOC_HOME: '/x', XDG_RUNTIME_DIR: runtime }).sockets.startsWith(runtime)).toBe(false);
});

test('children do not see what belongs to us, to npm or to another session of a CLI', () => {
  const env = forChildren({
    PATH: '/clone/node_modules/.bin:/usr/bin:/bin',
    HOME: '/h',
    CODEX_HOME: '/c',
    CLAUDE_CONFIG_DIR: '/d',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '--inspect',
    npm_config_x: '1',
    TOC_HOME: '/t',
    CLAUDECODE: '1',
    CODEX_SANDBOX: 'x',
  });
  expect(env).toEqual({
    PATH: '/usr/bin:/bin',
    HOME: '/h',
    CODEX_HOME: '/c',
    CLAUDE_CONFIG_DIR: '/d',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
  });
});

test("what a shell's start-up files print around the environment does not count", () => {
  const output = 'Welcome!\nMARKA=1\0B=two\nlines\0C=x=y\0MARKbye';
  expect(between(output, 'MARK')).toEqual({ A: '1', B: 'two\nlines', C: 'x=y' });
  expect(between('MARK only one', 'MARK')).toBeNull();
});
