import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface Found {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It ended meanwhile, or is not ours.
    return '';
  }
};

const isZombie = (pid: number): boolean => / Z /.test(read(pid, 'stat').replace(/^.*\)/, ''));

/** Processes whose environment has this line: a world's own HOME tells its processes from all others. */
export const processesWith = (line: string): readonly Found[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => read(pid, 'environ').split('\0').includes(line) && !isZombie(pid))
    .map((pid) => ({
      pid,
      parent: Number(/^.*\) \S (\d+)/.exec(read(pid, 'stat'))?.[1] ?? 0),
      command: read(pid, 'cmdline').replaceAll('\0', ' ').slice(0, 200),
    }));

/** Whether a process lives. */
export const isAlive = (pid: number): boolean => read(pid, 'stat') !== '' && !isZombie(pid);

/** The size of the terminal a process reads from, as the kernel tells it to the program: rows, then columns. */
export const sizeSeenBy = async (pid: number): Promise<string> => {
  const { stdout } = await promisify(execFile)('stty', ['-F', `/proc/${pid}/fd/0`, 'size']);
  return stdout.trim();
};

const PATIENCE = 10_000;

/** Kills what `find` finds until nothing is left; tells what would not end. */
export const endAll = async (find: () => readonly Found[]): Promise<readonly string[]> => {
  const until = Date.now() + PATIENCE;
  let left = find();
  while (left.length > 0 && Date.now() < until) {
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    await pause(50);
    left = find();
  }
  return left.map(({ pid, command }) => `${pid} ${command}`);
};
