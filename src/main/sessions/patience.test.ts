import { expect, test } from 'vitest';
import { isOver, patienceAfter, type Patience } from './patience.ts';
import { backgroundRuns, begun, CLEAN, completed, message } from './test-support/background-runs.ts';

interface Look {
  /** Seconds after the look before. */
  readonly after: number;
  readonly tries: number;
  readonly step?: string;
}

const SECONDS = 60;

/** At which of these looks, from 0, a run would be ended; null: at none. */
const endsAt = (looks: readonly Look[]): number | null => {
  let before: Patience | null = null;
  let now = 1_000_000;
  for (const [index, { after, tries, step = null }] of looks.entries()) {
    now += after * 1000;
    const told = { unreachable: tries === 0 ? null : 'no answer', tries, step };
    const next = patienceAfter(before, told, now);
    if (isOver(before, next, told, SECONDS)) return index;
    before = next;
  }
  return null;
};

/** So many looks, one a second. */
const looks = (count: number, look: Omit<Look, 'after'>): readonly Look[] =>
  Array.from({ length: count }, () => ({ after: 1, ...look }));

test('who says again and again that nobody answers is ended at the first word after the time is over', () => {
  expect(endsAt([...looks(40, { tries: 1 }), ...looks(30, { tries: 2 }), ...looks(9, { tries: 3 })])).toBe(
    70,
  );
});

test('who said so once and is silent since may have been reached, and is not ended', () => {
  expect(endsAt(looks(3600, { tries: 1 }))).toBeNull();
});

test('who was reached in between waits anew, also where no look fell in between', () => {
  const first = looks(50, { tries: 1 });
  expect(
    endsAt([...first, { after: 1, tries: 0 }, ...looks(50, { tries: 1 }), ...looks(5, { tries: 2 })]),
  ).toBeNull();
  expect(
    endsAt([...looks(50, { tries: 3 }), ...looks(50, { tries: 1 }), ...looks(5, { tries: 2 })]),
  ).toBeNull();
});

test('while a tool is at work nobody is ended', () => {
  const build = { step: 'npm run build' };
  expect(endsAt([...looks(90, { tries: 1, ...build }), ...looks(5, { tries: 2, ...build })])).toBeNull();
});

test('the hours for which the machine slept do not count', () => {
  expect(endsAt([...looks(2, { tries: 1 }), { after: 8 * 3600, tries: 2 }])).toBeNull();
});

test('what a new main reads of the past is no reason: it begins to count', () => {
  expect(endsAt([...looks(50, { tries: 40 }), ...looks(5, { tries: 41 })])).toBeNull();
});

const codexWaits = (words: string) => ({ type: 'error', message: `Reconnecting... ${words}` });
const claudeWaits = (attempt: number) => ({
  type: 'system',
  subtype: 'api_retry',
  attempt,
  max_retries: 10,
  retry_delay_ms: 500,
  error_status: null,
  error: 'unknown',
});

/** A run that prints these one after the other, 25 s apart, each when the one before was read: it says the words. */
const complaining = async (
  runtime: 'codex' | 'claude-code',
  notices: readonly (readonly [notice: object, words: string])[],
) => {
  const made = backgroundRuns(runtime);
  const { run, recorded, prints, time, facts, sessions } = made;
  facts.preferences.unreachableSeconds = SECONDS;
  const session = await run();
  await expect.poll(() => recorded.begun.length).toBe(1);
  const ends = made.stands(session);
  const about = async (): Promise<unknown> => {
    time.tick();
    return JSON.stringify((await sessions.list())[0]?.status.cause);
  };
  for (const [at, [notice, words]] of notices.entries()) {
    if (at > 0) time.advance(25_000);
    prints(session, notice);
    await expect.poll(about).toContain(words);
  }
  return { ...made, session, ends };
};

const four = (notice: (at: number) => object, words: (at: number) => string) =>
  [1, 2, 3, 4].map((at) => [notice(at), at < 4 ? words(at) : 'unreachable'] as const);

test.each([
  [
    'codex',
    four(
      (at) => codexWaits(`waiting for network (try ${at})`),
      (at) => `try ${at}`,
    ),
  ],
  [
    'codex',
    four(
      (at) => codexWaits(`${at}/5 (stream disconnected before completion: idle timeout)`),
      (at) => `${at}/5`,
    ),
  ],
  ['claude-code', four(claudeWaits, (at) => `attempt ${at}`)],
] as const)('%s is ended when it could not reach its server for too long', async (runtime, notices) => {
  const { ends } = await complaining(runtime, notices);
  await expect.poll(ends).toEqual(['Failed', 'unreachable', expect.any(String)]);
});

test('one that was reached, and thought for long before its next word, is left to finish', async () => {
  const { ends, session, prints, time, recorded } = await complaining('codex', [
    [begun('t'), 'working'],
    [codexWaits('waiting for network (try 1)'), 'try 1'],
  ]);
  for (const _ of [1, 2, 3, 4]) {
    time.advance(25_000);
    expect(await ends()).toEqual(['Working', 'working', null]);
  }
  prints(session, message('It is mended.'), completed);
  recorded.exit(session.run.id, CLEAN);
  await expect.poll(ends).toEqual(['Ended', 'completed', 'It is mended.']);
});
