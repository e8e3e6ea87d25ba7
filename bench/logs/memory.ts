import { mkdirSync, rmSync } from 'node:fs';
import type { Bench } from './bench.ts';
import { indexOnce, type IndexedOnce } from './kept.ts';
import { makeMonsters } from './make/monster.ts';
import { FORMATS, homeOf } from './make/tree.ts';
import { aimed, duration, mebibytes } from './rows.ts';

/** MiB that reading may add, whatever is read. */
const AIM = 64;

/** How much more the process of the indexer took at most than when it has nothing to read. */
export const growth = async (bench: Bench): Promise<void> => {
  const { work, add, keep, kept, options } = bench;
  const empty = work.fresh('empty');
  for (const format of FORMATS) mkdirSync(homeOf(empty, format));
  const idle = await indexOnce(work, empty, 'alone');
  const monsters = work.fresh('monsters');
  makeMonsters(monsters, options.monster * 1e6);
  const row = (what: string, { process: { peak, wall, cpu } }: IndexedOnce): void => {
    const more = peak === null || idle.process.peak === null ? null : peak - idle.process.peak;
    keep(what, { peak, idle: idle.process.peak });
    add({
      what,
      by: 'toc',
      wall: duration(wall),
      cpu: duration(cpu),
      memory: more === null ? '–' : `+${mebibytes(more)} on ${mebibytes(idle.process.peak)}`,
      ...(more === null ? {} : { aim: aimed(`memory < +${AIM} MiB`, more < AIM) }),
    });
  };
  row("the indexer's memory, all logs", await kept.indexed());
  row(
    `the indexer's memory, a line of ${options.monster} MB in each format`,
    await indexOnce(work, monsters, 'alone'),
  );
  rmSync(monsters, { recursive: true });
};
