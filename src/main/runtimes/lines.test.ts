import { expect, test } from 'vitest';
import { LineCutter } from './lines.ts';

/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

const MIB = 1024 * 1024;

const cut = (pieces: readonly Uint8Array[], start = 0) => {
  const cutter = new LineCutter(start);
  const lines: { text: string; start: number }[] = [];
  const long: { bytes: number; head: number; tail: number; start: number }[] = [];
  for (const piece of pieces) {
    // The caller's buffer is used again after every push.
    const buffer = Buffer.from(piece);
    cutter.push(buffer, ({ bytes, start: at, tooLong, ends }) => {
      if (tooLong === null) lines.push({ text: bytes.toString('utf8'), start: at });
      else
        long.push({ bytes: tooLong, head: ends?.head.length ?? 0, tail: ends?.tail.length ?? 0, start: at });
    });
    buffer.fill(0);
  }
  return { lines, long, offset: cutter.offset, rest: cutter.rest()?.bytes.toString('utf8') ?? null };
};

const inPieces = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );

test('lines are the same whole, byte by byte and in any pieces, each with its offset', () => {
  const bytes = Buffer.from('\uFEFF{"a":1}\r\n\n{"b":"é\u0000ü"}\n\r\n{"c":3}');
  const whole = cut([bytes]);
  expect(whole).toEqual({
    lines: [
      { text: '{"a":1}', start: 0 },
      { text: '{"b":"é\u0000ü"}', start: 13 },
    ],
    long: [],
    offset: 29,
    rest: '{"c":3}',
  });
  for (let size = 1; size < 12; size += 1) expect(cut(inPieces(bytes, size))).toEqual(whole);
});

test('another cutter goes on where the first line that was not handed over begins', () => {
  const bytes = Buffer.from('one\ntwo\nthree\nfour');
  for (let at = 0; at <= bytes.length; at += 1) {
    const first = cut([bytes.subarray(0, at)]);
    const second = cut([bytes.subarray(first.offset)], first.offset);
    expect([...first.lines, ...second.lines]).toEqual(cut([bytes]).lines);
    expect([second.offset, second.rest]).toEqual([14, 'four']);
  }
});

test('a line of 50 MB is never held: its ends are kept, and what follows is read', SLOW, () => {
  const piece = Buffer.alloc(MIB, 'x');
  const pieces = [
    Buffer.from('a\nHEAD'),
    ...Array.from({ length: 50 }, () => piece),
    Buffer.from('TAIL\nb\n'),
  ];
  const cutter = new LineCutter(0);
  const told: unknown[] = [];
  for (const one of pieces) {
    cutter.push(one, ({ bytes, start, tooLong, ends }) => {
      const sides = [ends?.head.toString('utf8', 0, 5), ends?.tail.subarray(-5).toString()];
      told.push([bytes.toString(), start, tooLong, ends ? sides : null]);
    });
  }
  expect(told).toEqual([
    ['a', 0, null, null],
    ['', 2, 50 * MIB + 8, ['HEADx', 'xTAIL']],
    ['b', 50 * MIB + 11, null, null],
  ]);
  expect(cutter.offset).toBe(50 * MIB + 13);
});

test('a line of exactly 8 MiB is handed over whole, one byte more is too long', SLOW, () => {
  for (const more of [0, 1]) {
    const bytes = Buffer.concat([Buffer.alloc(8 * MIB + more, 'y'), Buffer.from('\n')]);
    for (const pieces of [[bytes], inPieces(bytes, 4 * MIB)]) {
      const { lines, long } = cut(pieces);
      expect([lines.length, long.length]).toEqual(more === 0 ? [1, 0] : [0, 1]);
    }
  }
});

test('C6 a line that lies in one piece is handed over without a copy', () => {
  const bytes = Buffer.from('one\ntwo\nthree');
  const isShared: boolean[] = [];
  const cutter = new LineCutter(0);
  for (const piece of [bytes, Buffer.from(' and four\n')])
    cutter.push(piece, (line) =>
      isShared.push(line.bytes.buffer === bytes.buffer && line.bytes.length === 3),
    );
  expect(isShared).toEqual([true, true, false]);
});
