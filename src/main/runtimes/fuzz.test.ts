import { expect, test } from 'vitest';
import { fuzzedKinds } from './test-support/fuzzed-kinds.ts';
import { testSeed } from './test-support/random.ts';

const seed = testSeed();
const CASES = 300;

/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

test.each(fuzzedKinds())(
  `whatever a log of $kind.runtime holds, it is read the same in every way, by the contract (SEED=${seed})`,
  SLOW,
  ({ broken }) => {
    for (let number = 0; number < CASES; number += 1)
      expect([number, broken.faults(seed, number)]).toEqual([number, []]);
  },
);
