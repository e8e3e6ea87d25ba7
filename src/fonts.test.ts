import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';

/** What the two CLIs draw beside letters and lines: marks of messages, spinners, lists, keys, modes. */
const SIGNS =
  '⏺⎿●○◯◉◐◑◦·✻✽✶✳✢✱✴❯❮›▸▶▷►▾▼▲△▴▹◂◀◆◇■□▪▫◻◼▰▱☐☑☒✓✔✕✖✗✘⚠⏸⏵⏹⏎↵↳↪↩→←↑↓↔↕⇧⌃⌥⌘⎋⌫⇥␣␛⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏★☆⚙⚑♥∞≈≠≤≥⋮⧗⬆⬇⬤';

const ui = join(import.meta.dirname, 'renderer/ui');
const styles = readFileSync(join(ui, 'fonts.css'), 'utf8');

/** The tables WOFF2 knows by number, as far as they are asked for here. */
const CMAP = 0;
const GLYF = 10;
const LOCA = 11;
const NAMED = 63;

/** A number in WOFF2's base 128, and where it ends. */
const base128 = (data: Buffer, at: number): { value: number; next: number } => {
  let value = 0;
  for (let next = at; ; next += 1) {
    const byte = data.readUInt8(next);
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, next: next + 1 };
  }
};

/** The character map of a WOFF2 file, as it stands in the font. */
const cmapOf = (file: string): Buffer => {
  const data = readFileSync(join(ui, 'fonts', `${file}.woff2`));
  const tables = data.readUInt16BE(12);
  let at = 48;
  let offset = 0;
  let cmap = { from: 0, length: 0 };
  for (let table = 0; table < tables; table += 1) {
    const flags = data.readUInt8(at);
    const tag = flags & 63;
    const length = base128(data, at + (tag === NAMED ? 5 : 1));
    const whole = tag === GLYF || tag === LOCA ? flags >> 6 === 3 : flags >> 6 === 0;
    const stored = whole ? length : base128(data, length.next);
    if (tag === CMAP) cmap = { from: offset, length: stored.value };
    offset += stored.value;
    at = stored.next;
  }
  return brotliDecompressSync(data.subarray(at)).subarray(cmap.from, cmap.from + cmap.length);
};

/** The code points of a character map, read from its segments of formats 4 and 12. */
const pointsOf = (cmap: Buffer): ReadonlySet<number> => {
  const points = new Set<number>();
  const add = (from: number, to: number): void => {
    for (let point = from; point <= to; point += 1) points.add(point);
  };
  for (let record = 0; record < cmap.readUInt16BE(2); record += 1) {
    const at = cmap.readUInt32BE(8 + record * 8);
    if (cmap.readUInt16BE(at) === 12) {
      for (let group = 0; group < cmap.readUInt32BE(at + 12); group += 1) {
        add(cmap.readUInt32BE(at + 16 + group * 12), cmap.readUInt32BE(at + 20 + group * 12));
      }
    }
    if (cmap.readUInt16BE(at) === 4) {
      const twice = cmap.readUInt16BE(at + 6);
      for (let segment = 0; segment < twice - 2; segment += 2) {
        add(cmap.readUInt16BE(at + 16 + twice + segment), cmap.readUInt16BE(at + 14 + segment));
      }
    }
  }
  return points;
};

interface Face {
  readonly file: string;
  readonly named: readonly number[];
  readonly held: ReadonlySet<number>;
}

const faces = [...styles.matchAll(/@font-face \{([^}]*)\}/g)].flatMap(([, body = '']): Face[] => {
  const file = /url\('\.\/fonts\/([\w-]+)\.woff2'\)/.exec(body)?.[1];
  if (file === undefined || body.includes('Inter')) return [];
  const ranges = [...body.matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g)];
  const named = ranges.flatMap(([, from = '', to = from]) => {
    const first = Number.parseInt(from, 16);
    return Array.from({ length: Number.parseInt(to, 16) - first + 1 }, (_, step) => first + step);
  });
  return [{ file, named, held: pointsOf(cmapOf(file)) }];
});

test('the code font has a face for letters and three for signs', () => {
  expect(faces.map(({ file, named }) => [file, named.length > 0])).toEqual([
    ['jetbrains-mono', false],
    ['geist-mono-symbols', true],
    ['dejavu-mono-symbols', true],
    ['iosevka-symbols', true],
  ]);
});

test('every sign of the two CLIs is in a font that ships, so that no machine draws a box for it', () => {
  const drawn = (point: number): boolean =>
    faces.some(({ named, held }) => held.has(point) && (named.length === 0 || named.includes(point)));
  expect(Array.from(SIGNS).filter((sign) => !drawn(sign.codePointAt(0) ?? 0))).toEqual([]);
});

test('a face of signs holds what its range says, no sign has two, and emoji stay with the system', () => {
  const signs = faces.filter(({ named }) => named.length > 0);
  expect(signs.flatMap(({ named, held }) => named.filter((point) => !held.has(point)))).toEqual([]);
  const points = signs.flatMap(({ named }) => named);
  expect(points.length).toBe(new Set(points).size);
  const emoji = points.filter((point) => /^\p{Emoji_Presentation}$/u.test(String.fromCodePoint(point)));
  expect(emoji).toEqual([]);
});
