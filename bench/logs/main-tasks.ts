import { rmSync } from 'node:fs';
import type { Bench } from './bench.ts';
import { indexOnce } from './kept.ts';
import { aimed, duration } from './rows.ts';

/** Milliseconds of CPU that one task may keep main busy. */
const AIM = 8;

/** What main itself has to do while all logs are read for the first time and a window shows them. */
export const mainTasks = async ({ work, tree, add, keep }: Bench): Promise<void> => {
  const { tasks, home } = await indexOnce(work, tree.folder, 'watched');
  rmSync(home, { recursive: true });
  if (!tasks) throw new Error('The tasks of main were not measured.');
  keep('tasks of main', tasks);
  const [, second = 0] = tasks.longer;
  add({
    what: 'main while all is read: its longest task, then the next',
    by: 'toc',
    wall: `late by p99 ${duration(tasks.late.p99)}, at most ${duration(tasks.late.most)}`,
    cpu: `${duration(tasks.longest)}, ${duration(second)}`,
    aim: aimed(`CPU < ${AIM} ms`, tasks.longest < AIM),
  });
};
