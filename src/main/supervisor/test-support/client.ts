import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { FrameType } from '#shared/terminal-frames.ts';
import { silentLog, type Log } from '../../machine/log.ts';
import { systemClock, type Clock } from '../../machine/clock.ts';
import { systemProcesses } from '../../machine/process-identity.ts';
import { testFolder } from '../../machine/test-support/folder.ts';
import { createMessageReader, encodeMessage, MessageType, PROTOCOL, RunView, Signals } from '../protocol.ts';
import { openBackground } from '../background.ts';
import { openPty } from '../pty.ts';
import { createSupervisor, type Supervisor } from '../supervisor.ts';

interface Answer {
  readonly type: number;
  readonly value: unknown;
}

/** What a window has received, and what it says. */
export interface Window {
  readonly frames: { readonly type: number; readonly payload: Buffer }[];
  send(type: number, payload?: Uint8Array | object): void;
  /** Resolves when `done` holds; looked at after every frame. */
  until(done: () => boolean): Promise<void>;
  /** JSON of all frames of a type. */
  all(type: number): readonly unknown[];
  /** All bytes since the last snapshot, as text. */
  text(): string;
  /** How many bytes came since the last snapshot. */
  bytes(): number;
  detach(): void;
}

export interface Client {
  ask(type: number, payload: object): Promise<Answer>;
  attach(runId: string, habits?: { acknowledges: boolean }): Promise<Window>;
  open(script: string, more?: { cols?: number; rows?: number }): Promise<OpenedRun>;
  /** Starts a shell script without a terminal; its stdin holds `input`. */
  background(script: string, input: string): Promise<OpenedRun>;
  readonly ended: unknown[];
  /** Every signals message so far. */
  readonly signals: Signals[];
  gone(): void;
  /** Raw bytes, as a stranger would send them. */
  raw(bytes: Uint8Array): void;
  isClosed(): boolean;
}

export type OpenedRun = z.output<typeof RunView> & { readonly folder: string };

const json = (payload: Uint8Array): unknown => JSON.parse(Buffer.from(payload).toString());

/** A supervisor in this process, with a temp folder, quick signals and real programs. */
export const openSupervisor = (given: { clock?: Clock; log?: Log; leave?: () => void } = {}): Supervisor =>
  createSupervisor({
    version: 'test',
    clock: given.clock ?? systemClock,
    processes: systemProcesses,
    ladder: { SIGINT: 150, SIGTERM: 150, SIGKILL: 3000 },
    log: given.log ?? silentLog,
    openPty,
    openBackground,
    leave: given.leave ?? (() => {}),
  });

const createWindow = (send: (type: number, payload?: Uint8Array | object) => void, detach: () => void) => {
  const frames: { readonly type: number; readonly payload: Buffer }[] = [];
  const watchers = new Set<() => void>();
  let bytes = 0;
  const since = (): number => frames.findLastIndex(({ type }) => type === FrameType.snapshot);
  const window: Window = {
    frames,
    send,
    detach,
    bytes: () => bytes,
    until: (done) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!done()) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    all: (wanted) => frames.filter(({ type }) => type === wanted).map(({ payload }) => json(payload)),
    text: () =>
      Buffer.concat(
        frames.slice(since() + 1).flatMap(({ type, payload }) => (type === FrameType.data ? [payload] : [])),
      ).toString(),
  };
  return {
    window,
    receive: (type: number, payload: Uint8Array): void => {
      frames.push({ type, payload: Buffer.from(payload) });
      if (type === FrameType.snapshot) bytes = 0;
      if (type === FrameType.data) bytes += payload.length;
      for (const look of watchers) look();
    },
  };
};

/** Starts shell scripts, with and without a terminal. */
const starts = (ask: Client['ask']): Pick<Client, 'open' | 'background'> => ({
  open: async (script, { cols = 80, rows = 24 } = {}) => {
    const folder = testFolder('TOC_run-');
    const launch = { file: '/bin/sh', args: ['-c', script], env: { PATH: '/usr/bin:/bin' }, cwd: folder };
    const runId = randomUUID();
    const { value } = await ask(MessageType.open, { runId, folder, launch, size: { cols, rows } });
    return { ...RunView.parse(value), folder };
  },
  background: async (script, input) => {
    const folder = testFolder('TOC_run-');
    const file = (name: string): string => join(folder, name);
    writeFileSync(file('prompt.txt'), input);
    const { value } = await ask(MessageType.run, {
      runId: randomUUID(),
      folder,
      launch: { file: '/bin/sh', args: ['-c', script], env: { PATH: '/usr/bin:/bin' }, cwd: folder },
      stdio: { stdin: file('prompt.txt'), stdout: file('events.jsonl'), stderr: file('stderr.log') },
    });
    return { ...RunView.parse(value), folder };
  },
});

/** A client over an in-memory channel; greets unless told not to. */
export const connect = async (supervisor: Supervisor, greets = true): Promise<Client> => {
  const waiting = new Map<number, (answer: Answer) => void>();
  const windows = new Map<number, (type: number, payload: Uint8Array) => void>();
  const ended: unknown[] = [];
  const signals: Signals[] = [];
  let channels = 0;
  let closed = false;
  const read = createMessageReader(({ type, channel, payload }) => {
    if (type === MessageType.ended) ended.push(json(payload));
    else if (type === MessageType.signals) signals.push(Signals.parse(json(payload)));
    else if (type === MessageType.ok || type === MessageType.error)
      waiting.get(channel)?.({ type, value: json(payload) });
    else windows.get(channel)?.(type, payload);
  });
  const peer = supervisor.connect({
    write: (bytes) => read(bytes),
    close: () => {
      closed = true;
    },
  });
  const ask = (type: number, payload: object, channel = (channels += 1)): Promise<Answer> =>
    new Promise((resolve) => {
      waiting.set(channel, resolve);
      peer.receive(encodeMessage(type, channel, payload));
    });

  const attach: Client['attach'] = async (runId, { acknowledges } = { acknowledges: true }) => {
    const channel = (channels += 1);
    const send = (type: number, payload?: Uint8Array | object): void =>
      peer.receive(encodeMessage(type, channel, payload));
    const { window, receive } = createWindow(send, () => send(MessageType.detach));
    windows.set(channel, (type, payload) => {
      receive(type, payload);
      if (type !== FrameType.data || !acknowledges) return;
      const count = Buffer.alloc(4);
      count.writeUInt32BE(payload.length);
      send(FrameType.acknowledge, count);
    });
    await ask(MessageType.attach, { runId }, channel);
    return window;
  };
  if (greets) await ask(MessageType.hello, { protocol: PROTOCOL });
  return {
    ask,
    attach,
    ...starts(ask),
    ended,
    signals,
    gone: peer.gone,
    raw: peer.receive,
    isClosed: () => closed,
  };
};
