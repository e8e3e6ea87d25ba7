import type { Evidence, Session, Status, Writer } from '#shared/contract/sessions.ts';
import { anEndedSession, aSession, before, sessions } from './fixtures.ts';

const fact = (source: Evidence['source'], value: string, decisive: boolean, minutes = 0): Evidence => ({
  source,
  value,
  at: before(minutes),
  decisive,
});

const now = (word: Status['word'], cause: Status['cause'], evidence: Evidence[]): Status => ({
  word,
  cause,
  at: before(6),
  evidence,
  quietSince: null,
});

/** A process of ours that writes a conversation. */
export const aWriter = (change: Partial<Writer> = {}): Writer => ({
  pid: 4242,
  started: '88123',
  since: before(0),
  ours: true,
  canFork: true,
  ...change,
});

/** A session whose run is live in the background. */
export const aBackgroundSession = (number: number, change: Partial<Session> = {}): Session => ({
  ...aSession(number),
  title: 'Nightly dependency audit',
  agent: { workspace: '/home/ada/code/payments-api', name: 'dep-auditor' },
  status: now('Working', { code: 'working', about: 'pnpm outdated --recursive' }, [
    fact('runtime-events', 'item.started: pnpm outdated --recursive', true),
    fact('process-table', 'process 50311 runs, started at its recorded time', false),
  ]),
  run: {
    ...aSession(number).run,
    kind: 'background',
    pid: 50311,
    startedAt: before(6),
    hasScreen: false,
  },
  ...change,
});

/** A background run that is over, with what came of it. */
export const anEndedBackgroundSession = (number: number, change: Partial<Session> = {}): Session => {
  const over = anEndedSession(number, {
    word: 'Ended',
    cause: { code: 'completed' },
    evidence: [fact('runtime-events', 'turn.completed', true, 51), fact('exit-code', '0', false, 51)],
  });
  return {
    ...over,
    title: 'Ledger export to Parquet',
    run: {
      ...over.run,
      kind: 'background',
      hasScreen: false,
      result: { text: 'Wrote 14 files.\nAll 212 tests pass.', isError: false },
    },
    ...change,
  };
};

/** One that waits for a person: its hook and its screen say different things. */
export const aWaitingSession = (number: number): Session =>
  aSession(number, {
    title: 'CSP report-only rollout',
    runtime: 'claude-code',
    runtimeVersion: '2.1.330',
    status: now('Waiting', { code: 'waiting', for: 'approval', about: 'run npm test' }, [
      fact('hook', 'PermissionRequest: Bash npm test', true),
      fact('screen', 'esc to interrupt', false),
      fact('process-table', 'process 48213 runs, started at its recorded time', false),
    ]),
  });

/** A turn that is over, its process alive. */
export const anIdleSession = (number: number): Session =>
  aSession(number, {
    title: 'Refund webhook docs, part two',
    status: now('Idle', { code: 'idle', how: 'done' }, [fact('notify', 'agent-turn-complete', true)]),
  });

/** One that the last restart of the machine ended. */
export const aRestartedSession = (number: number, change: Partial<Session> = {}): Session => {
  const session = anEndedSession(number, {
    word: 'Lost',
    cause: { code: 'machine-restarted' },
    evidence: [fact('boot-id', 'another one than at its start', true, 51)],
  });
  const run = { ...(change.run ?? session.run), lastRestart: true };
  return { ...session, title: 'Postgres 18 upgrade plan', ...change, run };
};

/** A session in each of the eight words. */
export const eightWords: readonly Session[] = [
  aBackgroundSession(21),
  aSession(22),
  aWaitingSession(23),
  anIdleSession(24),
  anEndedBackgroundSession(25),
  ...sessions.filter(({ status }) => ['Failed', 'Stopped', 'Lost'].includes(status.word)),
];
