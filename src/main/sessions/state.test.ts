import { expect, test } from 'vitest';
import { StatusWord } from '#shared/contract/sessions.ts';
import { statusReason } from '#shared/status-reason.ts';
import type { Says, Statement } from '../runtimes/runtime.ts';
import { Outcome, type RunEnd, type SavedRun } from '../store/run-table.ts';
import { heard } from './deciding.ts';
import { SOURCES } from './sources.ts';
import { endOf, NOTHING_SEEN, QUIET, statusOf, type Seen } from './state.ts';
import { aRun } from './test-support/one-run.ts';

const live = aRun({ runtimeVersion: '0.169.0' });

const end = (outcome: Outcome, more: Partial<RunEnd> = {}): SavedRun => ({
  ...live,
  end: { at: 2000, outcome, code: null, signal: null, detail: null, ...more },
});

const NOW = 5000;

const told = (run: SavedRun, seen: Seen = NOTHING_SEEN) => {
  const status = statusOf(run, seen, NOW);
  return [status.word, statusReason({ status })];
};

const saying = (...statements: readonly Statement[]): Seen => ({ ...NOTHING_SEEN, statements });

const says: readonly Says[] = [
  { is: 'working', about: null },
  { is: 'waiting', for: 'approval', about: 'rm -rf build' },
  { is: 'waiting', for: 'question', about: null },
  { is: 'waiting', for: 'trust', about: null },
  { is: 'idle', how: 'done' },
  { is: 'idle', how: 'ready' },
];

const isSource = (name: string): name is Statement['source'] => Object.hasOwn(SOURCES, name);
const sources = Object.keys(SOURCES).filter(isSource);

/** Every word a source can say. */
const statements: readonly Statement[] = sources.flatMap((source) =>
  says.map((one): Statement => ({ source, at: 3000, says: one, text: `${source} ${one.is}` })),
);

const wordOf = ({ is }: Says) => ({ working: 'Working', waiting: 'Waiting', idle: 'Idle' })[is];

const queued: SavedRun = { ...live, kind: 'background', isQueued: true, process: null };

test('case A8 every way a run can stand has one word and one sentence', () => {
  expect([
    told(live),
    told({ ...live, process: null }),
    told(queued, { ...NOTHING_SEEN, ahead: 2 }),
    told({ ...live, adoptedAt: 3000 }),
    told(end('exited', { code: 0 })),
    told(end('exited', { code: 3 })),
    told(end('killed', { signal: 'SIGKILL' })),
    told(end('stopped', { detail: 'SIGTERM' })),
    told(end('spawn-failed', { detail: 'no such file' })),
    told(end('supervisor-died')),
    told(end('machine-restarted')),
    told(end('vanished')),
    told(end('completed', { code: 1 })),
    told(end('run-failed', { detail: '500' })),
    told(end('no-last-word', { code: 0 })),
    told(end('no-last-word')),
    told({ ...end('other-conversation', { detail: 'new' }), asked: 'old' }),
    told(end('unreachable', { detail: JSON.stringify({ seconds: 300, message: 'refused' }) })),
  ]).toEqual([
    ['Running', 'Process 7 is alive.'],
    ['Running', 'The process is being started.'],
    ['Running', 'It starts when 2 runs before it have ended.'],
    ['Running', 'Its supervisor died; process 7 goes on, and what it prints is kept.'],
    ['Ended', 'The process ended with exit code 0.'],
    ['Failed', 'The process ended with exit code 3.'],
    ['Failed', 'The process was ended by SIGKILL; nobody pressed Stop.'],
    ['Stopped', 'You stopped it (SIGTERM).'],
    ['Failed', 'The process could not be started: no such file'],
    ['Lost', 'Its supervisor died, and the terminal with it.'],
    ['Lost', 'The machine was restarted while it ran.'],
    ['Lost', 'The process is gone and left no exit code.'],
    ['Ended', 'The runtime said that it finished.'],
    ['Failed', 'The runtime said that it failed: 500'],
    ['Failed', 'The process ended with exit code 0 without saying that it finished.'],
    ['Lost', 'The process is gone; nobody saw its exit code, and the runtime did not say that it finished.'],
    ['Failed', 'The runtime began another conversation (new) instead of continuing old.'],
    ['Failed', 'toc ended it after 300 s in which its server could not be reached: refused'],
  ]);
});

/** A run in each of the eight words. */
const inEveryWord: Readonly<Record<StatusWord, readonly [SavedRun, Seen]>> = {
  Running: [live, NOTHING_SEEN],
  Working: [live, saying({ source: 'log', at: 2000, says: { is: 'working', about: null }, text: 'x' })],
  Waiting: [
    live,
    saying({ source: 'log', at: 2000, says: { is: 'waiting', for: 'question', about: null }, text: 'x' }),
  ],
  Idle: [live, saying({ source: 'log', at: 2000, says: { is: 'idle', how: 'done' }, text: 'x' })],
  Ended: [end('completed'), NOTHING_SEEN],
  Failed: [end('exited', { code: 1 }), NOTHING_SEEN],
  Stopped: [end('stopped'), NOTHING_SEEN],
  Lost: [end('vanished'), NOTHING_SEEN],
};

test('over every pair of state and evidence: an end is final, and a live run is what its most trusted source says', () => {
  for (const word of StatusWord.options) {
    const [run, seen] = inEveryWord[word];
    expect(statusOf(run, seen, NOW).word).toBe(word);
    for (const next of statements) {
      const known = heard(seen.statements, { replaced: [next.source], next: [next], now: NOW });
      const status = statusOf(run, { ...seen, statements: known }, NOW);
      const isBelieved =
        SOURCES[next.source].trust >= SOURCES.log.trust ||
        (next.source === 'screen' && next.says.is === 'waiting') ||
        seen === NOTHING_SEEN;
      const ended = run.end === null ? [] : [word];
      const expected = [...ended, ...(isBelieved ? [wordOf(next.says)] : [word, wordOf(next.says)])];
      // What is weak or comes late may be believed or not; never is it a third thing.
      expect([word, next.text, run.end === null ? expected : ended]).toEqual([
        word,
        next.text,
        expect.arrayContaining([status.word]),
      ]);
      expect(status.evidence.filter(({ decisive }) => decisive).length).toBeGreaterThan(0);
    }
  }
});

test('over every pair of sources: the more trusted of two that show the present wins, whichever came last', () => {
  const present = sources.filter((source) => SOURCES[source].kind === 'present');
  for (const one of present) {
    for (const other of present) {
      if (SOURCES[one].trust <= SOURCES[other].trust) continue;
      for (const at of [1000, 9000]) {
        const status = statusOf(
          live,
          saying(
            { source: other, at, says: { is: 'idle', how: 'ready' }, text: 'other' },
            { source: one, at: 5000, says: { is: 'working', about: null }, text: 'one' },
          ),
          NOW,
        );
        expect([one, other, status.word]).toEqual([one, other, 'Working']);
        expect(status.evidence.map(({ value, decisive }) => [value, decisive]).slice(0, 2)).toEqual([
          ['one', true],
          ['other', false],
        ]);
      }
    }
  }
});

test('a source that only tells of events is outlived: Esc calls no hook', () => {
  const hook: Statement = {
    source: 'hook',
    at: 1000,
    says: { is: 'working', about: null },
    text: 'PreToolUse',
  };
  const log: Statement = {
    source: 'log',
    at: 2000,
    says: { is: 'idle', how: 'interrupted' },
    text: 'interrupted',
  };
  const screen = (at: number, one: Says): Statement => ({ source: 'screen', at, says: one, text: 'screen' });
  const idle: Says = { is: 'idle', how: 'ready' };
  expect([
    told(live, saying(hook, log))[0],
    told(live, saying(hook, screen(1500, idle)))[0],
    told(live, saying(hook, screen(7000, idle)))[0],
    told(live, saying(log, screen(2500, { is: 'working', about: null })))[0],
    told(live, saying(log, screen(4000, { is: 'working', about: null })))[0],
    told(live, saying(hook, screen(1100, { is: 'waiting', for: 'approval', about: null })))[0],
  ]).toEqual(['Idle', 'Working', 'Idle', 'Idle', 'Working', 'Waiting']);
});

test('a trust question stands before everything the CLI says of itself', () => {
  const seen = saying(
    {
      source: 'registry',
      at: 3000,
      says: { is: 'waiting', for: 'dialog', about: null },
      text: 'dialog open',
    },
    { source: 'screen', at: 3000, says: { is: 'waiting', for: 'trust', about: null }, text: 'Do you trust' },
  );
  expect(statusOf(live, seen, NOW).cause).toEqual({ code: 'waiting', for: 'trust', about: null });
});

test('what a source says again it has said since the first time', () => {
  const title = (at: number): Statement => ({
    source: 'terminal-title',
    at,
    says: { is: 'working', about: null },
    text: `spinner ${at}`,
  });
  const first = heard([], { replaced: ['terminal-title'], next: [title(1)], now: NOW });
  const known = heard(first, { replaced: ['terminal-title', 'screen'], next: [title(2)], now: NOW });
  expect(known).toEqual([{ ...title(2), at: 1 }]);
  expect(heard(known, { replaced: ['terminal-title'], next: [], now: NOW })).toEqual([]);
});

test('nothing visible for five minutes is said, and changes no word', () => {
  const working: Seen = {
    ...saying({ source: 'log', at: 1000, says: { is: 'working', about: null }, text: 'x' }),
    visibleAt: 1000,
  };
  const before = statusOf(live, working, 1000 + QUIET - 1);
  const after = statusOf(live, working, 1000 + QUIET);
  expect([before.word, before.quietSince, after.word, after.quietSince]).toEqual([
    'Working',
    null,
    'Working',
    new Date(1000).toISOString(),
  ]);
});

test('a status rests on at least one decisive fact, dated', () => {
  for (const outcome of Outcome.options) {
    const run = end(
      outcome,
      outcome === 'exited' || outcome === 'no-last-word' ? { code: 0 } : { signal: 'SIGTERM' },
    );
    const decisive = statusOf(run, NOTHING_SEEN, NOW).evidence.filter((one) => one.decisive);
    expect([...new Set(decisive.map((one) => one.at))]).toEqual([new Date(2000).toISOString()]);
  }
});

test('case A9 an exit that Stop asked for is Stopped whatever the code', () => {
  const exit = { at: 5, code: 0, signal: null, stopped: 'SIGINT' };
  expect(endOf(exit)).toEqual({ at: 5, code: 0, signal: null, outcome: 'stopped', detail: 'SIGINT' });
});
