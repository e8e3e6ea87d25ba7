import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunId, SessionId } from '#shared/contract/ids.ts';
import type { ProcessTable } from '../machine/process-identity.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import type { SavedRun } from '../store/run-table.ts';
import type { SupervisedRun } from '../terminals/terminals.ts';
import { findingOf } from './reconcile.ts';

const run: SavedRun = {
  id: RunId.parse('01930000-0000-7000-8000-0000000000aa'),
  sessionId: SessionId.parse('01930000-0000-7000-8000-000000000001'),
  runtimeVersion: '2.1.330',
  notes: [],
  startedAt: 1000,
  kind: 'interactive',
  isQueued: false,
  asked: null,
  instructionsChanged: false,
  process: { pid: 7, started: '99', bootId: 'boot-1' },
  adoptedAt: null,
  verdict: null,
  result: null,
  end: null,
  hasScreen: true,
};

/** A machine on which only these processes live. */
const machine = (...alive: string[]): ProcessTable => ({
  identify: async () => null,
  alive: async (one) => alive.includes(`${one.pid}/${one.started}`),
  descendants: async () => [],
  bootId: async () => 'boot-1',
  signal: async () => false,
});

const held: SupervisedRun = {
  runId: run.id,
  kind: 'interactive',
  family: [],
  process: { pid: 7, started: '99' },
  bootId: 'boot-1',
  startedAt: 1000,
  title: '',
  exit: null,
};

const finding = (more: Partial<Parameters<typeof findingOf>[0]> = {}) =>
  findingOf({
    run,
    folder: testFolder('toc-run-'),
    supervised: [],
    processes: machine(),
    bootId: 'boot-1',
    ...more,
  });

const gone = (outcome: string, detail: string) => ({ kind: 'gone', outcome, detail });

test('what the supervisor holds is alive, or ended as it says', async () => {
  expect(await finding({ supervised: [held] })).toEqual({ kind: 'alive', run: held });
  const exit = { code: 3, signal: null, at: 4000, stopped: null };
  expect(await finding({ supervised: [{ ...held, exit }] })).toEqual({ kind: 'exited', exit });
});

test('an exit code on disk counts when no supervisor is left to tell it', async () => {
  const folder = testFolder('toc-run-');
  const exit = { code: 0, signal: null, at: 4500, stopped: null };
  writeFileSync(join(folder, 'exit.json'), JSON.stringify(exit));
  expect(await finding({ folder })).toEqual({ kind: 'exited', exit });
});

test('a half-written exit code is no exit code', async () => {
  const folder = testFolder('toc-run-');
  writeFileSync(join(folder, 'exit.json'), '{"code": 0, "sig');
  expect(await finding({ folder })).toEqual(gone('supervisor-died', 'gone'));
});

test('a machine that was restarted, a reused pid and a start that never happened are told apart', async () => {
  expect(await finding({ bootId: 'boot-2' })).toEqual(
    gone('machine-restarted', 'boot boot-2 now, boot-1 then'),
  );
  expect(await finding({ processes: machine('7/12345') })).toEqual(gone('supervisor-died', 'gone'));
  expect(await finding({ processes: machine('7/99') })).toEqual(
    gone('supervisor-died', 'gone; pid 7 lives on without a terminal'),
  );
  expect(await finding({ run: { ...run, process: null } })).toEqual(
    gone('vanished', 'toc ended before the process was started'),
  );
});

const background: SavedRun = { ...run, kind: 'background' };

test('a background run that outlived its supervisor is adopted, one that did not is gone', async () => {
  const { process } = background;
  expect(await finding({ run: background, processes: machine('7/99') })).toEqual({
    kind: 'adopted',
    process,
  });
  expect(await finding({ run: background, processes: machine('7/12345') })).toEqual(
    gone('vanished', 'gone, no exit code'),
  );
});

test('a queued run waits; one that was started and not told of is found by what its supervisor wrote', async () => {
  const queued: SavedRun = { ...background, isQueued: true, process: null };
  expect(await finding({ run: queued })).toEqual({ kind: 'waits' });
  const folder = testFolder('toc-run-');
  const started = { pid: 8, started: '100', bootId: 'boot-1' };
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ runId: run.id, ...started, startedAt: 1 }));
  expect(await finding({ run: queued, folder, processes: machine('8/100') })).toEqual({
    kind: 'adopted',
    process: started,
  });
});
