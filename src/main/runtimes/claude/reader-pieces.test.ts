import { expect, test } from 'vitest';
import { claudeLogs } from './reader.ts';
import {
  collection,
  fixture,
  isStream,
  logNames,
  readLog,
  readPieces,
  type Told,
} from './reading/test-support/logs.ts';
import { mutatedLog } from './reading/test-support/mutate.ts';
import { randomFrom, testSeed, type Random } from './reading/test-support/random.ts';

const seed = testSeed();

/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

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
    const from: number = saved === null ? 0 : claudeLogs.reader(saved).offset();
    size = Math.min(log.length, size + 1 + random(log.length));
    const reader = claudeLogs.reader(saved);
    for (const piece of cutAt(log.subarray(from, size), random)) kept.take(reader.push(piece));
    saved = reader.save();
    kept.take(reader.end());
    if (size >= log.length) return kept.told(reader);
  }
  return readLog(log);
};

const mixed = Buffer.concat(
  logNames.filter((name) => /tools|subagent|thinking|control/.test(name)).map((name) => fixture(name)),
);

test(
  `case C18 whole, line by line, in any pieces, and saved and gone on with: the same in the end (SEED=${seed})`,
  SLOW,
  () => {
    const random = randomFrom(seed);
    const logs = logNames
      .filter((name) => !/\/(?:flags|simple|apierr)\//.test(name))
      .map((name) => ({ name, log: fixture(name) }));
    for (const [index, { name, log }] of [...logs, { name: 'mixed', log: mixed }].entries()) {
      const whole = readLog(log);
      expect({ name, ...readPieces(cutAt(log, random)) }).toEqual({ name, ...whole });
      expect({ name, ...readResumed(log, random) }).toEqual({ name, ...whole });
      const again = index % 5 === 0 ? readPieces(byLine(log)) : whole;
      expect({ name, ...again }).toEqual({ name, ...whole });
    }
  },
);

test(`so does a log that is broken in every way (SEED=${seed})`, SLOW, () => {
  const random = randomFrom(seed + 1);
  for (const name of logNames.filter((one) => /tools|subagent|interactive\/|thinking/.test(one))) {
    const log = mutatedLog(fixture(name), random);
    expect({ name, ...readPieces(cutAt(log, random)) }).toEqual({ name, ...readLog(log) });
    expect({ name, ...readResumed(log, random) }).toEqual({ name, ...readLog(log) });
  }
});

test('both dialects are told apart line by line', () => {
  const printed = logNames.filter((name) => isStream(name) && name.includes('tools'));
  const written = logNames.filter((name) => !isStream(name) && name.includes('tools'));
  expect(printed.length).toBeGreaterThan(1);
  for (const name of written) {
    const whole = readLog(fixture(name));
    const both = readLog(Buffer.concat([fixture(name), fixture(printed[0] ?? '')]));
    expect(both.skipped).toBe(0);
    expect(both.steps.slice(0, whole.steps.length)).toEqual(whole.steps);
  }
});
