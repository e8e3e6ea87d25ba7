import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A program to run to its end. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a whole process took, its start included. */
export interface Measured {
  /** Milliseconds, from outside. */
  readonly wall: number;
  /** Milliseconds of user and system time, of all its threads. */
  readonly cpu: number;
  /** MiB at most in memory; null where the system does not tell. */
  readonly peak: number | null;
  readonly output: string;
}

/**
 * The shell tells the pid of the program, waits, and tells what it and those it waited for took: POSIX has it in
 * `times`, and Node tells it of no child.
 */
const SCRIPT = '"$@" 3>&- & echo $! >&3; wait $!; code=$?; times >&3; exit $code';

/** The peak is asked for this often, milliseconds: the kernel keeps it, so only a last leap may be missed. */
const OFTEN = 5;

const peakOf = (pid: number): number | null => {
  try {
    const found = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return found === undefined ? null : Number(found) / 1024;
  } catch {
    // It has ended, or this system has no such file.
    return null;
  }
};

const createPeak = () => {
  let peak: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  return {
    watch(pid: number): void {
      const look = (): void => {
        peak = peakOf(pid) ?? peak;
      };
      look();
      timer = setInterval(look, OFTEN);
    },
    end(): number | null {
      clearInterval(timer);
      return peak;
    },
  };
};

const millisecondsIn = (line: string): number =>
  [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );

/** What a child writes to one of its channels. */
const channel = (child: ChildProcess, number: 1 | 2 | 3): Readable => {
  const stream: unknown = child.stdio[number];
  if (stream instanceof Readable) return stream;
  throw new Error(`A child has no channel ${number}.`);
};

/** Runs a program and measures it. Throws with what it said when it fails. */
export const measure = async ({ file, args, env }: Program): Promise<Measured> => {
  const began = performance.now();
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', file, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const peak = createPeak();
  const lines: string[] = [];
  createInterface({ input: channel(child, 3) }).on('line', (line) => {
    if (lines.push(line) === 1) peak.watch(Number(line));
  });
  const ended = once(child, 'close').finally(() => peak.end());
  const [output, complaint, [code]] = await Promise.all([
    text(channel(child, 1)),
    text(channel(child, 2)),
    ended,
  ]);
  const wall = performance.now() - began;
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${complaint.trim().slice(-500)}`);
  // The first line of `times` is the shell's own.
  return { wall, cpu: millisecondsIn(lines[2] ?? ''), peak: peak.end(), output };
};
