import { describe, expect, test } from 'vitest';
import { openTerminal } from '../../supervisor/test-support/watching.ts';
import { rawScreen } from '../../supervisor/xterm-state.ts';
import type { Statement, TerminalSignals } from '../statement.ts';
import { randomFrom, testSeed } from '../test-support/random.ts';
import { recordedScreens } from './screens.ts';
import { codexSignals } from './status.ts';
import { recordings, type Recording } from './test-support/recordings.ts';

const seed = testSeed();

/** What a terminal shows beside its bytes after each of those: fed in pieces of any length. */
const shownAt = ({ bytes, ...size }: Recording, ends: readonly number[]): readonly TerminalSignals[] => {
  const random = randomFrom(seed);
  const terminal = openTerminal(size);
  const told = { title: '', status: null as string | null };
  for (const code of [0, 2]) terminal.parser.registerOscHandler(code, (text) => ((told.title = text), false));
  terminal.parser.registerOscHandler(7501, (text) => ((told.status = text), false));
  const { _inputHandler: input } = rawScreen(terminal);
  let at = 0;
  const shown = ends.map((end) => {
    while (at < end) {
      const next = Math.min(end, at + 1 + random(at % 3 === 0 ? 4 : 3000));
      input.parse(bytes.subarray(at, next));
      at = next;
    }
    const { active } = terminal.buffer;
    const rows = Array.from(
      { length: size.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
    return { ...told, titleAt: 1, statusAt: 2, rows, rowsAt: 3, outputAt: 4 };
  });
  terminal.dispose();
  return shown;
};

const stateIn = ({ says }: Statement): string => {
  switch (says.is) {
    case 'working':
      return 'working';
    case 'waiting':
      return `waiting ${says.for}`;
    case 'idle':
      return `idle ${says.how}`;
  }
};

const aboutIn = ({ says }: Statement): string | null => (says.is === 'waiting' ? says.about : null);

const TRUST = ['terminal-status', 'terminal-title', 'screen'] as const;

const kindIn = (state: string): string => state.replace(/^idle .*/, 'idle');

/** Where the program had drawn a whole picture: a supervisor looks when output pauses, not within one. */
const FRAME_END = '\u001b[?2026l';
const framesOf = ({ bytes }: Recording): readonly number[] => {
  const ends: number[] = [];
  for (let at = bytes.indexOf(FRAME_END); at >= 0; at = bytes.indexOf(FRAME_END, at + 1))
    ends.push(at + FRAME_END.length);
  return ends;
};

describe.each(recordings)(`$name (SEED=${seed})`, (recording) => {
  const { marks, version } = recording;

  test('at every mark the most trusted statement is what was true then', () => {
    const shown = shownAt(
      recording,
      marks.map(({ at }) => at),
    );
    const found = shown.map((one) => {
      const statements = codexSignals(one, version);
      const best = TRUST.map((source) => statements.find((each) => each.source === source)).find(Boolean);
      return best && { state: stateIn(best), about: aboutIn(best) };
    });
    expect(found).toEqual(marks.map(({ state, about }) => ({ state, about })));
  });

  test('between two marks nothing is said but what was true at one of them, or that it works', () => {
    const ends = framesOf(recording).filter((end) => end < (marks.at(-1)?.at ?? 0));
    const wrong = shownAt(recording, ends).flatMap((one, index) => {
      const end = ends[index] ?? 0;
      const next = marks.findIndex(({ at }) => at > end);
      const around = [marks[next - 1], marks[next]].map((mark) => kindIn(mark?.state ?? 'idle'));
      const [best] = codexSignals(one, version);
      const kind = best && kindIn(stateIn(best));
      const isTrue = kind === undefined || kind === 'working' || around.includes(kind);
      return isTrue ? [] : [{ end, around, said: best }];
    });
    expect(wrong).toEqual([]);
    expect(ends.length).toBeGreaterThan(0);
  });

  test('no source says anything else at a mark, whatever it does not know', () => {
    const shown = shownAt(
      recording,
      marks.map(({ at }) => at),
    );
    const wrong = shown.flatMap((one, index) =>
      codexSignals(one, version)
        .filter((each) => stateIn(each) !== marks[index]?.state)
        .map((each) => [marks[index]?.state, each]),
    );
    expect(wrong).toEqual([]);
  });
});

test('once 0.169 has ended nothing is said of a turn', () => {
  const ends = recordings
    .filter(({ name }) => name === '0.169.0-turns')
    .flatMap((one) => shownAt(one, [one.bytes.length]).map((shown) => codexSignals(shown, one.version)));
  expect(ends).toEqual([[]]);
});

const QUIET: TerminalSignals = {
  title: '',
  titleAt: 1,
  status: null,
  statusAt: 2,
  rows: [],
  rowsAt: 3,
  outputAt: 4,
};
const said = (seen: Partial<TerminalSignals>, version = '0.169.0') =>
  codexSignals({ ...QUIET, ...seen }, version).map((one) => [
    one.source,
    stateIn(one),
    aboutIn(one),
    one.text,
  ]);

test('every screen pattern names recordings that are there', () => {
  const names = recordings.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...recordedScreens]));
});

const APPROVAL = [
  '• Running it',
  '  Would you like to run the following command?',
  '',
  '  $ rm -r build',
  '',
  '› 1. Yes, proceed (y)',
  '  2. No, and tell Codex what to do differently (esc)',
  '',
  '  Press enter to confirm or esc to cancel   ',
  '',
];

test('an approval is told with its command, where that stands whole in one row', () => {
  const head = 'Would you like to run the following command?';
  expect(said({ rows: APPROVAL })).toEqual([['screen', 'waiting approval', 'rm -r build', head]]);
  for (const more of [['    and more of it'], ['', '    a second line'], ['', '  $ another']]) {
    const rows = APPROVAL.toSpliced(4, 0, ...more);
    expect(said({ rows })).toEqual([['screen', 'waiting approval', null, head]]);
  }
  const status = 'state=blocked:app=codex:kind=permission';
  expect(said({ rows: APPROVAL, status, title: '[ . ] Action Required | app' })).toEqual([
    ['terminal-status', 'waiting approval', 'rm -r build', status],
    ['terminal-title', 'waiting approval', 'rm -r build', '[ ! ] Action Required | app'],
    ['screen', 'waiting approval', 'rm -r build', head],
  ]);
});

test('an agent that quotes a question asks none', () => {
  const quoted = [
    '• It says:',
    ...APPROVAL.slice(1),
    '',
    '› Ask Codex to do anything',
    '',
    '  model · /work',
  ];
  expect(said({ rows: quoted })).toEqual([]);
  expect(said({ rows: quoted }, '0.98.0').map(([, state]) => state)).toEqual(['idle done']);
});

test('a blinking title and a turning spinner rest on the same words', () => {
  const texts = ['⠋ app', '⠙ app'].map((title) => said({ title }));
  expect(texts[0]).toEqual([['terminal-title', 'working', null, 'app']]);
  expect(texts[1]).toEqual(texts[0]);
});

test('a plain title says nothing while the screen shows work or a question', () => {
  const works = ['• Working (2s • esc to interrupt)', '', '› Ask Codex to do anything'];
  expect(said({ title: 'app', rows: works })).toEqual([['screen', 'working', null, 'esc to interrupt']]);
  expect(said({ title: 'app', rows: works.slice(2) })).toEqual([
    ['terminal-title', 'idle done', null, 'app'],
  ]);
});

test("a question about the folder covers what was said before it, and another program's words are not Codex's", () => {
  const trust = [
    '  Trust this folder? Codex can',
    '',
    '› 1. Trust and continue',
    '',
    '  enter continue · esc back',
  ];
  const found = said({ title: 'app', status: 'state=idle:app=codex', rows: trust });
  expect(found).toEqual([['screen', 'waiting trust', null, 'Trust this folder? Codex can']]);
  const others = ['state=working:app=other', 'state=clear', 'state=later:app=codex', '', '\u202e;;='];
  expect(others.map((status) => said({ status }))).toEqual(others.map(() => []));
  expect(said({ status: 'state=blocked:app=codex:kind=input' })[0]?.[1]).toBe('waiting question');
});
