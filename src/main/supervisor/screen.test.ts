import { expect, test } from 'vitest';
import { createScreen, type Screen } from './screen.ts';
import { stateOf } from './test-support/screen-state.ts';
import { randomFrom, wildStream } from './test-support/streams.ts';
import { openTerminal, written } from './test-support/watching.ts';

const screenOf = (size: { cols: number; rows: number }): Screen =>
  createScreen({ size, theme: () => null, answer: () => {} });

/** A terminal that watched all the time and one that attached after `cut` bytes, both at the stream's end. */
const watchedAndAttached = async (
  stream: Buffer,
  { cut, ...size }: { cols: number; rows: number; cut: number },
) => {
  const watched = openTerminal(size);
  await written(watched, stream.subarray(0, cut));
  const screen = screenOf(size);
  screen.write(stream.subarray(0, cut));
  const { text, tail } = screen.snapshot();
  const attached = openTerminal(size);
  await written(attached, text);
  await written(attached, tail);
  const atCut = [stateOf(watched, 900), stateOf(attached, 900)];
  for (const terminal of [watched, attached]) await written(terminal, stream.subarray(cut));
  const atEnd = [stateOf(watched, 900), stateOf(attached, 900)];
  for (const one of [watched, attached, screen]) one.dispose();
  return { atCut, atEnd };
};

const seed = Number(process.env['TOC_SEED'] ?? Math.floor(Math.random() * 1e9));
const only = process.env['TOC_RUN'] === undefined ? null : Number(process.env['TOC_RUN']);
const runs = Number(process.env['TOC_RUNS'] ?? 100);

test(
  `an attached terminal equals one that never detached (TOC_SEED=${seed})`,
  { timeout: 60_000 },
  async () => {
    for (let run = 0; run < runs; run += 1) {
      const random = randomFrom(seed + run);
      if (only !== null && run !== only) continue;
      const size = { cols: 2 + random(60), rows: 1 + random(20) };
      const isPlain = run % 2 === 1;
      const stream = wildStream(random, { ...size, tokens: 5 + random(120), isPlain });
      const cut = random(stream.length + 1);
      const { atCut, atEnd } = await watchedAndAttached(stream, { ...size, cut });
      expect(atCut[1], `run ${run}`).toEqual(atCut[0]);
      expect(isPlain ? atEnd[1] : null, `run ${run}, at the end`).toEqual(isPlain ? atEnd[0] : null);
    }
  },
);

test('older lines come in ranges above the snapshot, whatever was printed since', () => {
  const screen = screenOf({ cols: 20, rows: 5 });
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
  const screen = screenOf({ cols: 20, rows: 5 });
  screen.write(Buffer.from(`\x1b]2;ab\u200d${'x'.repeat(10_000)}\x07`));
  expect([screen.title().slice(0, 4), screen.title().length]).toEqual(['ab\u200dx', 4096]);
});

test('an open synchronized update is not handed over, a kitty keyboard stack of each screen is', () => {
  const screen = screenOf({ cols: 20, rows: 5 });
  screen.write(Buffer.from('\x1b[>1u\x1b[?1049h\x1b[>7u\x1b[?2026hhalf'));
  const [normal = '', alternate = ''] = screen.snapshot().text.split('\x1b[?47h');
  expect({
    normal: normal.includes('\x1b[>1u'),
    alternate: alternate.includes('\x1b[>7u'),
    update: alternate.includes('?2026'),
  }).toEqual({ normal: true, alternate: true, update: false });
});

test('erasing up to the last corner ends nothing, and erases', () => {
  const screen = screenOf({ cols: 4, rows: 2 });
  screen.write(Buffer.from('abcd\r\nefgh\x1b[1JDONE'));
  const { text } = screen.snapshot();
  expect(['a', 'e', 'h', 'DONE'].map((part) => text.includes(part))).toEqual([false, false, false, true]);
});

test('a window that attaches while the alternate screen is up and then shrinks has the same lines below it', async () => {
  const bytes = Buffer.from('$ vim\r\n\x1b[?1049h\x1b[Hfull screen');
  const { cols, rows } = { cols: 20, rows: 10 };
  const watched = openTerminal({ cols, rows });
  await written(watched, bytes);
  const screen = screenOf({ cols, rows });
  screen.write(bytes);
  const attached = openTerminal({ cols, rows });
  await written(attached, screen.snapshot().text);
  for (const terminal of [watched, attached]) {
    terminal.resize(cols, 4);
    await written(terminal, '\x1b[?1049l$ ');
  }
  expect(stateOf(attached, 900)).toEqual(stateOf(watched, 900));
});
