import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testFolder } from '../../machine/test-support/folder.ts';
import { notifyIn, usersSettings } from './users-notify.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', '..', 'resources', 'callbacks', 'notify');
const NEWS = String.raw`{"type":"agent-turn-complete","said":"-n \\ $(touch /tmp/p) 'é' %s"}`;

test("the user's program is read from any config.toml, and what cannot be told is not guessed", () => {
  const told = [
    '',
    'model = "x"\nnotify = ["/opt/say", "a b", "--c"]\n[tui]\nnotify = ["other"]',
    "notify = [ # why\n  'C:\\say',\n]",
    'notify = []',
    '[profiles.one]\nnotify = ["other"]',
    'notify = "say"',
    'notify = ["say", 3]',
    'notify = ["say"',
    '\0',
  ];
  expect(told.map(notifyIn)).toEqual([
    [],
    ['/opt/say', 'a b', '--c'],
    ['C:\\say'],
    [],
    [],
    null,
    null,
    null,
    null,
  ]);
});

test('it is the config.toml of that environment; a missing one names none, an unreadable one is not known', async () => {
  const home = testFolder('toc-notify-');
  expect(await usersSettings({ CODEX_HOME: home })).toEqual({ notify: [] });
  writeFileSync(join(home, 'config.toml'), 'notify = ["say"]');
  expect(await usersSettings({ CODEX_HOME: home })).toEqual({ notify: ['say'] });
  mkdirSync(join(home, 'other', 'config.toml'), { recursive: true });
  expect(await usersSettings({ CODEX_HOME: join(home, 'other') })).toEqual({ notify: null });
});

/** A run's folder, the user's own program that writes down what it got, and ours. */
const machine = () => {
  const folder = testFolder('toc-notify-');
  const run = join(folder, 'a run');
  mkdirSync(run, { mode: 0o700 });
  const users = join(folder, "the user's $program");
  writeFileSync(users, `#!/bin/sh\nfor one in "$@"; do printf '%s|' "$one"; done\n`);
  chmodSync(users, 0o755);
  /** What the user's program said; ours says nothing, and never fails. */
  const call = async (
    args: readonly string[],
    env: Readonly<Record<string, string>> = { TOC_RUN_FOLDER: run },
  ): Promise<string> => {
    const options = { env: { PATH: '/usr/bin:/bin', ...env }, cwd: folder };
    const { stdout, stderr } = await promisify(execFile)(PROGRAM, [...args], options);
    return `${stdout}${stderr}`;
  };
  const news = () =>
    readdirSync(join(run, 'notify')).map((name) => readFileSync(join(run, 'notify', name), 'utf8'));
  return { folder, run, users, call, news };
};

test('the news are kept in a private file, then the user gets the same', async () => {
  const { run, users, call, news } = machine();
  expect(await call([NEWS])).toBe('');
  expect(news()).toEqual([`${NEWS}\n`]);
  expect(await call(['--', users, 'a b', '$(c)', NEWS])).toBe(`a b|$(c)|${NEWS}|`);
  expect(news()).toEqual([`${NEWS}\n`, `${NEWS}\n`]);
  const modes = [
    join(run, 'notify'),
    ...readdirSync(join(run, 'notify')).map((name) => join(run, 'notify', name)),
  ];
  expect(modes.map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600, 0o600]);
});

test('where there is no run, or no place to write to, it keeps nothing and says nothing, and the user still gets it', async () => {
  const { folder, run, users, call } = machine();
  for (const env of [{}, { TOC_RUN_FOLDER: '' }, { TOC_RUN_FOLDER: join(folder, 'gone') }])
    expect(await call(['--', users, NEWS], env)).toBe(`${NEWS}|`);
  symlinkSync(folder, join(run, 'notify'));
  expect(await call(['--', users, NEWS])).toBe(`${NEWS}|`);
  for (const args of [['--', join(folder, 'gone'), NEWS], [], ['--'], ['--', NEWS]])
    expect(await call(args)).toBe('');
  expect(readdirSync(folder).toSorted()).toEqual(['a run', "the user's $program"]);
});

test('a long run does not fill its folder', async () => {
  const { call, news } = machine();
  for (let turn = 0; turn < 60; turn += 1) await call([`{"turn":${turn}}`]);
  expect(news().at(-1)).toBe('{"turn":59}\n');
  expect(news().length).toBeLessThan(55);
});
