import type { LogKind } from '../reader.ts';
import { faultsIn, growthIn } from './judge.ts';
import { mutatedLog } from './mutate.ts';
import { randomFrom, type Random } from './random.ts';
import { byLine } from './reading.ts';

/** One case in so many is about what is kept after many lines; odd, so that every kind has some. */
const LONG = 999;

/** The same for the same seed and number, whoever asks. */
const randomOf = (seed: number, number: number): Random =>
  randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));

/** Broken logs, each with its number, made from good ones. */
const brokenFrom = (logs: readonly Buffer[]) => {
  const all = logs.map(byLine);
  const one = (random: Random): readonly Buffer[] => all[random(all.length)] ?? [];

  /** A log or a part of one; at times with some lines of another, which may be of another generation. */
  const good = (random: Random): Buffer => {
    const lines = one(random);
    const from = random(3) === 0 ? random(lines.length) : 0;
    const taken = lines.slice(from, from + 1 + random(random(4) === 0 ? lines.length : 24));
    if (random(4) !== 0) return Buffer.concat(taken);
    const others = one(random);
    const start = random(others.length);
    const some = others.slice(start, start + 1 + random(8));
    return Buffer.concat(taken.toSpliced(random(taken.length + 1), 0, ...some));
  };

  return (seed: number, number: number): Buffer => {
    const random = randomOf(seed, number);
    const broken = mutatedLog(good(random), random, 1 + random(6));
    // A last line that has no end yet, or is cut.
    return random(3) === 0 ? broken.subarray(0, broken.length - 1 - random(40)) : broken;
  };
};

/**
 * Cases of reading broken logs of one kind. `logs` are good ones of any version; `found` those of them that lie
 * where logs are looked for: only such a log is gone on with again and again.
 */
export const brokenLogs = (
  kind: LogKind,
  { logs, found }: { readonly logs: readonly Buffer[]; readonly found: readonly Buffer[] },
) => {
  const log = brokenFrom(logs);
  const lasting = brokenFrom(found);
  return {
    /** The log of that number. */
    log: (seed: number, number: number): Buffer =>
      number % LONG === 0 ? lasting(seed, number) : log(seed, number),
    /** What is wrong with how it is read. */
    faults(seed: number, number: number): readonly string[] {
      const broken = this.log(seed, number);
      const growth = number % LONG === 0 ? growthIn(kind, broken) : [];
      return [...growth, ...faultsIn(kind, broken, randomOf(~seed, number))];
    },
  };
};
