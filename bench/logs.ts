import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { secondLaunch } from './logs/again.ts';
import type { Bench } from './logs/bench.ts';
import { extraction } from './logs/extraction.ts';
import { firstIndex } from './logs/index.ts';
import { createKept } from './logs/kept.ts';
import { live } from './logs/live.ts';
import { mainTasks } from './logs/main-tasks.ts';
import { growth } from './logs/memory.ts';
import { optionsFrom, Refused, type Options, type Phase } from './logs/options.ts';
import { logTree, needRoom, openWork } from './logs/places.ts';
import { rowsTable, type Row } from './logs/rows.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

const PHASES: Readonly<Record<Phase, (bench: Bench) => Promise<void>>> = {
  extraction,
  index: firstIndex,
  again: secondLaunch,
  memory: growth,
  main: mainTasks,
  live,
};

/** The size that the aims are set for, megabytes per format. */
const AIMED = 1000;

const Package = z.object({ version: z.string() });

const machine = (): string => {
  const file = join(import.meta.dirname, '..', 'package.json');
  const { version } = Package.parse(JSON.parse(readFileSync(file, 'utf8')));
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return [
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${memory}, ${process.platform} ${release()}`,
    `toc ${version}, Node ${process.version}`,
    new Date().toISOString().slice(0, 10),
  ].join('; ');
};

const run = async (options: Options): Promise<boolean> => {
  needRoom(options, progress);
  const tree = logTree(options);
  const work = openWork();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  process.once('exit', work.close);
  const rows: Row[] = [];
  const kept: Record<string, unknown> = {};
  const wrong: string[] = [];
  const bench: Bench = {
    options,
    tree,
    work,
    kept: createKept(work, tree),
    add: (row) => void rows.push(row),
    keep: (name, value) => void (kept[name] = value),
    wrong: (what) => void wrong.push(what),
  };
  for (const phase of options.phases) {
    progress(phase);
    await PHASES[phase](bench);
  }
  say(`${rowsTable(rows)}\n`);
  for (const what of wrong) say(`Not exact: ${what}`);
  if (options.megabytes < AIMED) say(`The aims are for --mb ${AIMED}.`);
  say(machine());
  const { truths } = tree;
  if (options.json !== null)
    writeFileSync(
      options.json,
      `${JSON.stringify({ options, machine: machine(), rows, kept, truths }, null, 2)}\n`,
    );
  return wrong.length === 0;
};

try {
  process.exitCode = (await run(optionsFrom(process.argv.slice(2)))) ? 0 : 1;
} catch (problem) {
  if (!(problem instanceof Refused)) throw problem;
  progress(problem.message);
  process.exitCode = 1;
}
