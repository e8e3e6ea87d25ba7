import { expect, test } from 'vitest';
import { openTerminal } from '../../supervisor/test-support/watching.ts';
import { rawScreen } from '../../supervisor/xterm-state.ts';
import type { TerminalSignals } from '../statement.ts';
import { randomFrom, testSeed } from '../test-support/random.ts';
import { claude } from './claude.ts';
import { PATTERNS } from './status.ts';
import { recordings, type Recording } from './test-support/recordings.ts';

const seed = testSeed();

const seenOn = (rows: readonly string[], at = 0): TerminalSignals => ({
  title: '✳ Claude Code',
  titleAt: 0,
  status: null,
  statusAt: 0,
  rows,
  rowsAt: at,
  outputAt: at,
});

/** Longer than any frame takes: what stands there then is whole. */
const PAUSE = 60;

/** The screen at every pause of the output, with the time. */
const screensOf = function* ({ cols, rows, bytes, chunks }: Recording, pieces: (limit: number) => number) {
  const terminal = openTerminal({ cols, rows });
  let at = 0;
  for (const [index, [offset, ms]] of chunks.entries()) {
    while (at < offset) {
      const next = Math.min(offset, at + 1 + pieces(3000));
      rawScreen(terminal)._inputHandler.parse(bytes.subarray(at, next));
      at = next;
    }
    const next = chunks[index + 1]?.[1] ?? Infinity;
    if (next - ms < PAUSE) continue;
    const { active } = terminal.buffer;
    const shown = Array.from(
      { length: rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
    yield { from: ms, until: next, seen: seenOn(shown, ms) };
  }
  terminal.dispose();
};

test.each(recordings)(
  `the screen of $name is read rightly whenever it pauses (SEED=${seed})`,
  (recording: Recording) => {
    const random = randomFrom(seed);
    const { truth, version } = recording;
    const wrong: unknown[] = [];
    const proved = new Set<number>();
    for (const { from, until, seen } of screensOf(recording, random)) {
      for (const [index, { settled, until: end, says, because }] of truth.entries()) {
        // It was on the screen while this was certainly true.
        if (until <= settled.ms || from >= end.ms) continue;
        proved.add(index);
        const [told] = claude.signals(seen, version);
        const wanted = says.is === 'waiting' ? `waiting ${says.for}` : says.is;
        const actual = told?.says.is === 'waiting' ? `waiting ${told.says.for}` : told?.says.is;
        const about = told?.says.is === 'waiting' ? told.says.about : null;
        const isAbout = about === null || about === says.about;
        if (actual !== wanted || !isAbout || told?.at !== from)
          wrong.push({ because, wanted, actual, about, rows: seen.rows });
      }
    }
    expect(wrong).toEqual([]);
    expect(proved.size).toBe(truth.length);
  },
);

test('the command that waits for approval is named where it stands whole', () => {
  const recording = recordings.find(({ name }) => name === 'turns-2.1.330');
  if (!recording) throw new Error('There is no such recording.');
  const told = [...screensOf(recording, () => 5000)].flatMap(({ seen }) => claude.signals(seen, '2.1.330'));
  const abouts = told.flatMap(({ says }) =>
    says.is === 'waiting' && says.about !== null ? [says.about] : [],
  );
  expect([...new Set(abouts)]).toEqual(['touch ran; sleep 5; echo it has run']);
});

test('every pattern names recorded streams, and stands in each of them', () => {
  const bytesOf = (name: string): string =>
    [...screensOf(recordings.find((one) => one.name === name) ?? never(name), () => 5000)]
      .flatMap(({ seen }) => seen.rows.map((row) => row.replaceAll('│', ' ').trimEnd()))
      .join('\n');
  for (const { shows, from } of PATTERNS) {
    expect(from.length).toBeGreaterThan(0);
    for (const name of from)
      expect(new RegExp(shows, 'm').test(bytesOf(name)), `${shows} in ${name}`).toBe(true);
  }
});

const never = (name: string): never => {
  throw new Error(`There is no recording ${name}.`);
};

test('words of a dialog in what an agent said, or in what is typed, are no dialog', () => {
  const rule = '─'.repeat(40);
  const said = ['● Do you want to proceed?', '  ❯ 1. Yes', '  Select login method:', '  Esc to cancel'];
  const idle = [...said, rule, '❯ Enter to select · x', rule, '  ? for shortcuts'];
  const [told] = claude.signals(seenOn(idle, 7), '2.1.330');
  expect(told).toEqual({
    source: 'screen',
    at: 7,
    says: { is: 'idle', how: 'ready' },
    text: '❯ Enter to select · x',
  });
});

test('a screen that shows neither a line to type in nor a dialog says nothing', () => {
  for (const rows of [[], [''], ['$ claude'], ['─'.repeat(40)], ['❯ x'], ['\u202e'.repeat(9)]])
    expect(claude.signals(seenOn(rows), '2.1.330')).toEqual([]);
});
