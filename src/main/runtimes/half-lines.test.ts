import { describe, expect, test } from 'vitest';
import { randomFrom, testSeed } from './test-support/random.ts';
import { byLine } from './test-support/reading.ts';
import { recordedKinds } from './test-support/recorded.ts';

const seed = testSeed();

/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

describe.each(recordedKinds)('half lines of $kind.runtime', ({ logNames, fixture, readLog, skimPieces }) => {
  test(`a line that was never finished takes none of those behind it along (SEED=${seed})`, SLOW, () => {
    const random = randomFrom(seed);
    for (const name of logNames) {
      const lines = byLine(fixture(name));
      if (lines.length === 0) continue;
      const at = random(lines.length);
      const torn = lines[at] ?? Buffer.alloc(0);
      const half = torn.subarray(0, 1 + random(torn.length - 2));
      const log = Buffer.concat([...lines.slice(0, at), half, ...lines.slice(at)]);
      const { skipped } = readLog(log);
      expect([name, at, { ...readLog(fixture(name)), skipped }]).toEqual([name, at, readLog(log)]);
    }
  });

  test('what looks like many lines in one is given up', () => {
    const line = Buffer.from(`${'{"'.repeat(4_000_000)}\n`);
    expect([readLog(line).skipped, skimPieces([line]).skipped]).toEqual([1, 1]);
  });
});
