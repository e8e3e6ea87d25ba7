import { expect, test } from 'vitest';
import { RunId, SessionId } from '#shared/contract/ids.ts';
import { statusReason } from '#shared/status-reason.ts';
import type { Outcome, RunEnd, SavedRun } from '../store/run-table.ts';
import { endOf, statusOf } from './state.ts';

const live: SavedRun = {
  id: RunId.parse('01930000-0000-7000-8000-0000000000aa'),
  sessionId: SessionId.parse('01930000-0000-7000-8000-000000000001'),
  runtimeVersion: '0.169.0',
  notes: [],
  startedAt: 1000,
  process: { pid: 7, started: '99', bootId: 'b' },
  end: null,
  hasScreen: true,
};

const end = (outcome: Outcome, more: Partial<RunEnd> = {}): SavedRun => ({
  ...live,
  end: { at: 2000, outcome, code: null, signal: null, detail: null, ...more },
});

const told = (run: SavedRun) => [statusOf(run).word, statusReason({ status: statusOf(run) })];

test('case A8 every way a run can stand has one word and one sentence', () => {
  expect([
    told(live),
    told({ ...live, process: null }),
    told(end('exited', { code: 0 })),
    told(end('exited', { code: 3 })),
    told(end('killed', { signal: 'SIGKILL' })),
    told(end('stopped', { detail: 'SIGTERM' })),
    told(end('spawn-failed', { detail: 'no such file' })),
    told(end('supervisor-died')),
    told(end('machine-restarted')),
    told(end('vanished')),
  ]).toEqual([
    ['Running', 'Process 7 is alive.'],
    ['Running', 'The process is being started.'],
    ['Ended', 'The process ended with exit code 0.'],
    ['Failed', 'The process ended with exit code 3.'],
    ['Failed', 'The process was ended by SIGKILL; nobody pressed Stop.'],
    ['Stopped', 'You stopped it (SIGTERM).'],
    ['Failed', 'The process could not be started: no such file'],
    ['Lost', 'Its supervisor died, and the terminal with it.'],
    ['Lost', 'The machine was restarted while it ran.'],
    ['Lost', 'The process is gone and left no exit code.'],
  ]);
});

test('a status rests on at least one decisive fact, dated', () => {
  for (const run of [
    live,
    end('exited', { code: 0 }),
    end('stopped'),
    end('vanished'),
    end('supervisor-died'),
  ]) {
    const decisive = statusOf(run).evidence.filter((one) => one.decisive);
    expect(decisive.map((one) => one.at)).toEqual([new Date(run.end?.at ?? run.startedAt).toISOString()]);
  }
});

test('case A9 an exit that Stop asked for is Stopped whatever the code', () => {
  const exit = { at: 5, code: 0, signal: null, stopped: 'SIGINT' };
  expect(endOf(exit)).toEqual({ at: 5, code: 0, signal: null, outcome: 'stopped', detail: 'SIGINT' });
});
