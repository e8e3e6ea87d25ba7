import { expect, test } from 'vitest';
import type { RuntimeId } from '#shared/contract/ids.ts';
import type { RunKind } from '#shared/contract/sessions.ts';
import { silentLog } from '../machine/log.ts';
import type { Runtime, Statement, TerminalSignals } from '../runtimes/runtime.ts';
import { runtimes } from '../runtimes/catalog.ts';
import type { Store } from '../store/store.ts';
import { createObserver } from './observing.ts';
import { QUIET, statusOf } from './state.ts';
import { machineWith, RUN, SESSION, storeWithRun } from './test-support/one-run.ts';
import { handClock, recordedTerminals } from './test-support/rooms.ts';

const PROCESS = { pid: 7, started: '99' };
const VERSIONS = { codex: '0.169.0', 'claude-code': '2.1.330' } as const;
const END = { at: 0, outcome: 'exited', code: 0, signal: null, detail: null } as const;

/** How often the rows of one run were read out of the store. */
const counted = (store: Store) => {
  const reads = { run: 0, session: 0 };
  const { runs, sessions } = store;
  const counting: Store = {
    ...store,
    runs: { ...runs, find: (id) => ((reads.run += 1), runs.find(id)) },
    sessions: { ...sessions, find: (id) => ((reads.session += 1), sessions.find(id)) },
  };
  return { counting, reads };
};

interface Rooms {
  readonly runtime?: RuntimeId;
  readonly kind?: RunKind;
  /** What the runtime's files say. */
  readonly look?: () => Promise<readonly Statement[]>;
}

const setUp = ({ runtime = 'codex', kind = 'interactive', look = async () => [] }: Rooms = {}) => {
  const time = handClock();
  const startedAt = time.clock.now();
  const version = VERSIONS[runtime];
  const store = storeWithRun({ runtime, kind, version, startedAt, process: PROCESS, workspace: '/work' });
  const { counting, reads } = counted(store);
  const { terminals, signals } = recordedTerminals();
  const looking: Readonly<Record<RuntimeId, Runtime>> = {
    codex: { ...runtimes.codex, look },
    'claude-code': { ...runtimes['claude-code'], look },
  };
  let told = 0;
  const observer = createObserver({
    store: counting,
    runtimes: looking,
    terminals,
    processes: machineWith(PROCESS),
    environment: async () => ({}),
    runsFolder: '/runs',
    clock: time.clock,
    log: silentLog,
    changed: () => (told += 1),
  });
  const run = () => {
    const found = store.runs.find(RUN);
    if (!found) throw new Error('The run is gone.');
    return found;
  };
  return {
    store,
    reads,
    observer,
    time,
    run,
    shows: (seen: Partial<TerminalSignals>): void => {
      const at = time.clock.now();
      const nothing = { title: '', status: null, rows: [] };
      signals(RUN, {
        titleAt: at,
        statusAt: at,
        rowsAt: at,
        outputAt: at,
        ...nothing,
        ...seen,
        rows: [...(seen.rows ?? [])],
      });
    },
    looked: async (): Promise<void> => {
      time.tick();
      await observer.looked();
    },
    status: () => statusOf(run(), observer.seen(RUN), time.clock.now()),
    told: () => told,
  };
};

test('a terminal that turns its title reads nothing out of the store until its status changes', () => {
  const { shows, reads, told, status } = setUp();
  shows({ title: '⠋ app' });
  const before = { ...reads };
  for (let turn = 0; turn < 40; turn += 1) shows({ title: `${'⠋⠙⠹⠸'.charAt(turn % 4)} app` });
  expect([reads, told(), status().word]).toEqual([before, 1, 'Working']);
  shows({ title: 'app' });
  expect([reads, told(), status().word]).toEqual([{ ...before, run: before.run + 1 }, 2, 'Idle']);
});

test('an end that was written meanwhile is final, whatever the terminal shows after it', async () => {
  const { shows, store, told, status, looked } = setUp();
  shows({ title: '⠋ app' });
  store.runs.ended(RUN, END);
  shows({ title: '[ ! ] Action Required | app' });
  shows({ title: 'app' });
  await looked();
  expect([status().word, told()]).toEqual(['Ended', 2]);
});

test('a hook that is found after the end says nothing any more', async () => {
  const late: Statement = {
    source: 'hook',
    at: 5,
    says: { is: 'waiting', for: 'approval', about: null },
    text: 'PermissionRequest',
  };
  let meanwhile = (): void => {};
  const { looked, store, status, observer } = setUp({
    runtime: 'claude-code',
    look: async () => (meanwhile(), [late]),
  });
  meanwhile = () => void store.runs.ended(RUN, END);
  await looked();
  expect([status().word, observer.seen(RUN).statements]).toEqual(['Ended', []]);
});

test('a forgotten session is not looked at any more', async () => {
  const { shows, store, status, looked } = setUp();
  shows({ title: '⠋ app' });
  store.sessions.forget(SESSION, 1);
  await looked();
  shows({ title: 'app' });
  expect(status().word).toBe('Working');
});

const RULE = '─'.repeat(40);
const AT_WORK: Readonly<Record<RuntimeId, Partial<TerminalSignals>>> = {
  codex: { title: '⠋ app' },
  'claude-code': { rows: [RULE, '❯ ', RULE, '  esc to interrupt'] },
};
const EVENT: Statement = {
  source: 'runtime-events',
  at: 0,
  says: { is: 'working', about: null },
  text: 'a turn was begun',
};

test.each([
  ['codex', 'interactive'],
  ['codex', 'background'],
  ['claude-code', 'interactive'],
  ['claude-code', 'background'],
] as const)('%s, %s: that nothing was visible for five minutes is told', async (runtime, kind) => {
  const { shows, observer, run, time, looked, status, told } = setUp({ runtime, kind });
  const began = time.clock.now();
  const prints = (): void => observer.events(run(), [{ ...EVENT, at: began }], began);
  if (kind === 'interactive') shows(AT_WORK[runtime]);
  else prints();
  time.advance(QUIET - 1);
  await looked();
  expect([status().word, status().quietSince, told()]).toEqual(['Working', null, 1]);
  time.advance(1);
  await looked();
  expect([status().word, status().quietSince, told()]).toEqual(['Working', new Date(began).toISOString(), 2]);
});

test('five quiet minutes are told also where the files cannot be looked at, or where their times lie ahead', async () => {
  const ahead: Statement = { source: 'hook', at: Infinity, says: { is: 'working', about: null }, text: 'x' };
  let broken = false;
  const { looked, shows, time, status, told } = setUp({
    look: async () => {
      if (broken) throw new Error('no such luck');
      return [ahead];
    },
  });
  await looked();
  shows({ outputAt: time.clock.now() + QUIET });
  broken = true;
  time.advance(QUIET);
  await looked();
  expect([status().quietSince !== null, told()]).toEqual([true, 2]);
});
