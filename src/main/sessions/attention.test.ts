import { expect, test } from 'vitest';
import { ConversationId, RunId, SessionId } from '#shared/contract/ids.ts';
import { StatusWord, type Session, type StatusCause } from '#shared/contract/sessions.ts';
import { defaultPreferences, type News, type Notice, type Preferences } from '#shared/contract/system.ts';
import type { Clock } from '../machine/clock.ts';
import { createAttention, noticeOf } from './attention.ts';

const WORDS = StatusWord.options;

/** What every pair of words means while the run is the same: rows are before, columns after. */
const SAME_RUN: Readonly<Record<StatusWord, Partial<Record<StatusWord, Notice['what']>>>> = {
  Running: { Waiting: 'waiting', Ended: 'ended', Failed: 'failed', Lost: 'lost' },
  Working: { Waiting: 'waiting', Ended: 'ended', Failed: 'failed', Lost: 'lost' },
  Waiting: { Ended: 'ended', Failed: 'failed', Lost: 'lost' },
  Idle: { Waiting: 'waiting', Ended: 'ended', Failed: 'failed', Lost: 'lost' },
  Ended: { Waiting: 'waiting' },
  Failed: { Waiting: 'waiting' },
  Stopped: { Waiting: 'waiting' },
  Lost: { Waiting: 'waiting' },
};

test.each(WORDS.flatMap((before) => WORDS.map((after) => [before, after] as const)))(
  '%s, then %s: a notice once it waits or a live run ends; a new run waits and ends anew',
  (before, after) => {
    const anew = { Waiting: 'waiting', Ended: 'ended', Failed: 'failed', Lost: 'lost' } as const;
    expect([
      noticeOf({ run: 'a', word: before }, { run: 'a', word: after }),
      noticeOf({ run: 'a', word: before }, { run: 'b', word: after }),
      noticeOf(null, { run: 'a', word: after }),
    ]).toEqual([
      SAME_RUN[before][after] ?? null,
      after === 'Waiting' || after === 'Ended' || after === 'Failed' || after === 'Lost' ? anew[after] : null,
      null,
    ]);
  },
);

const uuid = (number: number): string => `0193a8c0-0000-7000-8000-${String(number).padStart(12, '0')}`;
const id = (number: number): SessionId => SessionId.parse(uuid(number));
const WINDOW = uuid(900);

const causes: Readonly<Record<StatusWord, StatusCause>> = {
  Running: { code: 'starting' },
  Working: { code: 'working', about: 'rm -rf secret' },
  Waiting: { code: 'waiting', for: 'approval', about: 'rm -rf secret' },
  Idle: { code: 'idle', how: 'done' },
  Ended: { code: 'completed' },
  Failed: { code: 'run-failed', message: 'secret words of the model' },
  Stopped: { code: 'stopped', how: 'Stop' },
  Lost: { code: 'supervisor-died' },
};

const session = (number: number, word: StatusWord, cause = causes[word], minute = 0): Session => ({
  id: id(number),
  title: `session ${number}`,
  workspace: '/code',
  runtime: 'codex',
  runtimeVersion: null,
  agent: null,
  agentNow: 'none',
  model: '',
  permission: 'ask',
  status: {
    word,
    cause,
    at: new Date(Date.UTC(2026, 10, 26, 9, minute)).toISOString(),
    evidence: [],
    quietSince: null,
  },
  conversations: [
    { id: ConversationId.parse(uuid(500 + number)), saved: true, boundAt: '2026-11-26T09:00:00.000Z' },
  ],
  run: {
    id: RunId.parse(uuid(1000 + number)),
    kind: 'interactive',
    live: true,
    pid: 7,
    startedAt: '2026-11-26T09:00:00.000Z',
    hasScreen: true,
    lastRestart: false,
    result: null,
  },
  notes: [],
  createdAt: '2026-11-26T09:00:00.000Z',
  updatedAt: '2026-11-26T09:00:00.000Z',
});

/** Attention over a clock that the test moves; what it published is kept. */
const watched = (wishes: Partial<Preferences> = {}) => {
  let time = 0;
  let due: { readonly at: number; readonly call: () => void }[] = [];
  const clock: Clock = {
    now: () => time,
    after: (ms, call) => {
      const one = { at: time + ms, call };
      due.push(one);
      return () => {
        due = due.filter((other) => other !== one);
      };
    },
    every: () => () => {},
  };
  const notices: Notice[] = [];
  const attention = createAttention({
    clock,
    preferences: () => ({ ...defaultPreferences, ...wishes }),
    publish: (news: News) => {
      if (news.kind === 'notice') notices.push(news.notice);
    },
  });
  return {
    ...attention,
    notices,
    become: (...sessions: readonly Session[]): void => {
      for (const each of sessions) attention.heard({ kind: 'session-changed', session: each });
    },
    pass(ms: number): void {
      time += ms;
      const now = due.filter(({ at }) => at <= time);
      due = due.filter(({ at }) => at > time);
      for (const { call } of now) call();
    },
  };
};

const texts = (notices: readonly Notice[]): string[] =>
  notices.map(({ title, text }) => `${title} | ${text}`);

test('a session that begins to wait is told once, by its title and what it wants, and again after it went on', () => {
  const on = watched();
  on.begin([session(1, 'Working')]);
  on.become(session(1, 'Waiting'), session(1, 'Waiting'));
  on.pass(2000);
  on.become(session(1, 'Waiting'));
  on.pass(2000);
  expect(on.notices).toEqual([
    { sessionId: id(1), title: 'session 1', text: 'wants an approval', what: 'waiting', sound: false },
  ]);
  on.become(session(1, 'Working'), session(1, 'Waiting', { code: 'waiting', for: 'question', about: 'x' }));
  on.pass(2000);
  expect(texts(on.notices).slice(1)).toEqual(['session 1 | asks a question']);
});

test('an end is told with its reason, without a word of the runtime; Stop is not told', () => {
  const on = watched({ notifySound: true });
  const ends: readonly Session[] = [
    session(1, 'Ended'),
    session(2, 'Failed', { code: 'exited', exitCode: 1 }),
    session(3, 'Failed'),
    session(4, 'Lost', { code: 'machine-restarted' }),
    session(5, 'Stopped'),
  ];
  on.begin(ends.map(({ id: one }, at) => ({ ...session(at + 1, 'Running'), id: one })));
  for (const end of ends) {
    on.become(end);
    on.pass(2000);
  }
  expect(texts(on.notices)).toEqual([
    'session 1 | ended',
    'session 2 | failed: exit 1',
    'session 3 | failed',
    'session 4 | lost: the machine restarted',
  ]);
  expect(on.notices.map(({ what, sound }) => [what, sound])).toEqual([
    ['ended', true],
    ['failed', true],
    ['failed', true],
    ['lost', true],
  ]);
});

test('how sessions stand at main’s start is not news, nor is one seen for the first time', () => {
  const on = watched();
  on.become(session(1, 'Lost'));
  on.begin([session(1, 'Lost'), session(2, 'Waiting')]);
  on.become(session(2, 'Waiting'), session(3, 'Failed'));
  on.pass(2000);
  expect(on.notices).toEqual([]);
});

test('what happens within two seconds is one notice, which opens what needs a person most', () => {
  const on = watched();
  on.begin([1, 2, 3, 4, 5, 6].map((number) => session(number, 'Working')));
  on.become(session(1, 'Ended'), session(2, 'Waiting'), session(3, 'Waiting'));
  on.pass(1000);
  on.become(session(4, 'Failed'), session(5, 'Lost'), session(6, 'Waiting'));
  on.pass(1000);
  expect(on.notices).toEqual([
    {
      sessionId: id(2),
      title: '3 sessions need you, 1 failed, 1 was lost, 1 ended',
      text: 'session 1, session 2, session 3, session 4 and 2 more',
      what: 'waiting',
      sound: false,
    },
  ]);
});

test('what was answered before it was told is not told', () => {
  const on = watched();
  on.begin([session(1, 'Working'), session(2, 'Working')]);
  on.become(session(1, 'Waiting'), session(2, 'Waiting'), session(1, 'Working'));
  on.pass(2000);
  expect(texts(on.notices)).toEqual(['session 2 | wants an approval']);
  on.become(session(1, 'Waiting'));
  on.heard({ kind: 'session-gone', id: id(1) });
  on.pass(2000);
  expect(on.notices).toHaveLength(1);
});

test('nothing is told of a session that a window in front shows', () => {
  const on = watched();
  on.begin([session(1, 'Working'), session(2, 'Working')]);
  on.looking(WINDOW, [id(1)]);
  on.become(session(1, 'Waiting'), session(2, 'Waiting'));
  on.pass(2000);
  expect(texts(on.notices)).toEqual(['session 2 | wants an approval']);
});

test.each([
  ['it is no longer in front', (on: ReturnType<typeof watched>) => on.looking(WINDOW, null)],
  ['its connection ended', (on: ReturnType<typeof watched>) => on.gone(WINDOW)],
  ['it has not said so for 30 s', (on: ReturnType<typeof watched>) => on.pass(30_000)],
])('a window shows nothing any more once %s', (_, change) => {
  const on = watched();
  on.begin([session(1, 'Working')]);
  on.looking(WINDOW, [id(1)]);
  on.pass(20_000);
  on.looking(WINDOW, [id(1)]);
  on.pass(20_000);
  on.become(session(1, 'Waiting'));
  on.pass(2000);
  expect(on.notices).toEqual([]);
  change(on);
  on.become(session(1, 'Working'), session(1, 'Waiting'));
  on.pass(2000);
  expect(texts(on.notices)).toEqual(['session 1 | wants an approval']);
});

test('what a person looked at before it was told is not told', () => {
  const on = watched();
  on.begin([session(1, 'Working')]);
  on.become(session(1, 'Waiting'));
  on.looking(WINDOW, [id(1)]);
  on.pass(2000);
  expect(on.notices).toEqual([]);
});

test.each([
  [{ notifyWaiting: false }, ['session 2 | ended']],
  [{ notifyEnded: false }, ['session 1 | wants an approval']],
  [{ notifyWaiting: false, notifyEnded: false }, []],
] as const)('each kind can be turned off: %o', (wishes, expected) => {
  const on = watched(wishes);
  on.begin([session(1, 'Working'), session(2, 'Working')]);
  on.become(session(1, 'Waiting'));
  on.become(session(2, 'Ended'));
  on.pass(2000);
  expect(texts(on.notices)).toEqual(expected);
});

test('a main that closes tells nothing any more', () => {
  const on = watched();
  on.begin([session(1, 'Working'), session(2, 'Working')]);
  on.become(session(1, 'Waiting'));
  on.close();
  on.become(session(2, 'Waiting'));
  on.pass(2000);
  expect(on.notices).toEqual([]);
});

test('what was turned off while it happened is not told once it is on again', () => {
  const wishes = { notifyEnded: false };
  const on = watched(wishes);
  on.begin([session(1, 'Working')]);
  on.become(session(1, 'Ended'));
  wishes.notifyEnded = true;
  on.pass(2000);
  expect(on.notices).toEqual([]);
});

test('what waits is known, the longest waiting first, whatever was told of it', () => {
  const on = watched({ notifyWaiting: false });
  on.begin([session(1, 'Waiting', causes.Waiting, 9), session(2, 'Ended'), session(3, 'Working')]);
  on.become(session(3, 'Waiting', causes.Waiting, 4));
  expect(on.waiting().map(({ title }) => title)).toEqual(['session 3', 'session 1']);
  on.become(session(1, 'Working'));
  on.heard({ kind: 'session-gone', id: id(3) });
  expect(on.waiting()).toEqual([]);
});
