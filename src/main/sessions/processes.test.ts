import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunId, SessionId } from '#shared/contract/ids.ts';
import { systemClock, type Clock } from '../machine/clock.ts';
import { systemProcesses, type ProcessIdentity, type ProcessTable } from '../machine/process-identity.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import type { ProcessMeter } from '../machine/process-usage.ts';
import { memoryDatabase } from '../store/database.ts';
import { storeOver } from '../store/store.ts';
import type { SupervisedRun, Terminals } from '../terminals/terminals.ts';
import { endTree } from './end-tree.ts';
import { createProcesses } from './processes.ts';
import { recordedTerminals } from './test-support/rooms.ts';

const id = (digit: number): string => `01930000-0000-7000-8000-00000000000${digit}`;
const SESSION = SessionId.parse(id(1));

interface Row {
  readonly parent: number;
  readonly started?: string;
  /** Signals it does not heed. */
  readonly deaf?: readonly string[];
}

/** A machine with these processes: who loses its parent hangs below init, and a signal ends at once or not at all. */
const machine = (rows: Record<number, Row>) => {
  const table = new Map(
    Object.entries(rows).map(([pid, row]) => [Number(pid), { started: `s${pid}`, ...row }]),
  );
  const sent: string[] = [];
  const same = ({ pid, started }: ProcessIdentity): boolean => table.get(pid)?.started === started;
  const below = (pid: number): readonly ProcessIdentity[] =>
    [...table].flatMap(([child, { parent, started }]) =>
      parent === pid ? [{ pid: child, started }, ...below(child)] : [],
    );
  const end = (pid: number): void => {
    table.delete(pid);
    for (const [child, row] of table) if (row.parent === pid) table.set(child, { ...row, parent: 1 });
  };
  const processes: ProcessTable = {
    identify: async (pid) => {
      const row = table.get(pid);
      return row ? { pid, started: row.started } : null;
    },
    alive: async (one) => same(one),
    descendants: async (root) => (same(root) ? below(root.pid) : []),
    bootId: async () => 'boot-1',
    signal: async (one, signal) => {
      if (!same(one)) return false;
      sent.push(`${signal} ${one.pid}`);
      if (!table.get(one.pid)?.deaf?.includes(signal)) end(one.pid);
      return true;
    },
  };
  const cpu = new Map<number, number>();
  const meter: ProcessMeter = {
    usage: async (asked) =>
      asked.filter(same).map((one) => ({
        ...one,
        parent: table.get(one.pid)?.parent ?? 0,
        command: `program-${one.pid}`,
        cpuMs: cpu.get(one.pid) ?? 0,
        memoryBytes: 1000,
        startedAt: 0,
      })),
    ptys: async () => ({ used: 3, cap: 4096 }),
  };
  return { processes, meter, sent, cpu, table };
};

/** Time passes only for those who wait. */
const waitingClock = () => {
  let now = 1_000_000;
  const clock: Clock = {
    now: () => now,
    after: (ms, call) => {
      now += ms;
      queueMicrotask(call);
      return () => {};
    },
    every: () => () => {},
  };
  return { clock, pass: (ms: number): void => void (now += ms) };
};

const one = (pid: number): ProcessIdentity => ({ pid, started: `s${pid}` });

const aRun = (digit: number, pid: number, change: Partial<SupervisedRun> = {}): SupervisedRun => ({
  runId: id(digit),
  kind: 'interactive',
  process: one(pid),
  bootId: 'boot-1',
  startedAt: 0,
  title: '',
  exit: null,
  family: [],
  ...change,
});

const ENDED = { code: 0, signal: null, at: 9, stopped: null };

/** Main is 10, the supervisor 20; every run belongs to the one session. */
const setUp = (rows: Record<number, Row>, runs: readonly SupervisedRun[], saved: readonly number[] = []) => {
  const made = machine({ 10: { parent: 1 }, 20: { parent: 10 }, ...rows });
  const store = storeOver(memoryDatabase());
  const agent = { agent: null, agentRevision: null, model: '', permission: 'ask', instructions: '' } as const;
  const times = { createdAt: 1, updatedAt: 1 };
  const session = {
    id: SESSION,
    startKey: id(9),
    title: 'A',
    workspace: '/w',
    runtime: 'codex',
    ...times,
  } as const;
  store.sessions.insert({ ...session, ...agent });
  for (const { runId, process } of [...runs, ...saved.map((pid) => aRun(8, pid))]) {
    const run = RunId.parse(runId);
    store.runs.insert({
      id: run,
      sessionId: SESSION,
      runtimeVersion: '1',
      kind: 'interactive',
      isQueued: false,
      asked: null,
      instructionsChanged: false,
      notes: [],
      startedAt: 1,
    });
    store.runs.started(run, { ...process, bootId: 'boot-1' });
  }
  const terminals: Terminals = {
    ...recordedTerminals().terminals,
    list: async () => runs,
    supervisor: () => ({ pid: 20, version: '1' }),
  };
  const time = waitingClock();
  const runsFolder = testFolder('toc-runs-');
  const processes = createProcesses({ ...made, store, terminals, runsFolder, clock: time.clock, pid: 10 });
  const roles = async () =>
    (await processes.list()).processes.map(({ pid, role, sessionId, orphan }) => [
      pid,
      role,
      sessionId === SESSION ? 'session' : sessionId,
      orphan ? 'orphan' : '',
    ]);
  return { ...made, ...time, store, processes, roles, runsFolder };
};

test('everything of ours is told with its role: toc, runs, what they started, what outlived them', async () => {
  const { roles } = setUp(
    {
      11: { parent: 10 },
      30: { parent: 20 },
      31: { parent: 30 },
      32: { parent: 1 },
      33: { parent: 32 },
      41: { parent: 1 },
      42: { parent: 41 },
      50: { parent: 1 },
      51: { parent: 50 },
      99: { parent: 1 },
    },
    [aRun(2, 30, { family: [one(31), one(32)] }), aRun(3, 40, { exit: ENDED, family: [one(41)] })],
    [50],
  );
  expect(await roles()).toEqual([
    [10, 'main', null, ''],
    [20, 'supervisor', null, ''],
    [30, 'run', 'session', ''],
    [31, 'child', 'session', ''],
    [32, 'child', 'session', ''],
    [33, 'child', 'session', ''],
    [41, 'child', 'session', 'orphan'],
    [42, 'child', 'session', 'orphan'],
    [50, 'run', 'session', ''],
    [51, 'child', 'session', ''],
    [11, 'helper', null, ''],
  ]);
});

test('a pid that somebody else has now is not ours', async () => {
  const { roles } = setUp({ 30: { parent: 1, started: 'later' } }, [aRun(2, 30, { family: [one(30)] })]);
  expect((await roles()).map(([pid]) => pid)).toEqual([10, 20]);
});

test('only live terminals of ours count against those of the system', async () => {
  const { processes } = setUp({ 30: { parent: 20 }, 31: { parent: 20 } }, [
    aRun(2, 30),
    aRun(3, 31, { kind: 'background' }),
    aRun(4, 40, { exit: ENDED }),
  ]);
  expect((await processes.list()).ptys).toEqual({ ours: 1, used: 3, cap: 4096 });
});

test('the share of a core is that since the look before, and two looks in a row are one', async () => {
  const { processes, cpu, pass } = setUp({ 30: { parent: 20 } }, [aRun(2, 30)]);
  const share = async () => (await processes.list()).processes.find(({ pid }) => pid === 30)?.cpu;
  const seen = [await share()];
  for (const [ms, spent] of [
    [2000, 500],
    [100, 600],
    [1900, 1500],
    [60_000, 2000],
  ] as const) {
    pass(ms);
    cpu.set(30, spent);
    seen.push(await share());
  }
  expect(seen).toEqual([null, 0.25, 0.25, 0.5, null]);
});

test('a tree ends from its root, with the deaf killed, and the trail says so first', async () => {
  const rows = {
    30: { parent: 20 },
    31: { parent: 30 },
    32: { parent: 31, deaf: ['SIGTERM'] },
    33: { parent: 30 },
  };
  const { processes, sent, store } = setUp(rows, [aRun(2, 30)]);
  expect(await processes.endTree(one(31))).toEqual({ ok: true, value: { ended: [31, 32] } });
  expect(sent).toEqual(['SIGTERM 31', 'SIGTERM 32', 'SIGKILL 32']);
  expect(store.audit.list()).toMatchObject([
    {
      action: 'process-ended',
      subject: SESSION,
      runtime: 'codex',
      detail: { pid: 31, started: 's31', role: 'child', run: id(2), orphan: false },
    },
  ]);
});

test("with a run's own process goes all that was ever seen below it; an orphan goes alone", async () => {
  const rows = {
    30: { parent: 20 },
    31: { parent: 30 },
    32: { parent: 1 },
    41: { parent: 1 },
    42: { parent: 1 },
  };
  const runs = [aRun(2, 30, { family: [one(32)] }), aRun(3, 40, { exit: ENDED, family: [one(41), one(42)] })];
  const { processes, table } = setUp(rows, runs);
  expect(await processes.endTree(one(30))).toEqual({ ok: true, value: { ended: [30, 31, 32] } });
  expect(await processes.endTree(one(41))).toEqual({ ok: true, value: { ended: [41] } });
  expect([...table.keys()]).toEqual([10, 20, 42]);
});

test('one that will not go is named', async () => {
  const rows = { 30: { parent: 20 }, 31: { parent: 30, deaf: ['SIGTERM', 'SIGKILL'] } };
  const { processes } = setUp(rows, [aRun(2, 30)]);
  expect(await processes.endTree(one(30))).toEqual({
    ok: false,
    error: { code: 'stop-incomplete', pids: [31] },
  });
});

test.each([
  ['main', one(10)],
  ['the supervisor', one(20)],
  ["the window's own process", one(11)],
  ['a stranger', one(99)],
  ['a reused pid', { pid: 30, started: 'other' }],
  ['one that has ended', one(40)],
])('%s is not ended', async (_, which) => {
  const runs = [aRun(2, 30), aRun(3, 40, { exit: null })];
  const made = setUp({ 11: { parent: 10 }, 30: { parent: 20 }, 99: { parent: 1 } }, runs);
  expect(await made.processes.endTree(which)).toEqual({ ok: false, error: { code: 'not-ours' } });
  expect([made.sent, made.store.audit.list()]).toEqual([[], []]);
});

test('real processes end too, one that left its parent included', async () => {
  const child = spawn('/bin/sh', ['-c', 'setsid sh -c "sleep 1000 & echo ready; wait" & wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const root = await systemProcesses.identify(child.pid ?? 0);
  if (!root) throw new Error('the process was not found');
  const family = await systemProcesses.descendants(root);
  const exited = once(child, 'exit');
  const { ended, left } = await endTree(root, [], { processes: systemProcesses, clock: systemClock });
  await exited;
  expect([new Set(ended), left]).toEqual([new Set([root, ...family].map(({ pid }) => pid)), []]);
  expect(await Promise.all(family.map(systemProcesses.alive))).toEqual([false, false]);
});

test.each(['supervisor-died', 'stopped', 'completed', 'no-last-word'] as const)(
  'what a run (%s) left behind whose supervisor died is found by what that one wrote down',
  async (outcome) => {
    const { store, roles, runsFolder } = setUp({ 30: { parent: 1 }, 31: { parent: 1 } }, [], [30]);
    const [run] = store.runs.open();
    if (!run?.process) throw new Error('No run.');
    mkdirSync(join(runsFolder, run.id));
    writeFileSync(join(runsFolder, run.id, 'family.json'), JSON.stringify([one(31)]));
    store.runs.ended(run.id, { at: 9, outcome, code: null, signal: null, detail: null });
    expect(await roles()).toEqual([
      [10, 'main', null, ''],
      [20, 'supervisor', null, ''],
      [30, 'child', 'session', 'orphan'],
      [31, 'child', 'session', 'orphan'],
    ]);
  },
);
