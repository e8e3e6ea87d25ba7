import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { decodeFrame, encodeFrame, FrameType } from '#shared/terminal-frames.ts';
import { systemClock } from '../machine/clock.ts';
import { silentLog } from '../machine/log.ts';
import { pathsFor, privateFolder, type Paths } from '../machine/paths.ts';
import { systemProcesses, type ProcessIdentity } from '../machine/process-identity.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import { openOn } from './calls.ts';
import { connectSupervisor } from './link.ts';
import { createTerminals, type OpenTerminal, type SupervisedRun, type Terminals } from './terminals.ts';

const ECHO = 'while read line; do echo "got $line"; done';
const OTHER = resolve('src/main/supervisor/test-support/other-version.ts');

const LONG = { timeout: 20_000 };

const started: ProcessIdentity[] = [];
const open: Terminals[] = [];

const newHome = (): Paths => {
  const paths = pathsFor({ TOC_HOME: testFolder('TOC_t-'), XDG_RUNTIME_DIR: testFolder('TOC_s-') });
  privateFolder(paths.sockets);
  mkdirSync(paths.runs, { recursive: true });
  return paths;
};

/** A main of that version; a supervisor it starts has its version and speaks that protocol. */
const mainOf = (paths: Paths, version: string, protocol = 2): Terminals => {
  const terminals = createTerminals({
    version,
    paths,
    processes: systemProcesses,
    clock: systemClock,
    log: silentLog,
    command: { file: process.execPath, args: [OTHER, version, String(protocol)], env: {} },
  });
  open.push(terminals);
  return terminals;
};

interface OneRecord extends ProcessIdentity {
  readonly socket: string;
}

/** A supervisor as an earlier main left it, not yet written down. */
const earlier = async (paths: Paths, version: string, protocol: number): Promise<OneRecord> => {
  const socket = join(paths.sockets, `${version}.sock`);
  const child = spawn(process.execPath, [OTHER, version, String(protocol), socket], { stdio: 'ignore' });
  const identity = await systemProcesses.identify(child.pid ?? 0);
  if (identity === null) throw new Error('It did not start.');
  started.push(identity);
  await expect.poll(() => statSync(socket, { throwIfNoEntry: false }), { timeout: 10_000 }).toBeDefined();
  return { ...identity, socket };
};

const write = (paths: Paths, record: object): void =>
  writeFileSync(paths.supervisorRecord, JSON.stringify(record));

const recorded = (paths: Paths): readonly OneRecord[] =>
  JSON.parse(readFileSync(paths.supervisorRecord, 'utf8')).generations;

const request = (paths: Paths): OpenTerminal => {
  const runId = randomUUID();
  const launch = { file: '/bin/sh', args: ['-c', ECHO], env: { PATH: '/usr/bin:/bin' }, cwd: paths.home };
  return { runId, folder: join(paths.runs, runId), launch, cols: 80, rows: 24 };
};

/** Starts a run and remembers who was started for it. */
const begin = async (terminals: Terminals, paths: Paths): Promise<SupervisedRun> => {
  const opened = await terminals.open(request(paths));
  started.push(...recorded(paths));
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
};

/** A run that an earlier main started on that supervisor. */
const beginOn = async (paths: Paths, { socket }: OneRecord): Promise<SupervisedRun> => {
  const link = await connectSupervisor(socket, systemClock);
  if (!link.ok) throw new Error(link.error.code);
  const opened = await openOn(link.value, request(paths));
  link.value.close();
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
};

/** A home in which a supervisor of the first kind holds one run, and the main of a later version. */
const upgraded = async () => {
  const paths = newHome();
  const old = await earlier(paths, '0.1.0', 1);
  // As the first mains wrote it down.
  write(paths, old);
  const run = await beginOn(paths, old);
  return { paths, old, run, terminals: mainOf(paths, '0.2.0') };
};

const ids = (runs: readonly SupervisedRun[]): readonly string[] => runs.map(({ runId }) => runId).toSorted();

/** What a run that echoes shows once something was typed to it. */
const typed = async (terminals: Terminals, runId: string): Promise<string> => {
  const shown = Promise.withResolvers<string>();
  let text = '';
  const attached = await terminals.attach(runId, {
    send: (frame) => {
      const { type, payload } = decodeFrame(frame);
      if (type === FrameType.snapshot || type === FrameType.data) text += Buffer.from(payload).toString();
      if (text.includes('got more')) shown.resolve(text);
    },
    lost: (reason) => shown.reject(new Error(reason)),
  });
  if (!attached.ok) throw new Error(attached.error.code);
  attached.value.receive(encodeFrame(FrameType.input, Buffer.from('more\r')));
  return shown.promise;
};

const isGone = async (process: ProcessIdentity): Promise<boolean> => !(await systemProcesses.alive(process));

afterEach(async () => {
  for (const terminals of open.splice(0)) await terminals.close();
  for (const process of started.splice(0)) await systemProcesses.signal(process, 'SIGKILL');
});

test('the run of an older supervisor goes on there: listed, watched, typed to, stopped', LONG, async () => {
  const { old, run, terminals } = await upgraded();
  expect(await terminals.roll()).toEqual([run]);
  expect(run).toMatchObject({ kind: 'interactive', family: [], exit: null });
  expect(await typed(terminals, run.runId)).toContain('got more');
  expect([terminals.supervisor(), terminals.olderSupervisor()]).toEqual([
    null,
    { pid: old.pid, version: '0.1.0', runs: 1 },
  ]);
  expect(await terminals.stop(run.runId)).toMatchObject({ ok: true, value: { stopped: 'SIGINT' } });
});

test('a new run goes to a new supervisor, and both are written down', LONG, async () => {
  const { paths, old, run, terminals } = await upgraded();
  const [fresh, other] = await Promise.all([begin(terminals, paths), begin(terminals, paths)]);
  const [first, second] = recorded(paths);
  expect(recorded(paths)).toEqual([
    { ...old, version: null },
    { ...second, version: '0.2.0' },
  ]);
  expect(first?.pid).toBe(terminals.olderSupervisor()?.pid);
  expect(terminals.supervisor()).toEqual({ pid: second?.pid, version: '0.2.0' });
  expect(ids(await terminals.list())).toEqual(ids([run, fresh, other]));
  expect(await typed(terminals, fresh.runId)).toContain('got more');
  expect(await typed(terminals, run.runId)).toContain('got more');
});

test('one that speaks our protocol and is of an older version is the older one too', LONG, async () => {
  const paths = newHome();
  const old = await earlier(paths, '0.9.0', 2);
  write(paths, { generations: [{ ...old, version: '0.9.0' }] });
  const run = await beginOn(paths, old);
  const terminals = mainOf(paths, '0.10.0');
  const fresh = await begin(terminals, paths);
  expect(terminals.supervisor()?.version).toBe('0.10.0');
  expect(terminals.olderSupervisor()).toEqual({ pid: old.pid, version: '0.9.0', runs: 1 });
  expect(ids(await terminals.list())).toEqual(ids([run, fresh]));
});

test('the older one leaves when its last run ended, and the new one stays', LONG, async () => {
  const { paths, old, run, terminals } = await upgraded();
  const fresh = await begin(terminals, paths);
  const ended = new Promise((resolve) => terminals.onExit((runId) => resolve(runId)));
  let lost = 0;
  terminals.onSupervisorLost(() => (lost += 1));
  const left = new Promise((resolve) => {
    void terminals.attach(run.runId, { send: () => {}, lost: resolve });
  });
  await terminals.stop(run.runId);
  expect(await ended).toBe(run.runId);
  expect(await left).toBe('ended');
  await expect.poll(() => isGone(old), { timeout: 10_000 }).toBe(true);
  expect(statSync(join(paths.runs, run.runId, 'screen.snapshot')).size).toBeGreaterThan(0);
  expect(ids(await terminals.list())).toEqual([fresh.runId]);
  expect([terminals.olderSupervisor(), lost]).toEqual([null, 0]);
});

test('with two older ones a new run goes to the newer of them: never a third', LONG, async () => {
  const paths = newHome();
  const olds = [await earlier(paths, '0.1.0', 1), await earlier(paths, '0.2.0', 2)] as const;
  write(paths, { generations: olds.map((one) => ({ ...one, version: null })) });
  const runs = [await beginOn(paths, olds[0]), await beginOn(paths, olds[1])];
  const terminals = mainOf(paths, '0.3.0');
  const fresh = await begin(terminals, paths);
  expect(recorded(paths).map(({ pid }) => pid)).toEqual(olds.map(({ pid }) => pid));
  expect(terminals.supervisor()).toEqual({ pid: olds[1].pid, version: '0.2.0' });
  expect(ids(await terminals.list())).toEqual(ids([...runs, fresh]));
});

test('a newer one is refused with its version; nothing is ended and nothing called gone', LONG, async () => {
  const paths = newHome();
  const newer = await earlier(paths, '0.9.0', 3);
  write(paths, { generations: [{ ...newer, version: '0.9.0' }] });
  const terminals = mainOf(paths, '0.8.0');
  const error = { code: 'supervisor-newer', version: '0.9.0', ours: '0.8.0' };
  expect(await terminals.open(request(paths))).toEqual({ ok: false, error });
  expect(await terminals.stop('one')).toEqual({ ok: false, error });
  expect([await terminals.list(), await terminals.roll()]).toEqual([[], null]);
  expect([await isGone(newer), recorded(paths)]).toEqual([false, [{ ...newer, version: '0.9.0' }]]);
});

test(
  'one that our own files started, of a newer toc since, is refused with its version too',
  LONG,
  async () => {
    const paths = newHome();
    const terminals = createTerminals({
      version: '0.8.0',
      paths,
      processes: systemProcesses,
      clock: systemClock,
      log: silentLog,
      command: { file: process.execPath, args: [OTHER, '0.9.0', '3'], env: {} },
    });
    open.push(terminals);
    const error = { code: 'supervisor-newer', version: '0.9.0', ours: '0.8.0' };
    expect(await terminals.open(request(paths))).toEqual({ ok: false, error });
    started.push(...recorded(paths));
    expect(await terminals.open(request(paths))).toEqual({ ok: false, error });
  },
);

test('when one of two dies it is told, and the other still answers', LONG, async () => {
  const { paths, old, terminals } = await upgraded();
  const fresh = await begin(terminals, paths);
  const lost = new Promise<void>((resolve) => terminals.onSupervisorLost(resolve));
  await systemProcesses.signal(old, 'SIGKILL');
  await lost;
  expect(ids((await terminals.roll()) ?? [])).toEqual([fresh.runId]);
  expect(await typed(terminals, fresh.runId)).toContain('got more');
});
