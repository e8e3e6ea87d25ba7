import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { fuzzedKinds, kindOf } from './fuzzed-kinds.ts';
import { faultsIn, growthIn } from './judge.ts';
import { randomFrom, testSeed } from './random.ts';
import { shrunk } from './shrink.ts';

// `npm run fuzz`: reads broken logs until one is read wrongly, or all have been.

/** So many cases are given to a worker at once. */
const STRETCH = 500;
/** Between two words of how far it is, and for finding the smallest log; milliseconds. */
const BETWEEN = 5000;
const SHRINKING = 20_000;

const Failure = z.object({ number: z.number(), faults: z.array(z.string()) });
type Failure = z.output<typeof Failure>;

/** Cases, from the one to before the other. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');

const natural = (name: string, text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a number, not "${text}".`);
  return Number(text);
};

/** One worker, given stretches until there are none; resolves when it has no more to do. */
const work = (
  seed: number,
  next: () => Stretch | null,
  told: (failure: Failure | null, cases: number) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), { workerData: { seed } });
    let now: Stretch | null = null;
    const give = (): void => {
      now = next();
      if (now !== null) return worker.postMessage(now);
      void worker.terminate();
      resolve();
    };
    worker.on('message', (message: unknown) => {
      told(Failure.nullable().parse(message), now === null ? 0 : now.to - now.from);
      give();
    });
    worker.on('error', (problem) => {
      const cases = now === null ? '' : ` in cases ${now.from} to ${now.to - 1}`;
      reject(new Error(`A worker died${cases}.`, { cause: problem }));
    });
    give();
  });

/** Says what went wrong, and leaves the least that still goes wrong in a file. */
const show = (seed: number, { number, faults }: Failure, folder: string): void => {
  const { kind, broken } = kindOf(fuzzedKinds(), number);
  const log = broken.log(seed, number);
  const isWrong = (bytes: Buffer): boolean =>
    Array.from({ length: 8 }, (_, index) => randomFrom(index)).some(
      (random) => faultsIn(kind, bytes, random).length > 0,
    );
  const late = Date.now() + SHRINKING;
  // What grows is about many lines, and reading it takes a while.
  const isGrowth = faultsIn(kind, log, randomFrom(seed)).length === 0 && growthIn(kind, log).length > 0;
  const least = isGrowth ? log : shrunk(log, isWrong, () => Date.now() > late);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${kind.runtime}-${seed}-${number}.jsonl`);
  writeFileSync(path, least);
  say(`${kind.runtime}, seed ${seed}, case ${number}:`);
  for (const fault of faults) say(`  ${fault.slice(0, 2000)}`);
  say(`${grouped(least.length)} bytes that are read wrongly (of ${grouped(log.length)}): ${path}`);
  say(`Again: npm run fuzz -- --seed ${seed} --from ${number} --cases 1`);
};

const readArguments = () => {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: String(testSeed()) },
      from: { type: 'string', default: '0' },
      folder: { type: 'string', default: '.' },
    },
  });
  const first = natural('from', values.from);
  return {
    seed: natural('seed', values.seed),
    first,
    end: first + natural('cases', values.cases),
    folder: values.folder,
  };
};

/** Runs cases on all cores; resolves with the first that went wrong, or null. */
const runCases = async (seed: number, first: number, end: number): Promise<Failure | null> => {
  const all = end - first;
  const workers = Math.max(1, Math.min(availableParallelism(), Math.ceil(all / STRETCH)));
  const since = Date.now();
  const failures: Failure[] = [];
  let given = first;
  let done = 0;
  // The stretches before a failure are run to their end, so that the first is told, whoever found another.
  const next = (): Stretch | null => {
    if (failures.length > 0 || given >= end) return null;
    const from = given;
    given = Math.min(end, from + STRETCH);
    return { from, to: given };
  };
  const told = (failure: Failure | null, cases: number): void => {
    done += cases;
    if (failure) failures.push(failure);
  };
  const words = (): string => {
    const seconds = (Date.now() - since) / 1000;
    return `${grouped(done)} of ${grouped(all)} cases in ${grouped(seconds)} s, ${grouped(done / seconds)} a second`;
  };
  say(`Seed ${seed}: ${grouped(all)} cases from ${first} on, by ${workers} workers.`);
  const progress = setInterval(() => say(words()), BETWEEN);
  try {
    await Promise.all(Array.from({ length: workers }, () => work(seed, next, told)));
  } finally {
    clearInterval(progress);
  }
  if (failures.length === 0) say(`${words()}: no fault.`);
  return failures.toSorted((one, other) => one.number - other.number)[0] ?? null;
};

try {
  const { seed, first, end, folder } = readArguments();
  const failure = await runCases(seed, first, end);
  if (failure) {
    show(seed, failure, folder);
    process.exitCode = 1;
  }
} catch (problem) {
  const { message, cause } = problem instanceof Error ? problem : new Error(String(problem));
  process.stderr.write(`${message}${cause instanceof Error ? `\n${cause.stack}` : ''}\n`);
  process.exit(1);
}
