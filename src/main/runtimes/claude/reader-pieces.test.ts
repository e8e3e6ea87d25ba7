import { expect, test } from 'vitest';
import {
  fixture,
  isStream,
  logNames,
  readLog,
  readPieces,
  readResumed,
} from './reading/test-support/logs.ts';
import { randomFrom, testSeed } from '../test-support/random.ts';
import { byLine, cutAt } from '../test-support/reading.ts';

const seed = testSeed();

/** A second here; many on a machine that does other work. */
const SLOW = { timeout: 60_000 };

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
