import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { systemClock, type Clock } from './clock.ts';
import { silentLog } from './log.ts';
import { systemProcesses } from './process-identity.ts';
import { createShellEnvironment } from './shell-env.ts';
import { testFolder } from './test-support/folder.ts';

/** A home whose login shell starts with these lines. */
const shellOf = (profile: string, named: NodeJS.ProcessEnv = {}, clock: Clock = systemClock) => {
  const home = testFolder('toc-shell-');
  writeFileSync(join(home, '.profile'), profile);
  const env = { HOME: home, SHELL: '/bin/sh', PATH: '/app/node_modules/.bin:/usr/bin:/bin', ...named };
  return { home, shell: createShellEnvironment({ log: silentLog, env, clock }) };
};

test("a child gets the login shell's environment, whatever the start-up files print around it", async () => {
  const profile =
    'echo Welcome; export PATH="/mine/node_modules/.bin:/usr/bin" NOTE="two\nlines" CLAUDECODE=1';
  const { home, shell } = shellOf(`${profile}; echo Bye`, { TOC_HOME: '/t', npm_config_x: '1' });
  const found = await shell.environment(false);
  expect(found.shell).toEqual({ file: '/bin/sh', problem: null });
  expect(found.path).toEqual({
    app: ['/app/node_modules/.bin', '/usr/bin', '/bin'],
    shell: ['/mine/node_modules/.bin', '/usr/bin'],
  });
  expect(found.env).toMatchObject({
    HOME: home,
    NOTE: 'two\nlines',
    PATH: '/mine/node_modules/.bin:/usr/bin',
  });
  expect(Object.keys(found.env)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(TOC_|npm_|CLAUDECODE)/)]),
  );
});

test('the answer is kept until a fresh one is asked for', async () => {
  const { home, shell } = shellOf('export NOTE=one');
  const first = await shell.environment(false);
  writeFileSync(join(home, '.profile'), 'export NOTE=two');
  expect(await shell.environment(false)).toBe(first);
  expect((await shell.environment(true)).env['NOTE']).toBe('two');
});

test("a shell that cannot be asked leaves the app's own environment, and says why", async () => {
  const missing = await shellOf('', { SHELL: '/no/such/shell' }).shell.environment(false);
  expect(missing.env['PATH']).toBe('/usr/bin:/bin');
  expect(missing.shell.problem).toContain('ENOENT');
  const leaving = await shellOf('exit 3').shell.environment(false);
  expect(leaving.shell.problem).toBe('It ended with 3 and told no environment.');
  expect(leaving.path.shell).toEqual(['/usr/bin', '/bin']);
});

test('a shell that hangs is ended with everything it started', async () => {
  let expire = (): void => {};
  const after = (_: number, call: () => void) => {
    expire = call;
    return () => {};
  };
  const clock: Clock = { ...systemClock, after };
  const profile = 'sleep 1000 & echo "$$ $!" > "$HOME/pids"; wait';
  const { home, shell } = shellOf(profile, {}, clock);
  const asked = shell.environment(false);
  const pids = await vi.waitFor(async () => {
    const text = await readFile(join(home, 'pids'), 'utf8');
    expect(text).toMatch(/^\d+ \d+\n$/);
    return text.trim().split(' ').map(Number);
  });
  expire();
  expect((await asked).shell.problem).toBe('It did not answer within 10 s.');
  await vi.waitFor(async () => {
    expect(await Promise.all(pids.map((pid) => systemProcesses.identify(pid)))).toEqual([null, null]);
  });
});
