import { describe, expect, test } from 'vitest';
import type { Status } from '#shared/contract/sessions.ts';
import { recordedRuns, type RecordedRun, type Truth } from './test-support/recorded-runs.ts';
import { replay, type Stood } from './test-support/replay.ts';

/** Files are looked at every second, a terminal's signals are gathered for a quarter of one; a recorder looks as well. */
const SEEN = 1000 + 250 + 50;

/** The older Claude Code writes and draws so long after Esc that its turn is over. */
const LATE = 700;

const seenFrom = ({ runtime, version }: RecordedRun, { shown, until }: Truth): number =>
  Math.min(until, shown + SEEN + (runtime === 'claude-code' && version === '1.0.128' ? LATE : 0));

/** Within a second the observer may look at any time. */
const PHASES = [0, 330, 660];

/** As far as the truth goes: it does not always say what a turn is about. */
const saidOf = ({ word, cause }: Status, truth: Truth['says']): unknown => {
  const about = typeof truth.about === 'string' && 'about' in cause ? { about: cause.about } : {};
  if (cause.code === 'waiting') return { word, for: cause.for, ...about };
  if (cause.code === 'idle') return { word, how: cause.how };
  return { word, ...about };
};

const WORDS: Readonly<Record<string, string>> = { working: 'Working', waiting: 'Waiting', idle: 'Idle' };

const wordOf = ({ says }: Truth): string => WORDS[says.is] ?? says.is;

const wanted = (truth: Truth): unknown => {
  const { about, for: what, how } = truth.says;
  return {
    word: wordOf(truth),
    ...(what === undefined ? {} : { for: what }),
    ...(how === undefined ? {} : { how }),
    ...(typeof about === 'string' ? { about } : {}),
  };
};

/** Everything that was told from that moment to the other; what stood at its beginning too. */
const during = (stood: readonly Stood[], from: number, until: number): readonly Stood[] => {
  const first = Math.max(
    0,
    stood.findLastIndex(({ ms }) => ms <= from),
  );
  const end = stood.findIndex(({ ms }) => ms > until);
  return stood.slice(first, end < 0 ? stood.length : Math.max(end, first + 1));
};

/** An older Claude Code tells of a pending command by its screen alone, where it may be cut, for six seconds. */
const knowsAbout = ({ runtime, version }: RecordedRun, { since, until }: Truth): boolean =>
  runtime === 'codex' || version !== '1.0.128' || until - since > 6000;

describe.each(recordedRuns)('$name', (recorded) => {
  test('every state of it is told, with what it waits for and how it ended', async () => {
    const wrong: unknown[] = [];
    for (const phase of PHASES) {
      const stood = await replay(recorded, phase);
      for (const truth of recorded.truth) {
        const says = knowsAbout(recorded, truth) ? truth.says : { ...truth.says, about: null };
        const right = wanted({ ...truth, says });
        for (const { ms, status } of during(stood, seenFrom(recorded, truth), truth.until)) {
          const said = saidOf(status, says);
          if (JSON.stringify(said) !== JSON.stringify(right))
            wrong.push({ phase, ms, because: truth.because, said, right, evidence: status.evidence });
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('between two states nothing is told but one of them, or that it works', async () => {
    const stood = await replay(recorded, PHASES[0] ?? 0);
    const { truth } = recorded;
    const wrong = truth.flatMap((next, at) => {
      const before = truth[at - 1];
      const allowed = [...(before ? [wordOf(before)] : ['Running', 'Idle']), wordOf(next), 'Working'];
      return during(stood, before?.until ?? 0, next.shown)
        .filter(({ status }) => !allowed.includes(status.word))
        .map(({ ms, status }) => ({ ms, allowed, word: status.word, evidence: status.evidence }));
    });
    expect(wrong).toEqual([]);
    expect(truth.length).toBeGreaterThan(0);
  });
});
