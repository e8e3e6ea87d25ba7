import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { randomFrom } from './test-support/streams.ts';
import { differenceOf, openPage, openScreen, type Difference, type Page } from './test-support/watching.ts';

const FOLDER = join(import.meta.dirname, 'fixtures', 'streams');

const Head = z.object({
  cols: z.number(),
  rows: z.number(),
  /** Where in the bytes the terminal got another size. */
  resizes: z.array(z.tuple([z.number(), z.number(), z.number()])),
});

interface Recording extends z.output<typeof Head> {
  readonly name: string;
  readonly bytes: Buffer;
}

const load = (name: string): Recording => {
  const file = gunzipSync(readFileSync(join(FOLDER, name)));
  const end = file.indexOf('\n');
  const head = Head.parse(JSON.parse(file.subarray(0, end).toString()));
  return { name, ...head, bytes: file.subarray(end + 1) };
};

const recordings = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.gz'))
  .map(load);

const seed = Number(process.env['TOC_SEED'] ?? Math.floor(Math.random() * 1e9));
const only = process.env['TOC_RUN'] === undefined ? null : Number(process.env['TOC_RUN']);
const runs = Number(process.env['TOC_RUNS'] ?? 10);

type Random = ReturnType<typeof randomFrom>;

const ESCAPE = 0x1b;
const LONGEST_LOOK = 4000;

/** Anywhere, within a sequence, or within a character of several bytes. */
const cutAt = (random: Random, { bytes }: Recording): number => {
  const start = random(bytes.length + 1);
  const fits = [
    () => true,
    (at: number) => bytes[at - 1 - random(6)] === ESCAPE,
    (at: number) => ((bytes[at] ?? 0) & 0xc0) === 0x80,
  ][random(3)];
  for (let at = start; at < Math.min(bytes.length, start + LONGEST_LOOK); at += 1) if (fits?.(at)) return at;
  return start;
};

/** Plays bytes `from` to `to` with the resizes between them, in pieces of any length. */
const play = (
  to: Pick<Page, 'write' | 'resize'>,
  { bytes, resizes }: Recording,
  { random, from, until }: { random: Random; from: number; until: number },
): void => {
  let at = from;
  const upTo = (end: number): void => {
    while (at < end) {
      const next = Math.min(end, at + 1 + random([3, 100, 5000][random(3)] ?? 1));
      to.write(bytes.subarray(at, next));
      at = next;
    }
  };
  for (const [offset, cols, rows] of resizes) {
    if (offset < from || offset >= until) continue;
    upTo(offset);
    to.resize({ cols, rows });
  }
  upTo(until);
};

/**
 * `page` attaches at the first cut and again at the second. `heir` attaches there as well, but to a screen
 * that knows the beginning only from a snapshot: two hand-overs in a row.
 */
const handOver = (recording: Recording, random: Random, where: string): Difference | null => {
  const cuts = [cutAt(random, recording), cutAt(random, recording)];
  const [first, second] = [Math.min(...cuts), Math.max(...cuts)];
  const { bytes } = recording;
  const [watched, page, heir] = [openPage(recording), openPage(recording), openPage(recording)];
  const screen = openScreen(recording);
  const go = (to: Pick<Page, 'write' | 'resize'>, from: number, until: number): void =>
    play(to, recording, { random, from, until });
  const found: (Difference | null)[] = [];
  const compare = (one: Page, when: string): void =>
    void found.push(differenceOf(one, watched, `${where}, cut at ${first} and ${second}: ${when}`));

  go(watched, 0, first);
  go(screen, 0, first);
  const begun = screen.snapshot();
  const relay = openScreen(screen.size());
  relay.write(Buffer.from(begun.text));
  relay.write(begun.tail);
  page.attach(begun, screen.size());
  compare(page, 'attached at the first');

  for (const to of [watched, screen, relay, page]) go(to, first, second);
  compare(page, 'attached at the first, at the second');
  page.attach(screen.snapshot(), screen.size());
  compare(page, 'attached again at the second');
  heir.attach(relay.snapshot(), relay.size());
  compare(heir, 'two hand-overs, at the second');

  for (const to of [watched, page, heir]) go(to, second, bytes.length);
  compare(page, 'attached again at the second, at the end');
  compare(heir, 'two hand-overs, at the end');
  for (const one of [watched, page, heir, screen, relay]) one.dispose();
  return found.find((difference) => difference !== null) ?? null;
};

const firstDifference = (recording: Recording): Difference | null => {
  for (let run = only ?? 0; run < (only === null ? runs : only + 1); run += 1) {
    const found = handOver(recording, randomFrom(seed + run), `TOC_RUN=${run}`);
    if (found) return found;
  }
  return null;
};

test.each(recordings)(
  `a window attached to $name anywhere equals one that never detached (TOC_SEED=${seed})`,
  { timeout: 600_000 },
  (recording) => {
    const found = firstDifference(recording);
    expect(found?.actual, `${found?.where}`).toEqual(found?.wanted);
  },
);
