import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import manifest from '../../../package.json' with { type: 'json' };
import { decodeFrame, encodeFrame, FrameType } from '#shared/terminal-frames.ts';
import { systemClock } from '../machine/clock.ts';
import { silentLog } from '../machine/log.ts';
import { pathsFor, privateFolder, type Paths } from '../machine/paths.ts';
import { systemProcesses } from '../machine/process-identity.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import { createTerminals, type SupervisedRun, type Terminals } from './terminals.ts';

const command = { file: process.execPath, args: [resolve('src/main/supervisor/entry.ts')], env: {} };
const Identity = z.object({ pid: z.int(), started: z.string(), socket: z.string() });
const Recorded = z.object({ generations: z.array(Identity).length(1) });

const homes: Paths[] = [];
const open: Terminals[] = [];

const newHome = (): Paths => {
  const home = testFolder('TOC_t-');
  const paths = pathsFor({ TOC_HOME: home, XDG_RUNTIME_DIR: testFolder('TOC_s-') });
  privateFolder(paths.sockets);
  mkdirSync(paths.runs, { recursive: true });
  homes.push(paths);
  return paths;
};

const record = (paths: Paths): z.output<typeof Identity> => {
  const [only] = Recorded.parse(JSON.parse(readFileSync(paths.supervisorRecord, 'utf8'))).generations;
  if (!only) throw new Error('No supervisor was recorded.');
  return only;
};

const connected = (paths: Paths): Terminals => {
  const terminals = createTerminals({
    version: manifest.version,
    paths,
    processes: systemProcesses,
    clock: systemClock,
    log: silentLog,
    command,
  });
  open.push(terminals);
  return terminals;
};

const begin = async (terminals: Terminals, paths: Paths, script: string): Promise<SupervisedRun> => {
  const runId = randomUUID();
  const launch = { file: '/bin/sh', args: ['-c', script], env: { PATH: '/usr/bin:/bin' }, cwd: paths.home };
  const opened = await terminals.open({ runId, folder: join(paths.runs, runId), launch, cols: 80, rows: 24 });
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
};

/** Watches a run; `until` resolves once its screen and bytes contain the text. */
const watch = async (terminals: Terminals, runId: string) => {
  let text = '';
  let look = (): void => {};
  const attached = await terminals.attach(runId, {
    send: (frame) => {
      const { type, payload } = decodeFrame(frame);
      if (type === FrameType.snapshot || type === FrameType.data) text += Buffer.from(payload).toString();
      look();
    },
    lost: () => {},
  });
  if (!attached.ok) throw new Error(attached.error.code);
  const until = (wanted: string): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        if (text.includes(wanted)) resolve();
      };
      look();
    });
  const type = (keys: string): void =>
    attached.value.receive(encodeFrame(FrameType.input, Buffer.from(keys)));
  return { until, type };
};

afterEach(async () => {
  for (const terminals of open.splice(0)) await terminals.close();
  for (const paths of homes.splice(0)) {
    // Its programs hang on their terminals and go with it.
    if (statSync(paths.supervisorRecord, { throwIfNoEntry: false }))
      await systemProcesses.signal(record(paths), 'SIGKILL');
  }
});

test('asking what runs starts nothing', async () => {
  const paths = newHome();
  const terminals = connected(paths);
  expect([await terminals.list(), terminals.supervisor()]).toEqual([[], null]);
  expect(statSync(paths.supervisorRecord, { throwIfNoEntry: false })).toBeUndefined();
});

test('many starts at once find one supervisor, whose socket is ours alone', { timeout: 20_000 }, async () => {
  const paths = newHome();
  const terminals = connected(paths);
  const runs = await Promise.all([1, 2, 3].map(() => begin(terminals, paths, 'cat')));
  const { pid, socket } = record(paths);
  expect(terminals.supervisor()?.pid).toBe(pid);
  expect(statSync(socket).mode & 0o777).toBe(0o600);
  const listed = await terminals.list();
  expect(listed.map((run) => run.runId).toSorted()).toEqual(runs.map((run) => run.runId).toSorted());
});

test('a run outlives the main that started it, on the screen it had', { timeout: 20_000 }, async () => {
  const paths = newHome();
  const first = connected(paths);
  const run = await begin(first, paths, 'echo before; while read line; do echo "got $line"; done');
  await (await watch(first, run.runId)).until('before');
  await first.close();
  const second = connected(paths);
  expect(await second.list()).toEqual([run]);
  const window = await watch(second, run.runId);
  await window.until('before');
  window.type('more\r');
  await window.until('got more');
});

test('kill -9 of main in mid-turn leaves the run alive', { timeout: 20_000 }, async () => {
  const paths = newHome();
  const main = join(paths.home, 'main.mjs');
  const here = (name: string): string => JSON.stringify(resolve('src/main', name));
  writeFileSync(
    main,
    `import { createTerminals } from ${here('terminals/terminals.ts')};
     import { systemClock } from ${here('machine/clock.ts')};
     import { silentLog } from ${here('machine/log.ts')};
     import { systemProcesses } from ${here('machine/process-identity.ts')};
     const paths = ${JSON.stringify(paths)};
     const terminals = createTerminals({ version: '0.1.0', paths, processes: systemProcesses, clock: systemClock, log: silentLog,
       command: ${JSON.stringify(command)} });
     const launch = { file: '/bin/sh', args: ['-c', 'read line; echo "got $line"; cat'], env: { PATH: '/usr/bin:/bin' }, cwd: '/' };
     await terminals.open({ runId: 'one', folder: paths.runs + '/one', launch, cols: 80, rows: 24 });
     process.stdout.write('up');
     setInterval(() => {}, 1000);`,
  );
  const killed = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(killed.stdout, 'data');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const terminals = connected(paths);
  const window = await watch(terminals, 'one');
  window.type('after\r');
  await window.until('got after');
  expect(await terminals.list()).toMatchObject([{ runId: 'one', exit: null }]);
});

test(
  'an end is told with its code, and one that was missed is told on return',
  { timeout: 20_000 },
  async () => {
    const paths = newHome();
    const first = connected(paths);
    const told = new Promise((resolve) => first.onExit((runId, exit) => resolve({ runId, code: exit.code })));
    const quick = await begin(first, paths, 'exit 3');
    const later = await begin(first, paths, 'while [ ! -e go ]; do sleep 0.05; done; exit 4');
    expect(await told).toEqual({ runId: quick.runId, code: 3 });
    await first.close();
    writeFileSync(join(paths.home, 'go'), '');
    const exitFile = join(paths.runs, later.runId, 'exit.json');
    await expect.poll(() => statSync(exitFile, { throwIfNoEntry: false }), { timeout: 10_000 }).toBeDefined();
    const ends = new Map<string, number | null>();
    const second = connected(paths);
    second.onExit((runId, { code }) => ends.set(runId, code));
    await second.list();
    await expect.poll(() => ends.size).toBe(2);
    expect(ends).toEqual(
      new Map([
        [quick.runId, 3],
        [later.runId, 4],
      ]),
    );
  },
);

test('stop ends the program and says how', { timeout: 20_000 }, async () => {
  const paths = newHome();
  const terminals = connected(paths);
  const run = await begin(terminals, paths, 'exec sleep 1000');
  expect(await terminals.stop(run.runId)).toEqual({
    ok: true,
    value: { code: null, signal: 'SIGINT', at: expect.any(Number), stopped: 'SIGINT' },
  });
  expect(await systemProcesses.alive(run.process)).toBe(false);
  expect(await terminals.stop(run.runId)).toEqual({ ok: false, error: { code: 'not-live' } });
});

test(
  'the loss of the supervisor is told, and the next start makes a new one',
  { timeout: 20_000 },
  async () => {
    const paths = newHome();
    const terminals = connected(paths);
    const lost = new Promise<void>((resolve) => terminals.onSupervisorLost(resolve));
    await begin(terminals, paths, 'cat');
    const first = record(paths);
    await systemProcesses.signal(first, 'SIGKILL');
    await lost;
    expect(await terminals.list()).toEqual([]);
    await begin(terminals, paths, 'cat');
    expect(record(paths).pid).not.toBe(first.pid);
  },
);
