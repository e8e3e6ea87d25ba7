import { accessSync, constants, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { delimiter, join } from 'node:path';
import { spawn } from 'node-pty';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import type { Launch } from '../machine/launch.ts';
import type { Size } from './protocol.ts';

/** A program on a terminal of its own. */
export interface Pty {
  readonly pid: number;
  write(bytes: Uint8Array): void;
  resize(size: Size): void;
  /** Holds the program's output back, or lets it go on. A program that has ended is never held. */
  hold(held: boolean): void;
  onData(handle: (bytes: Uint8Array) => void): void;
  /** After the last byte; at once when that is over already. */
  onExit(handle: (exit: PtyExit) => void): void;
}

export interface PtyExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface PtyRequest {
  readonly launch: Launch;
  readonly size: Size;
  readonly clock: Clock;
}

export type OpenPty = (request: PtyRequest) => Result<Pty, string>;

/** node-pty drops its socket 200 ms after the program's end, with all that a held one has not read. */
const WATCH = 50;

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Nobody has that pid any more.
    return false;
  }
};

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or not for us.
    return false;
  }
};

/** Asked before, because a fork that cannot exec looks like a program that ended at once. */
const problemWith = ({ file, cwd, env }: Launch): string | null => {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return `There is no folder ${cwd}.`;
  const places = file.includes('/') ? [file] : (env['PATH'] ?? '').split(delimiter);
  const found = places.some((place) => isProgram(file.includes('/') ? place : join(place, file)));
  return found ? null : `There is no program ${file}.`;
};

const environment = (env: Launch['env']): Record<string, string> => {
  // Under Electron we run with it ourselves, and a child that is Electron too would not start as an app.
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env;
  return { ...rest, TERM: 'xterm-256color', COLORTERM: 'truecolor' };
};

const signalName = (number: number | undefined): string | null => {
  if (!number) return null;
  return Object.entries(system.signals).find(([, value]) => value === number)?.[0] ?? `SIG${number}`;
};

/** Starts the program as its terminal's own process; no shell stands between. */
export const openPty: OpenPty = ({ launch, size, clock }) => {
  const problem = problemWith(launch);
  if (problem !== null) return err(problem);
  const pty = spawn(launch.file, [...launch.args], {
    ...size,
    name: 'xterm-256color',
    cwd: launch.cwd,
    env: environment(launch.env),
    encoding: null,
  });
  const handles: ((exit: PtyExit) => void)[] = [];
  let ended: PtyExit | null = null;
  let unwatch: (() => void) | null = null;

  const release = (): void => {
    unwatch?.();
    unwatch = null;
    pty.resume();
  };
  pty.onExit(({ exitCode, signal }) => {
    const name = signalName(signal);
    ended = { code: name === null ? exitCode : null, signal: name };
    unwatch?.();
    for (const handle of handles) handle(ended);
  });
  return ok({
    pid: pty.pid,
    write: (bytes) => {
      if (!ended) pty.write(Buffer.from(bytes));
    },
    resize: ({ cols, rows }) => {
      if (!ended) pty.resize(cols, rows);
    },
    hold: (held) => {
      if (!held && unwatch) release();
      if (!held || unwatch || ended || !isThere(pty.pid)) return;
      pty.pause();
      unwatch = clock.every(WATCH, () => {
        if (!isThere(pty.pid)) release();
      });
    },
    onData: (handle) => {
      // With no encoding the bytes come as they are, whatever the type says.
      pty.onData((data) => handle(Buffer.from(data)));
    },
    onExit: (handle) => {
      if (ended) handle(ended);
      else handles.push(handle);
    },
  });
};
