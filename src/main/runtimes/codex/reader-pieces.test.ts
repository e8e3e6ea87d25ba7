import { expect, test } from 'vitest';
import { fixture, logNames, readLog, readPieces, readResumed } from './reading/test-support/logs.ts';
import { randomFrom, testSeed } from '../test-support/random.ts';
import { byLine, cutAt, type Told } from '../test-support/reading.ts';

/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

const seed = testSeed();

/** The ways of reading that did not tell what reading it whole told. */
const differing = (log: Buffer, ways: Readonly<Record<string, Told>>): string[] => {
  const whole = JSON.stringify(readLog(log));
  return Object.entries(ways).flatMap(([way, told]) => (JSON.stringify(told) === whole ? [] : [way]));
};

test(
  `case C18 whole, line by line, in any pieces, and saved and gone on with: the same in the end (SEED=${seed})`,
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
