import { readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { spawn, type IPty } from 'node-pty';
import { err, ok, type Result } from '#shared/result.ts';
import type { Launch } from '../machine/launch.ts';
import type { ProgramExit } from './background.ts';
import type { Size } from './protocol.ts';
import { childEnvironment, problemWith, signalName } from './startable.ts';

/** A program on a terminal of its own. */
export interface Pty {
  readonly pid: number;
  write(bytes: Uint8Array): void;
  resize(size: Size): void;
  /** Holds the program's output back, or lets it go on. What it wrote before its end comes in any case. */
  hold(held: boolean): void;
  onData(handle: (bytes: Uint8Array) => void): void;
  /** After the last byte; at once when that is over already. */
  onExit(handle: (exit: ProgramExit) => void): void;
}

export interface PtyRequest {
  readonly launch: Launch;
  readonly size: Size;
}

export type OpenPty = (request: PtyRequest) => Result<Pty, string>;

/** More than a kernel keeps for a terminal; a child that floods on after the end must not keep us here. */
const DRAIN_PIECE = 64 * 1024;
const DRAIN_PIECES = 16;

const readRest = (fd: number, handle: (bytes: Uint8Array) => void): void => {
  for (let piece = 0; piece < DRAIN_PIECES; piece += 1) {
    const bytes = Buffer.allocUnsafe(DRAIN_PIECE);
    let length = 0;
    try {
      length = readSync(fd, bytes);
    } catch {
      // EAGAIN or EIO: there is nothing more.
    }
    if (length === 0) return;
    handle(bytes.subarray(0, length));
  }
};

/**
 * node-pty destroys its socket 200 ms after the program's end (unixTerminal.js, onexit), and with it all
 * that a held or busy reader has not read by then. Reads the rest first, whatever the time.
 */
const drainBeforeClose = (pty: IPty, handle: (bytes: Uint8Array) => void): void => {
  const socket: unknown = Reflect.get(pty, '_socket');
  const fd: unknown = Reflect.get(pty, 'fd');
  if (!(socket instanceof Readable) || typeof fd !== 'number')
    throw new Error('This version of node-pty keeps its socket elsewhere.');
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (problem) => {
    if (!socket.destroyed && !problem) {
      // What the stream has read already comes out as data.
      while (socket.read() !== null);
      readRest(fd, handle);
    }
    return destroy(problem);
  };
};

const environment = (env: Launch['env']): Record<string, string> => ({
  ...childEnvironment(env),
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
});

/** Starts the program as its terminal's own process; no shell stands between. */
export const openPty: OpenPty = ({ launch, size }) => {
  const problem = problemWith(launch);
  if (problem !== null) return err(problem);
  const pty = spawn(launch.file, [...launch.args], {
    ...size,
    name: 'xterm-256color',
    cwd: launch.cwd,
    env: environment(launch.env),
    encoding: null,
  });
  const handles: ((exit: ProgramExit) => void)[] = [];
  let ended: ProgramExit | null = null;
  const readers: ((bytes: Uint8Array) => void)[] = [];
  const read = (bytes: Uint8Array): void => {
    for (const handle of readers) handle(bytes);
  };
  // With no encoding the bytes come as they are, whatever the type says.
  pty.onData((data) => read(Buffer.from(data)));
  drainBeforeClose(pty, read);
  pty.onExit(({ exitCode, signal }) => {
    const name = signalName(signal);
    ended = { code: name === null ? exitCode : null, signal: name };
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
      if (ended) return;
      if (held) pty.pause();
      else pty.resume();
    },
    onData: (handle) => void readers.push(handle),
    onExit: (handle) => {
      if (ended) handle(ended);
      else handles.push(handle);
    },
  });
};
