import { expect, test } from 'vitest';
import { codexLogs } from './reader.ts';
import {
  collection,
  fixture,
  logNames,
  readLog,
  readPieces,
  type Told,
} from './reading/test-support/logs.ts';
import { mutatedLog } from './reading/test-support/mutate.ts';
import { randomFrom, testSeed, type Random } from './reading/test-support/random.ts';

/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

const seed = testSeed();

const cutAt = (log: Buffer, random: Random): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let from = 0; from < log.length;) {
    const size = random(8) === 0 ? 1 + random(20) : 1 + random(6000);
    pieces.push(log.subarray(from, from + size));
    from += size;
  }
  return pieces;
};

const byLine = (log: Buffer): Buffer[] => {
  const pieces: Buffer[] = [];
  for (let from = 0; from < log.length;) {
    const end = log.indexOf(10, from);
    const to = end < 0 ? log.length : end + 1;
    pieces.push(log.subarray(from, to));
    from = to;
  }
  return pieces;
};

/** As the indexer does: what was read is kept, and another reader goes on from there when there is more. */
const readResumed = (log: Buffer, random: Random): Told => {
  const kept = collection();
  let saved: string | null = null;
  for (let size = 0; size < log.length;) {
    const from: number = saved === null ? 0 : codexLogs.reader(saved).offset();
    size = Math.min(log.length, size + 1 + random(log.length));
    const reader = codexLogs.reader(saved);
    for (const piece of cutAt(log.subarray(from, size), random)) kept.take(reader.push(piece));
    saved = reader.save();
    kept.take(reader.end());
    if (size >= log.length) return kept.told(reader);
  }
  return readLog(log);
};

/** The ways of reading that did not tell what reading it whole told. */
const differing = (log: Buffer, ways: Readonly<Record<string, Told>>): string[] => {
  const whole = JSON.stringify(readLog(log));
  return Object.entries(ways).flatMap(([way, told]) => (JSON.stringify(told) === whole ? [] : [way]));
};

test(
  `whole, line by line, in any pieces, and saved and gone on with: the same in the end (SEED=${seed})`,
  SLOW,
  () => {
    const random = randomFrom(seed);
    const wrong = logNames.flatMap((name) => {
      const log = fixture(name);
      const ways = {
        lines: readPieces(byLine(log)),
        pieces: readPieces(cutAt(log, random)),
        resumed: readResumed(log, random),
      };
      return differing(log, ways).map((way) => `${name}: ${way}`);
    });
    expect(wrong).toEqual([]);
  },
);

test(`so does a log that is broken in every way (SEED=${seed})`, SLOW, () => {
  const random = randomFrom(seed + 1);
  const wrong = logNames
    .filter((name) => /tools|bg|app-server/.test(name))
    .flatMap((name) => {
      const log = mutatedLog(fixture(name), random);
      return differing(log, { pieces: readPieces(cutAt(log, random)) }).map((way) => `${name}: ${way}`);
    });
  expect(wrong).toEqual([]);
});
