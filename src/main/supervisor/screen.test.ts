import { expect, test } from 'vitest';
import { stateOf } from './test-support/screen-state.ts';
import { randomFrom, wildStream } from './test-support/streams.ts';
import {
  differenceOf,
  openPage,
  openScreen,
  openTerminal,
  written,
  type Difference,
} from './test-support/watching.ts';

/** How a page that attached after `cut` bytes differs from one that watched: then, and at the stream's end. */
const differences = (
  stream: Uint8Array,
  { cut, where, ...size }: { cols: number; rows: number; cut: number; where: string },
) => {
  const [watched, attached] = [openPage(size), openPage(size)];
  const screen = openScreen(size);
  for (const one of [watched, screen]) one.write(stream.subarray(0, cut));
  attached.attach(screen.snapshot(), size);
  const atCut = differenceOf(attached, watched, where);
  const isExact = !watched.waitsOnBlank();
  for (const page of [watched, attached]) page.write(stream.subarray(cut));
  const atEnd = isExact ? differenceOf(attached, watched, `${where}, at the end`) : null;
  for (const one of [watched, attached, screen]) one.dispose();
  return { atCut, atEnd };
};

const seed = Number(process.env['TOC_SEED'] ?? Math.floor(Math.random() * 1e9));
const only = process.env['TOC_RUN'] === undefined ? null : Number(process.env['TOC_RUN']);
const runs = Number(process.env['TOC_RUNS'] ?? 100);

/** How the first run that differs does. */
const firstDifference = (): Difference | null => {
  for (let run = only ?? 0; run < (only === null ? runs : only + 1); run += 1) {
    const random = randomFrom(seed + run);
    const size = { cols: 2 + random(60), rows: 1 + random(20) };
    const isPlain = run % 2 === 1;
    const stream = wildStream(random, { ...size, tokens: 5 + random(120), isPlain });
    const cut = random(stream.length + 1);
    const { atCut, atEnd } = differences(stream, { ...size, cut, where: `TOC_RUN=${run}` });
    const found = atCut ?? (isPlain ? atEnd : null);
    if (found) return found;
  }
  return null;
};

test(`an attached terminal equals one that never detached (TOC_SEED=${seed})`, { timeout: 600_000 }, () => {
  const found = firstDifference();
  expect(found?.actual, `${found?.where}`).toEqual(found?.wanted);
});

const size = { cols: 10, rows: 3 };
test.each([
  [
    'a blank with a look in the middle of a row',
    '漢x\x1b[1;4:3;45m\x1b[1;2Hy\x1b[m\x1b[1;5H漢\x1b[7m\x1b[1;6Hz',
  ],
  ['blanks with looks one after the other', '漢漢漢\x1b[4m\x1b[2Gx\x1b[1G漢\x1b[5m\x1b[2Gx\x1b[3mx'],
  ['a blank with a look at the end of a row', '\x1b[9G漢\x1b[4m\x1b[9Gx'],
  ['two of them', '\x1b[9G漢\x1b[4m\x1b[9Gx\x1b[8G漢\x1b[3m\x1b[8Gx'],
  ['a lone accent', 'a\x1b[5G\u0301b'],
  ['a lone accent in the last column, with the wrap that waits', '\x1b[10G\u0301'],
  ['a charset chosen while the wrap waits', 'abcdefghix\x1b(0'],
  ['accents while the wrap waits', 'abcdefghij\x1b[m\u0301\x1b[m\u0301'],
  ['an accent at the left', '\u0301x'],
  [
    'what the alternate screen has saved while it is away',
    '\x1b[?1049h\x1b[>7u\x1b[2;3H\x1b[31m\x1b7\x1b[m\x1b[?1049l',
  ],
  ['a cursor saved within a link', '\x1b]8;;https://example.org\x07\x1b7'],
  ['a synchronized update behind an emoji', '\x1b[?2026h👩'],
])('%s is handed over', (_, text) => {
  const stream = Buffer.from(text);
  const { atCut } = differences(stream, { ...size, cut: stream.length, where: text });
  expect(atCut?.actual).toEqual(atCut?.wanted);
});

test('a blank behind the cursor stays one when a resize put the cursor there', () => {
  const [watched, attached] = [openPage(size), openPage(size)];
  const screen = openScreen(size);
  for (const one of [watched, screen]) {
    one.write(Buffer.from('\x1b[?1049h\x1b[9Gx'));
    one.resize({ cols: 5, rows: 3 });
  }
  attached.attach(screen.snapshot(), screen.size());
  expect(attached.state()).toEqual(watched.state());
});

test('a cursor saved above the screen comes back where a resize brings it', () => {
  const [watched, attached] = [openPage(size), openPage(size)];
  const screen = openScreen(size);
  for (const one of [watched, screen]) one.write(Buffer.from('one\r\ntwo\x1b7\r\nthree\r\nfour\r\nfive'));
  attached.attach(screen.snapshot(), size);
  for (const page of [watched, attached]) page.resize({ cols: 10, rows: 5 });
  for (const page of [watched, attached]) page.write(Buffer.from('\x1b8!'));
  expect(attached.state()).toEqual(watched.state());
});

test('a character comes whole however its bytes come', () => {
  const text = '• – “é” 漢 🙂 \u{10000}';
  const screens = [1, 2, 3, 100].map((piece) => {
    const page = openPage({ cols: 40, rows: 2 });
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += piece) page.write(bytes.subarray(at, at + piece));
    return page.state();
  });
  for (const screen of screens) expect(screen).toEqual(screens.at(-1));
  const broken = openScreen(size);
  broken.write(Buffer.from([0xe2, 0x80]));
  broken.write(Buffer.from('on\xff'));
  broken.write(Buffer.from([0xf0, 0x9f, 0x41]));
  expect(broken.snapshot().text.startsWith('on')).toBe(true);
});

test('older lines come in ranges above the snapshot, whatever was printed since', () => {
  const screen = openScreen({ cols: 20, rows: 5 });
  const line = (n: number): string => `line ${n}`;
  const print = (from: number, to: number): void =>
    screen.write(Buffer.from(Array.from({ length: to - from }, (_, n) => `${line(from + n)}\r\n`).join('')));
  print(0, 2000);
  const { anchor } = screen.snapshot();
  print(2000, 2100);
  const lines = (before: number, count: number): string[] =>
    screen.history(anchor, { before, count }).split('\r\n');
  const above = 2000 + 1 - 5 - 1000;
  expect(lines(0, 3)).toEqual([above - 3, above - 2, above - 1].map(line));
  expect(lines(above - 2, 500)).toEqual([line(0), line(1)]);
  expect(lines(above, 500)).toEqual(['']);
});

test('a title is not shown without end', () => {
  const screen = openScreen({ cols: 20, rows: 5 });
  screen.write(Buffer.from(`\x1b]2;ab\u200d${'x'.repeat(10_000)}\x07`));
  expect([screen.title().slice(0, 4), screen.title().length]).toEqual(['ab\u200dx', 4096]);
});

test('an open synchronized update is handed over, and a kitty keyboard stack of each screen', () => {
  const screen = openScreen({ cols: 20, rows: 5 });
  screen.write(Buffer.from('\x1b[>1u\x1b[?1049h\x1b[>7u\x1b[?2026hhalf'));
  const [normal = '', alternate = ''] = screen.snapshot().text.split('\x1b[?47h');
  expect({
    normal: normal.includes('\x1b[>1u'),
    alternate: alternate.includes('\x1b[>7u'),
    update: alternate.includes('?2026'),
  }).toEqual({ normal: true, alternate: true, update: true });
});

test('erasing up to the last corner ends nothing, and erases', () => {
  const screen = openScreen({ cols: 4, rows: 2 });
  screen.write(Buffer.from('abcd\r\nefgh\x1b[1JDONE'));
  const { text } = screen.snapshot();
  expect(['a', 'e', 'h', 'DONE'].map((part) => text.includes(part))).toEqual([false, false, false, true]);
});

test('a window that attaches while the alternate screen is up and then shrinks has the same lines below it', async () => {
  const bytes = Buffer.from('$ vim\r\n\x1b[?1049h\x1b[Hfull screen');
  const { cols, rows } = { cols: 20, rows: 10 };
  const watched = openTerminal({ cols, rows });
  await written(watched, bytes);
  const screen = openScreen({ cols, rows });
  screen.write(bytes);
  const attached = openTerminal({ cols, rows });
  await written(attached, screen.snapshot().text);
  for (const terminal of [watched, attached]) {
    terminal.resize(cols, 4);
    await written(terminal, '\x1b[?1049l$ ');
  }
  expect(stateOf(attached, 900)).toEqual(stateOf(watched, 900));
});
