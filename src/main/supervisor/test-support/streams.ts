/** A small seeded generator (mulberry32), so that a failing stream can be made again from its seed. */
export const randomFrom = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
};

type Random = (below: number) => number;

const pick = <Value>(random: Random, values: readonly Value[]): Value => {
  const value = values[random(values.length)];
  if (value === undefined) throw new Error('Nothing to pick from.');
  return value;
};

const SGR = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '4:3',
  '4:5',
  '21',
  '5',
  '7',
  '8',
  '9',
  '53',
  '22',
  '24',
  '27',
  '39',
  '49',
];
const colours = (random: Random): string =>
  pick(random, [
    `3${random(8)}`,
    `4${random(8)}`,
    `9${random(8)}`,
    `10${random(8)}`,
    `38;5;${random(256)}`,
    `48;5;${random(256)}`,
    `38;2;${random(256)};${random(256)};${random(256)}`,
    `48:2::${random(256)}:${random(256)}:${random(256)}`,
    `58:5:${random(256)}`,
    `58;2;${random(256)};1;2`,
    '59',
  ]);

const TEXTS = [
  'hello',
  'x',
  ' ',
  'The quick brown fox',
  '漢字',
  'é',
  'e\u0301',
  '👩‍👩‍👧',
  '🙂',
  '─│┌',
  '~{}`',
  '\u0301',
];
const MODES = [1, 6, 25, 45, 1000, 1002, 1003, 9, 1004, 1006, 1016, 2004, 2026, 12];
const ONCE = [
  '\x1b7',
  '\x1b8',
  '\x1bM',
  '\x1bD',
  '\x1bE',
  '\x1bH',
  '\x1b=',
  '\x1b>',
  '\x1b[4h',
  '\x1b[4l',
  '\x1b[!p',
  '\x1b[g',
  '\x1b[3g',
  '\x1b(0',
  '\x1b(B',
  '\x1b)0',
  '\x1b*A',
  '\x0e',
  '\x0f',
  '\t',
  '\b',
  '\r',
  '\n',
  '\r\n',
  '\x1b[r',
  '\x1b]8;;\x07',
  '\x1b]8;;https://example.org/a;b\x1b\\',
  '\x1b]8;id=one;https://example.org/one\x07',
  '\x1b]2;A title – with ünicode\x07',
  '\x1b[>7u',
  '\x1b[<u',
  '\x1b[?47h',
  '\x1b[?1049h',
  '\x1b[?1049l',
  '\x1b[1"q',
  '\x1b[0"q',
  '\x1bP$qm\x1b\\',
  '\x1b_ignored\x1b\\',
];

const token = (random: Random, size: { cols: number; rows: number }): string => {
  const n = (): number => random(6);
  switch (random(12)) {
    case 0:
    case 1:
    case 2:
      return pick(random, TEXTS);
    case 3:
      return pick(random, ['a', '漢', 'b\u0301']).repeat(random(size.cols * 2));
    case 4:
      return `\x1b[${pick(random, [...SGR, colours(random), colours(random), colours(random)])}m`;
    case 5:
      return `\x1b[${random(size.rows + 2)};${random(size.cols + 2)}H`;
    case 6:
      return `\x1b[${n()}${pick(random, ['A', 'B', 'C', 'D', 'G', '@', 'P', 'X', 'L', 'M', 'S', 'T', 'b', 'd'])}`;
    case 7:
      return `\x1b[${random(3)}${pick(random, ['J', 'K'])}`;
    case 8:
      return `\x1b[?${pick(random, MODES)}${pick(random, ['h', 'h', 'l'])}`;
    case 9:
      return `\x1b[${1 + random(size.rows)};${1 + random(size.rows)}r`;
    case 10:
      return pick(random, ['\r\n', '\n', `\x1b[${random(7)} q`, 'line\r\n'.repeat(random(size.rows * 2))]);
    default:
      return pick(random, ONCE);
  }
};

interface Wild {
  readonly cols: number;
  readonly rows: number;
  readonly tokens: number;
  /** Without underlines and links, whose kind xterm mixes up when a cursor is restored. */
  readonly isPlain: boolean;
}

/** Begins an underline, its colour, or a link. */
const isFancy = (part: string): boolean => /^(\[(4|21|58|59)[;:\d]*m|\]8)/.test(part.slice(1));

/** Output of a wild program: text, looks, links, modes, both screens. */
export const wildStream = (random: Random, { tokens, isPlain, ...size }: Wild): Buffer => {
  const parts = Array.from({ length: tokens }, () => token(random, size));
  return Buffer.from(parts.filter((part) => !isPlain || !isFancy(part)).join(''));
};
