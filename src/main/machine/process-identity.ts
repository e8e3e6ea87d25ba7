import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One process for certain: a pid alone may be reused, a pid with its start time in one boot may not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque start mark; on Linux field 22 of /proc/<pid>/stat (clock ticks since boot). */
  readonly started: string;
}

export interface ProcessRow extends ProcessIdentity {
  readonly parent: number;
}

/** The process table and the boot as inputs, so that a test can reuse a pid or restart the machine. */
export interface ProcessTable {
  identify(pid: number): Promise<ProcessIdentity | null>;
  alive(process: ProcessIdentity): Promise<boolean>;
  /** Everything that descends from `root` now, the root left out. */
  descendants(root: ProcessIdentity): Promise<readonly ProcessIdentity[]>;
  bootId(): Promise<string>;
  /** Sends a signal to exactly that process; false when it is no longer there. */
  signal(process: ProcessIdentity, signal: NodeJS.Signals): Promise<boolean>;
}

/** Fields of /proc/<pid>/stat after the name, which may itself hold spaces and brackets. */
const linuxRow = (pid: number): ProcessRow | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent] = fields;
    const started = fields[19];
    if (started === undefined || state === 'Z' || state === 'X') return null;
    return { pid, parent: Number(parent), started };
  } catch {
    // The process ended between the listing and the read.
    return null;
  }
};

const linuxRows = (): readonly ProcessRow[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => linuxRow(Number(name)))
    .filter((row) => row !== null);

/** The pids a process started and has not lost, from the kernel's own list; null where it keeps none. */
const linuxChildren = (pid: number): readonly number[] | null => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return existsSync(`/proc/${pid}`) ? null : [];
  }
};

/** So many are looked at at a stretch; what else the thread has to do comes between. */
const AT_A_STRETCH = 8;

/** The family alone, without reading the whole table: the table of a busy machine takes milliseconds. Null: ask the table. */
const linuxBelow = async (root: number): Promise<readonly ProcessIdentity[] | null> => {
  const found: ProcessIdentity[] = [];
  const waiting = [root];
  let looks = 0;
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    looks += 1;
    if (looks % AT_A_STRETCH === 0) await breathe();
    const children = linuxChildren(pid);
    if (children === null) return null;
    for (const child of children) {
      const row = linuxRow(child);
      if (row === null) continue;
      found.push({ pid: row.pid, started: row.started });
      waiting.push(row.pid);
    }
  }
  return found;
};

const psRows = async (): Promise<readonly ProcessRow[]> => {
  const { stdout } = await run('/bin/ps', ['-axo', 'pid=,ppid=,stat=,lstart='], { env: { LC_ALL: 'C' } });
  return stdout.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line);
    if (!match) return [];
    const [, pid, parent, state = '', started = ''] = match;
    return state.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), started }];
  });
};

const rows = async (): Promise<readonly ProcessRow[]> =>
  process.platform === 'linux' ? linuxRows() : psRows();

const identify = async (pid: number): Promise<ProcessIdentity | null> => {
  const row = process.platform === 'linux' ? linuxRow(pid) : (await psRows()).find((r) => r.pid === pid);
  return row ? { pid: row.pid, started: row.started } : null;
};

/** Every row below `root` in a listing of the whole table. Pure. */
export const below = (table: readonly ProcessRow[], root: number): readonly ProcessIdentity[] => {
  const children = new Map<number, ProcessRow[]>();
  for (const row of table) children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  const found: ProcessIdentity[] = [];
  const waiting = [root];
  const seen = new Set(waiting);
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    for (const child of children.get(pid) ?? []) {
      if (seen.has(child.pid)) continue;
      seen.add(child.pid);
      found.push({ pid: child.pid, started: child.started });
      waiting.push(child.pid);
    }
  }
  return found;
};

const alive = async (one: ProcessIdentity): Promise<boolean> =>
  (await identify(one.pid))?.started === one.started;

/** The machine's own process table: /proc on Linux, ps elsewhere (macOS: written for, not tested). */
export const systemProcesses: ProcessTable = {
  identify,
  alive,
  descendants: async (root) => {
    if (!(await alive(root))) return [];
    const family = process.platform === 'linux' ? await linuxBelow(root.pid) : null;
    return family ?? below(await rows(), root.pid);
  },
  bootId: async () => {
    if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const { stdout } = await run('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']);
    return stdout.trim();
  },
  signal: async (one, signal) => {
    if (!(await alive(one))) return false;
    try {
      process.kill(one.pid, signal);
      return true;
    } catch {
      // It ended between the look and the signal.
      return false;
    }
  },
};
