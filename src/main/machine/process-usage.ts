import { execFile } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ProcessIdentity } from './process-identity.ts';

const run = promisify(execFile);

/** What one process takes of the machine. */
export interface ProcessUsage extends ProcessIdentity {
  readonly parent: number;
  /** The name of the program and at most two plain words. */
  readonly command: string;
  /** CPU time since its start, milliseconds. */
  readonly cpuMs: number;
  /** Resident, bytes. */
  readonly memoryBytes: number;
  /** Milliseconds since 1970, UTC. */
  readonly startedAt: number;
}

/** Pseudo-terminals of the whole system; null where the system does not tell. */
export interface PtyCount {
  readonly used: number | null;
  readonly cap: number | null;
}

/** What processes take, as an input, so that a test can move it. */
export interface ProcessMeter {
  /** Of those that are alive; each is looked at alone, the table of the machine is not walked. */
  usage(processes: readonly ProcessIdentity[]): Promise<readonly ProcessUsage[]>;
  ptys(): Promise<PtyCount>;
}

/** Where a meter reads. */
export interface MeterSource {
  readonly platform: NodeJS.Platform;
  /** The text of a file, at most its first 64 KiB; null where there is none. */
  readonly read: (path: string) => string | null;
  /** What a program prints; null when it failed. */
  readonly ask: (file: string, args: readonly string[]) => Promise<string | null>;
}

const LONGEST_WORD = 40;
/** In an address, an assignment or a sentence there may be a secret. */
const PLAIN = /^[\p{L}\p{N}_.,+~/][\p{L}\p{N}_.,+~/-]*$/u;
const LONG_OPTION = /^--[a-z][a-z0-9-]*/i;

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * A command line in the few words that may be shown: the program, then at most two words, none after the first
 * option, since what follows it is its value: a script, a token, a prompt. Pure.
 */
export const shownCommand = (words: readonly string[], name: string): string => {
  const [first, ...rest] = words.map((word) => word.replaceAll(/\p{C}/gu, ''));
  const program = lastPart(first ?? '') || name.replaceAll(/\p{C}/gu, '');
  const shown = [program.slice(0, LONGEST_WORD)];
  for (const word of rest.slice(0, 2)) {
    if (word.startsWith('-')) {
      const option = LONG_OPTION.exec(word)?.[0] ?? (word.length === 2 ? word : null);
      if (option !== null) shown.push(option);
      break;
    }
    const part = lastPart(word);
    if (!PLAIN.test(part) || part.length > LONGEST_WORD) break;
    shown.push(part);
  }
  return shown.join(' ');
};

/** USER_HZ, in which Linux tells all times to programs, is 100 on every machine Node runs on. */
const TICK_MS = 10;

/** When Linux was booted, in milliseconds; the kernel tells seconds. */
const bootedAt = ({ read }: MeterSource): number =>
  Number(/^btime (\d+)$/m.exec(read('/proc/stat') ?? '')?.[1] ?? 0) * 1000;

const linuxUsage = (
  { read }: MeterSource,
  { pid, started }: ProcessIdentity,
  booted: number,
): ProcessUsage | null => {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (fields[19] !== started || state === 'Z' || state === 'X') return null;
  // In kB, whatever the size of a page is; a process that is ending has no memory any more.
  const resident = /^VmRSS:\s*(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0;
  const words = (read(`/proc/${pid}/cmdline`) ?? '').split('\0');
  return {
    pid,
    started,
    parent: Number(fields[1]),
    command: shownCommand(words, name),
    cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
    memoryBytes: Number(resident) * 1024,
    startedAt: booted + Number(started) * TICK_MS,
  };
};

/** `[[dd-]hh:]mm:ss[.hh]` in milliseconds. */
const psTime = (text: string): number =>
  text.split(/[-:]/).reduceRight(
    ({ sum, unit, next }, part) => ({
      sum: sum + Number(part) * unit,
      unit: unit * (next[0] ?? 1),
      next: next.slice(1),
    }),
    { sum: 0, unit: 1000, next: [60, 60, 24] },
  ).sum;

const PS_LINE = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+([\d.:-]+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.*)$/;

const psUsage = (line: string): readonly ProcessUsage[] => {
  const match = PS_LINE.exec(line);
  if (!match) return [];
  const [, pid, parent, resident, time = '', started = '', command = ''] = match;
  return [
    {
      pid: Number(pid),
      started,
      parent: Number(parent),
      command: shownCommand(command.split(' '), ''),
      cpuMs: Math.round(psTime(time)),
      memoryBytes: Number(resident) * 1024,
      startedAt: Date.parse(started),
    },
  ];
};

/** So many are read at a stretch; what else the thread has to do comes between. */
const AT_A_STRETCH = 25;

const linuxUsages = async (
  source: MeterSource,
  processes: readonly ProcessIdentity[],
): Promise<readonly ProcessUsage[]> => {
  const booted = bootedAt(source);
  const found: ProcessUsage[] = [];
  for (const [index, one] of processes.entries()) {
    if (index > 0 && index % AT_A_STRETCH === 0) await breathe();
    const usage = linuxUsage(source, one, booted);
    if (usage) found.push(usage);
  }
  return found;
};

const psUsages = async (
  { ask }: MeterSource,
  processes: readonly ProcessIdentity[],
): Promise<readonly ProcessUsage[]> => {
  if (processes.length === 0) return [];
  const pids = processes.map(({ pid }) => pid).join(',');
  // It fails when none of them is alive.
  const listing = await ask('/bin/ps', ['-o', 'pid=,ppid=,rss=,time=,lstart=,command=', '-p', pids]);
  const asked = new Set(processes.map(({ pid, started }) => `${pid}/${started}`));
  return (listing ?? '')
    .split('\n')
    .flatMap(psUsage)
    .filter(({ pid, started }) => asked.has(`${pid}/${started}`));
};

const figure = (text: string | null): number | null =>
  text === null || !/^\d+\s*$/.test(text) ? null : Number(text);

/** A meter over that source: /proc on Linux, ps and sysctl elsewhere (macOS: written for, not tested). */
export const createMeter = (source: MeterSource): ProcessMeter => ({
  usage: (processes) =>
    source.platform === 'linux' ? linuxUsages(source, processes) : psUsages(source, processes),
  ptys: async () =>
    source.platform === 'linux'
      ? {
          used: figure(source.read('/proc/sys/kernel/pty/nr')),
          cap: figure(source.read('/proc/sys/kernel/pty/max')),
        }
      : { used: null, cap: figure(await source.ask('/usr/sbin/sysctl', ['-n', 'kern.tty.ptmx_max'])) },
});

const MOST = 64 * 1024;
const space = Buffer.allocUnsafeSlow(MOST);

/** An argument list may be megabytes long, and only its beginning is of use. */
const readBeginning = (path: string): string | null => {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    let length = 0;
    for (let more = 1; more > 0 && length < MOST; length += more) {
      more = readSync(file, space, length, MOST - length, null);
    }
    return space.toString('utf8', 0, length);
  } catch {
    // The process ended between the listing and the read, or the system has no such file.
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
};

/** The machine's own processes. */
export const systemMeter: ProcessMeter = createMeter({
  platform: process.platform,
  read: readBeginning,
  ask: async (file, args) => {
    try {
      return (await run(file, [...args], { env: { LC_ALL: 'C' } })).stdout;
    } catch {
      // Nothing of what was asked for is there.
      return null;
    }
  },
});
