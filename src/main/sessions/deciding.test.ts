import { expect, test } from 'vitest';
import { Status } from '#shared/contract/sessions.ts';
import type { Says, Statement } from '../runtimes/runtime.ts';
import { Outcome, type SavedRun } from '../store/run-table.ts';
import { heard } from './deciding.ts';
import { SOURCES } from './sources.ts';
import { NOTHING_SEEN, QUIET, statusOf, type Seen } from './state.ts';
import { aRun } from './test-support/one-run.ts';

const NOW = 1_000_000;
const HOUR = 3_600_000;

const live = aRun({ runtimeVersion: '1.0.128' });

const working: Says = { is: 'working', about: null };
const asks: Says = { is: 'waiting', for: 'approval', about: 'make' };
const ready: Says = { is: 'idle', how: 'ready' };
const interrupted: Says = { is: 'idle', how: 'interrupted' };
const every: readonly Says[] = [working, asks, { ...asks, for: 'trust' }, ready, interrupted];

const said = (source: Statement['source'], at: number, says: Says): Statement => ({
  source,
  at,
  says,
  text: `${source} at ${at}`,
});

/** What is known once each of these was heard, the first first. */
const after = (...statements: readonly Statement[]): Seen => ({
  ...NOTHING_SEEN,
  statements: statements.reduce<readonly Statement[]>(
    (known, next) => heard(known, { replaced: [next.source], next: [next], now: NOW }),
    [],
  ),
});

const stands = (...statements: readonly Statement[]): string =>
  statusOf(live, after(...statements), NOW).word;

const isSource = (name: string): name is Statement['source'] => Object.hasOwn(SOURCES, name);
const sources = Object.keys(SOURCES).filter(isSource);

const WORDS = { working: 'Working', waiting: 'Waiting', idle: 'Idle' } as const;

/** Long ago, just now, and where no clock has been: file times and a CLI's own numbers are whatever they are. */
const TIMES = [-1e300, NOW - HOUR, NOW - 10, NOW + HOUR, 1e300];

const all = sources.flatMap((source) =>
  every.flatMap((says) => TIMES.map((at) => ({ wanted: WORDS[says.is], next: said(source, at, says) }))),
);

const ways: readonly (Partial<SavedRun> | null)[] = [
  null,
  { adoptedAt: 3000 },
  { process: null },
  { process: null, isQueued: true },
  ...Outcome.options.flatMap((outcome) =>
    [0, 1, null].map((code) => ({
      end: { at: 2000, outcome, code, signal: code === null ? 'SIGTERM' : null, detail: null },
    })),
  ),
];

test('over every pair of statements, at any time whatever: a live run stands as one of them says', () => {
  const wrong = all.flatMap((one) =>
    all.flatMap((other) => {
      const { word, evidence } = statusOf(live, after(one.next, other.next), NOW);
      const isOne = word === one.wanted || word === other.wanted;
      const decisive = evidence.filter((each) => each.decisive).length;
      return isOne && decisive === 1 ? [] : [{ one: one.next, other: other.next, word, decisive }];
    }),
  );
  expect(wrong).toEqual([]);
});

test('over every way a run can stand and every statement: there is a status, as the contract has it', () => {
  for (const way of ways) {
    const run = { ...live, ...way };
    const bare = statusOf(run, NOTHING_SEEN, NOW);
    for (const { wanted, next } of all) {
      const status = statusOf(run, after(next), NOW);
      expect(Status.parse(status)).toEqual(status);
      expect(status.word).toBe(run.end !== null || run.process === null ? bare.word : wanted);
      expect(status.evidence.every(({ at }) => Date.parse(at) <= NOW)).toBe(true);
    }
  }
});

test('what was asked before something newer was told is asked no more', () => {
  const asked = said('hook', NOW - 9000, asks);
  expect([
    stands(asked, said('log', NOW - 8000, working)),
    stands(asked, said('hook', NOW - 8000, working)),
    stands(said('log', NOW - 8000, working), asked),
    // A person allowed it: no hook says so before the command has ended.
    stands(asked, said('screen', NOW - 8990, working)),
    // What the screen shows since before was not drawn anew yet.
    stands(asked, said('screen', NOW - 9500, working)),
  ]).toEqual(['Working', 'Working', 'Working', 'Working', 'Waiting']);
});

test('Esc ends the waiting, by whatever tells of it', () => {
  const asked = said('hook', NOW - 9000, asks);
  expect([
    stands(asked, said('log', NOW - 8000, interrupted)),
    stands(asked, said('screen', NOW - 3900, ready)),
    stands(asked, said('registry', NOW - 8000, interrupted)),
    stands(said('screen', NOW - 9000, asks), said('terminal-status', NOW - 8000, ready)),
  ]).toEqual(['Idle', 'Idle', 'Idle', 'Idle']);
});

test('a file whose time lies ahead of the clock is as new as the moment it was found, and no newer', () => {
  const ahead = said('hook', NOW + HOUR, asks);
  const found = heard([], { replaced: ['hook'], next: [ahead], now: NOW });
  const again = heard(found, { replaced: ['hook'], next: [ahead], now: NOW + 5000 });
  expect([found, again].map(([one]) => one?.at)).toEqual([NOW, NOW]);
  const known = heard(again, {
    replaced: ['log'],
    next: [said('log', NOW + 4000, interrupted)],
    now: NOW + 5000,
  });
  expect(statusOf(live, { ...NOTHING_SEEN, statements: known }, NOW + 5000).word).toBe('Idle');
});

test('the same event again is a new one, and outlives what came between', () => {
  expect(
    stands(
      said('hook', NOW - 9000, working),
      said('log', NOW - 8000, interrupted),
      said('hook', NOW - 7000, working),
    ),
  ).toBe('Working');
});

test('five quiet minutes are told of what should be heard, and of nothing else', () => {
  const quiet = every.map((says) => {
    const seen = { ...after(said('log', NOW - QUIET, says)), visibleAt: NOW - QUIET };
    return [says.is, statusOf(live, seen, NOW).quietSince !== null];
  });
  expect(quiet).toEqual(every.map(({ is }) => [is, is === 'working']));
});
