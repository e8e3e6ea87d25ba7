import { expect, test } from 'vitest';
import { Unicode11Addon } from '@xterm/addon-unicode11/lib/addon-unicode11.mjs';
import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { guardErase } from './erase-guard.ts';
import { createScreen, type Screen } from './screen.ts';
import { stateOf } from './test-support/screen-state.ts';
import { randomFrom, wildStream } from './test-support/streams.ts';

const open = (size: { cols: number; rows: number }): Terminal => {
  const terminal = new Terminal({ ...size, scrollback: 10_000, allowProposedApi: true, logLevel: 'off' });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  guardErase(terminal);
  return terminal;
};

const written = (to: Terminal, bytes: Uint8Array | string): Promise<void> =>
  new Promise((resolve) => {
    to.write(bytes, resolve);
  });

const screenOf = (size: { cols: number; rows: number }): Screen =>
  createScreen({ size, theme: () => null, answer: () => {} });

/** A terminal that watched all the time and one that attached after `cut` bytes, both at the stream's end. */
const watchedAndAttached = async (
  stream: Buffer,
  { cut, ...size }: { cols: number; rows: number; cut: number },
) => {
  const watched = open(size);
  await written(watched, stream.subarray(0, cut));
  const screen = screenOf(size);
  screen.write(stream.subarray(0, cut));
  const { text, tail } = screen.snapshot();
  const attached = open(size);
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
const runs = Number(process.env['TOC_RUNS'] ?? 150);

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
