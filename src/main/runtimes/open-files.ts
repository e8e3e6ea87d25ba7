import { execFile } from 'node:child_process';
import { readdir, readlink, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ProcessIdentity, ProcessTable } from '../machine/process-identity.ts';

const run = promisify(execFile);

/** Paths of the files a process holds open; empty when it ended or is not ours to look into. */
const openIn = async (pid: number): Promise<readonly string[]> => {
  try {
    if (process.platform !== 'linux') {
      const { stdout } = await run('/usr/sbin/lsof', ['-p', String(pid), '-Fn']);
      return stdout.split('\n').flatMap((text) => (text.startsWith('n/') ? [text.slice(1)] : []));
    }
    const folder = `/proc/${pid}/fd`;
    const names = await readdir(folder);
    const paths = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => '')));
    return paths.filter((path) => path.startsWith('/'));
  } catch {
    return [];
  }
};

/** Paths that a process and everything below it hold open. */
export const openFilesOf = async (
  root: ProcessIdentity,
  processes: ProcessTable,
): Promise<readonly string[]> => {
  const family = [root, ...(await processes.descendants(root))];
  return [...new Set((await Promise.all(family.map((one) => openIn(one.pid)))).flat())];
};

/** Which running process, other than ours, has its program's name and holds that file open (Linux; elsewhere not looked). */
export const holderOf = async (
  path: string,
  program: RegExp,
  processes: ProcessTable,
): Promise<ProcessIdentity | null> => {
  if (process.platform !== 'linux') return null;
  const real = await realpath(path).catch(() => path);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const executable = await readlink(`/proc/${pid}/exe`).catch(() => '');
    if (!program.test(executable)) continue;
    if ((await openIn(Number(pid))).includes(real)) return processes.identify(Number(pid));
  }
  return null;
};
