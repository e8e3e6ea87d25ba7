import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { systemProcesses } from './process-identity.ts';
import { createMeter, shownCommand, systemMeter } from './process-usage.ts';

const noPrograms = async (): Promise<null> => null;

test.each([
  ['the program without its folder, and two words', ['/usr/bin/npm', 'run', 'dev', 'now'], 'npm run dev'],
  ['paths by their last part', ['node', '/home/ada/secret place/cli.js', '--x'], 'node cli.js --x'],
  ['a script after an option', ['sh', '-c', 'curl -H "Bearer hunter2"'], 'sh -c'],
  ['the value of an option', ['claude', '--api-key=hunter2', 'more'], 'claude --api-key'],
  ['a value glued to its option', ['mysql', '-phunter2'], 'mysql'],
  ['an address', ['git', 'https://ada:hunter2@example.org/x'], 'git x'],
  ['an assignment', ['env', 'KEY=hunter2', 'sh'], 'env'],
  ['a sentence', ['codex', 'Please mend the login'], 'codex'],
  ['control characters', ['/bin/sl\u001B[31meep', '9\u202E8'], 'sl[31meep 98'],
  ['nothing at all', [''], 'kworker'],
])('a command is shown without what may be private: %s', (_, words, shown) => {
  expect(shownCommand(words, 'kw\u0007orker')).toBe(shown);
});

/** A /proc in which pid 7, started at tick 12345, has run for 1.5 s. */
const proc: Readonly<Record<string, string>> = {
  '/proc/stat': 'cpu  1 2 3\nbtime 1700000000\nprocesses 5\n',
  '/proc/7/stat': `7 (odd) (name) S 3 7 7 34816 7 4194304 1 0 0 0 120 30 0 0 20 0 1 0 12345 1 1`,
  '/proc/7/status': 'Name:\todd\nVmRSS:\t    2048 kB\nThreads:\t1\n',
  '/proc/7/cmdline': '/usr/bin/python3\0server.py\0',
  '/proc/8/stat': `8 (gone) Z 3 8 8 0 -1 4194304 1 0 0 0 1 1 0 0 20 0 1 0 99 1 1`,
  '/proc/sys/kernel/pty/nr': '3\n',
  '/proc/sys/kernel/pty/max': '4096\n',
};
const linux = createMeter({ platform: 'linux', read: (path) => proc[path] ?? null, ask: noPrograms });

test('on Linux a process tells what it takes; a zombie, a reused pid and a dead one do not', async () => {
  const asked = [
    { pid: 7, started: '12345' },
    { pid: 7, started: '1' },
    { pid: 8, started: '99' },
    { pid: 9, started: '1' },
  ];
  expect(await linux.usage(asked)).toEqual([
    {
      pid: 7,
      started: '12345',
      parent: 3,
      command: 'python3 server.py',
      cpuMs: 1500,
      memoryBytes: 2 * 1024 * 1024,
      startedAt: 1_700_000_123_450,
    },
  ]);
  expect(await linux.ptys()).toEqual({ used: 3, cap: 4096 });
});

test('on macOS the same comes from ps and sysctl', async () => {
  const started = 'Thu Nov 26 14:31:38 2026';
  const printed: Readonly<Record<string, string>> = {
    '/bin/ps':
      `   70     1   2048   1:02.50 ${started}     /bin/sleep 98765\n` +
      '   71     1   1000   0:00.01 Thu Nov  5 01:02:03 2026 someone else now\nnonsense\n',
    '/usr/sbin/sysctl': '511\n',
  };
  const mac = createMeter({
    platform: 'darwin',
    read: () => null,
    ask: async (file) => printed[file] ?? null,
  });
  const asked = [
    { pid: 70, started },
    { pid: 71, started },
  ];
  expect(await mac.usage(asked)).toEqual([
    {
      pid: 70,
      started,
      parent: 1,
      command: 'sleep 98765',
      cpuMs: 62_500,
      memoryBytes: 2048 * 1024,
      startedAt: Date.parse(started),
    },
  ]);
  expect(await mac.ptys()).toEqual({ used: null, cap: 511 });
});

test('what a system does not tell is not known', async () => {
  const bare = createMeter({ platform: 'linux', read: () => null, ask: noPrograms });
  expect([await bare.usage([{ pid: 7, started: '12345' }]), await bare.ptys()]).toEqual([
    [],
    { used: null, cap: null },
  ]);
});

test('a real process is seen with its parent, its memory and its age', async () => {
  const child = spawn('/bin/sh', ['-c', 'echo up; read x'], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const found = await systemProcesses.identify(child.pid ?? 0);
  if (!found) throw new Error('the process was not found');
  const [usage] = await systemMeter.usage([found]);
  expect(usage).toMatchObject({ ...found, parent: process.pid, command: 'sh -c' });
  expect(usage?.memoryBytes).toBeGreaterThan(100_000);
  // Whole seconds is what the kernel tells of its boot.
  expect(Math.abs((usage?.startedAt ?? 0) - Date.now())).toBeLessThan(60_000);
  child.stdin.end();
  await once(child, 'exit');
  expect(await systemMeter.usage([found])).toEqual([]);
});
