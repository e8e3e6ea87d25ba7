import { measure, type Measured, type Program } from './measure.ts';
import type { Pair } from './rows.ts';

/** A program and what has to be so before each of its runs. */
export interface Turn {
  readonly name: string;
  /** Called before each run. */
  readonly program: () => Program;
}

/** One that took longer than this to warm up is compared once. */
const SLOW = 15_000;

const progress = (text: string): void => void process.stderr.write(`${text}\n`);

/** Runs both one after the other, so that a busy moment of the machine meets both; the first runs warm up. */
export const inTurns = async (ours: Turn, theirs: Turn, runs: number): Promise<readonly Pair[]> => {
  progress(`  ${ours.name} and ${theirs.name}, warming up`);
  await measure(ours.program());
  const first = await measure(theirs.program());
  const pairs: Pair[] = [];
  const wanted = first.wall > SLOW ? 1 : runs;
  for (let run = 1; run <= wanted; run += 1) {
    progress(`  ${ours.name} and ${theirs.name}, ${run} of ${wanted}`);
    pairs.push({ ours: await measure(ours.program()), theirs: await measure(theirs.program()) });
  }
  return pairs;
};

/** The same program several times, after it was warmed up. */
export const several = async ({ name, program }: Turn, runs: number): Promise<readonly Measured[]> => {
  progress(`  ${name}`);
  await measure(program());
  const measured: Measured[] = [];
  for (let run = 0; run < runs; run += 1) measured.push(await measure(program()));
  return measured;
};
