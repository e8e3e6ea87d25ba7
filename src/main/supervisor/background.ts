import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { err, ok, type Result } from '#shared/result.ts';
import { faultWords } from '../machine/disk-fault.ts';
import type { Launch, Stdio } from '../machine/launch.ts';
import { childEnvironment, problemWith } from './startable.ts';

/** How a program ended; both null: nobody knows. */
export interface ProgramExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A program without a terminal. */
export interface Background {
  readonly pid: number;
  /** At once when that is over already. */
  onExit(handle: (exit: ProgramExit) => void): void;
}

export interface BackgroundStart {
  readonly launch: Launch;
  readonly stdio: Stdio;
}

export type OpenBackground = (start: BackgroundStart) => Result<Background, string>;

/** The three files, opened one after the other; whatever was opened is closed by `close`. */
const openFiles = ({ stdin, stdout, stderr }: Stdio) => {
  const open: number[] = [];
  const close = (): void => {
    for (const fd of open) closeSync(fd);
  };
  try {
    open.push(openSync(stdin, 'r'), openSync(stdout, 'a', 0o600), openSync(stderr, 'a', 0o600));
    return ok({ fds: open, close });
  } catch (problem) {
    close();
    return err(faultWords(problem));
  }
};

/**
 * Starts a program in a session of its own, on files by descriptor: neither our end nor a closing terminal takes
 * anything from it, not even a byte of what it prints.
 */
export const openBackground: OpenBackground = ({ launch, stdio }) => {
  const problem = problemWith(launch);
  if (problem !== null) return err(problem);
  const files = openFiles(stdio);
  if (!files.ok) return files;
  const { fds, close } = files.value;
  try {
    const child = spawn(launch.file, [...launch.args], {
      cwd: launch.cwd,
      env: childEnvironment(launch.env),
      detached: true,
      stdio: [fds[0], fds[1], fds[2]],
    });
    const ended = new Promise<ProgramExit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', () => resolve({ code: null, signal: null }));
    });
    const { pid } = child;
    // What the error is, comes only later as an event; the check before found nothing.
    if (pid === undefined) return err(`${launch.file} could not be started.`);
    return ok({ pid, onExit: (handle) => void ended.then(handle) });
  } catch (thrown) {
    return err(faultWords(thrown));
  } finally {
    close();
  }
};
