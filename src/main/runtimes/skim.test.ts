import { describe, expect, test } from 'vitest';
import { mutatedLog } from './test-support/mutate.ts';
import { randomFrom, testSeed } from './test-support/random.ts';
import { cutAt, faultsOf, withoutSteps } from './test-support/reading.ts';
import { recordedKinds } from './test-support/recorded.ts';

const seed = testSeed();

/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

describe.each(recordedKinds)('skimming $kind.runtime', ({ logNames, fixture, readLog, skimPieces }) => {
  test(`a log tells the figures and facts that reading it tells (SEED=${seed})`, SLOW, () => {
    const random = randomFrom(seed);
    expect(logNames.length).toBeGreaterThan(20);
    for (const name of logNames) {
      const log = fixture(name);
      const told = { name, ...skimPieces(cutAt(log, random)) };
      expect(told).toEqual({ name, ...withoutSteps(readLog(log)) });
    }
  });

  test(`so it does where the log stops anywhere (SEED=${seed})`, SLOW, () => {
    const random = randomFrom(seed + 1);
    for (const name of logNames) {
      const log = fixture(name);
      const part = log.subarray(0, random(log.length));
      expect({ name, ...skimPieces([part]) }).toEqual({ name, ...withoutSteps(readLog(part)) });
    }
  });

  test(`whatever a log holds, the contract is kept and nothing throws (SEED=${seed})`, SLOW, () => {
    const random = randomFrom(seed + 2);
    for (const name of logNames) {
      const log = mutatedLog(fixture(name), random, 1 + random(6));
      expect([name, faultsOf(skimPieces(cutAt(log, random)))]).toEqual([name, []]);
    }
  });
});
