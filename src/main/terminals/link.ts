import { createConnection, type Socket } from 'node:net';
import type { z } from 'zod';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import {
  createMessageReader,
  encodeMessage,
  Ended,
  HelloAnswer,
  MessageType,
  parsePayload,
  Problem,
  PROTOCOL,
  Signals,
  type Message,
} from '../supervisor/protocol.ts';

/** A living supervisor answers at once; one that does not in this time is stopped or hangs. */
const ANSWER = 5000;

export type LinkRefused =
  | { readonly code: 'nobody' }
  | { readonly code: 'silent' }
  | { readonly code: 'newer'; readonly pid: number; readonly version: string };

export type RequestRefused = Problem | { readonly code: 'supervisor-silent' };

/** One open connection to a supervisor. */
export interface Link {
  readonly pid: number;
  readonly version: string;
  /** Spoken on it: the supervisor's, at most ours. */
  readonly protocol: number;
  /** Asks; `patience` is how long an answer may take, in milliseconds. */
  request<Value>(
    type: number,
    payload: object,
    answer: z.ZodType<Value>,
    patience?: number,
  ): Promise<Result<Value, RequestRefused>>;
  /** As `request`, and the channel of the question becomes the viewer's: its frames come to `handle` until `leave`. */
  attach(
    payload: object,
    handle: (type: number, payload: Uint8Array) => void,
  ): Promise<Result<Channel, RequestRefused>>;
  onEnded(handle: (ended: z.output<typeof Ended>) => void): void;
  onSignals(handle: (signals: Signals) => void): void;
  onClosed(handle: () => void): void;
  close(): void;
}

export interface Channel {
  send(type: number, payload: Uint8Array): void;
  leave(): void;
}

type Waiting = (message: Message | null) => void;

const answered = <Value>(
  message: Message | null,
  schema: z.ZodType<Value>,
): Result<Value, RequestRefused> => {
  if (message?.type === MessageType.ok) {
    const value = parsePayload(schema, message.payload);
    if (value !== null) return ok(value);
  }
  const problem = message?.type === MessageType.error ? parsePayload(Problem, message.payload) : null;
  return err(problem ?? { code: 'supervisor-silent' });
};

/** Questions in flight, viewers' channels, and what comes unasked. */
const exchange = (socket: Socket, clock: Clock) => {
  const waiting = new Map<number, Waiting>();
  const viewers = new Map<number, (type: number, payload: Uint8Array) => void>();
  const ended: ((one: z.output<typeof Ended>) => void)[] = [];
  const signals: ((one: Signals) => void)[] = [];
  let channels = 0;

  const handle = (message: Message): void => {
    if (message.type === MessageType.ended) {
      const one = parsePayload(Ended, message.payload);
      if (one) for (const tell of ended) tell(one);
      return;
    }
    if (message.type === MessageType.signals) {
      const one = parsePayload(Signals, message.payload);
      if (one) for (const tell of signals) tell(one);
      return;
    }
    if (message.type === MessageType.ok || message.type === MessageType.error) {
      const settle = waiting.get(message.channel);
      waiting.delete(message.channel);
      settle?.(message);
      return;
    }
    viewers.get(message.channel)?.(message.type, message.payload);
  };

  const ask = (type: number, channel: number, payload: object, patience: number): Promise<Message | null> =>
    new Promise((resolve) => {
      const cancel = clock.after(patience, () => {
        waiting.delete(channel);
        resolve(null);
      });
      waiting.set(channel, (message) => {
        cancel();
        resolve(message);
      });
      socket.write(encodeMessage(type, channel, payload));
    });

  return {
    handle,
    ask,
    viewers,
    ended,
    signals,
    nextChannel: (): number => (channels += 1),
    /** The connection is gone: nobody will answer any more. */
    abandon(): void {
      const open = [...waiting.values()];
      waiting.clear();
      viewers.clear();
      for (const settle of open) settle(null);
    },
  };
};

const linkOver = (
  socket: Socket,
  talk: ReturnType<typeof exchange>,
  peer: { pid: number; version: string; protocol: number },
): Link => ({
  ...peer,
  request: async (type, payload, answer, patience = ANSWER) =>
    answered(await talk.ask(type, talk.nextChannel(), payload, patience), answer),
  async attach(payload, handle) {
    const channel = talk.nextChannel();
    // Frames may follow the answer in the same packet.
    talk.viewers.set(channel, handle);
    const message = await talk.ask(MessageType.attach, channel, payload, ANSWER);
    if (message?.type !== MessageType.ok) {
      talk.viewers.delete(channel);
      const problem = message ? parsePayload(Problem, message.payload) : null;
      return err(problem ?? { code: 'supervisor-silent' });
    }
    return ok({
      send: (type, bytes) => void socket.write(encodeMessage(type, channel, bytes)),
      leave: () => {
        if (talk.viewers.delete(channel)) socket.write(encodeMessage(MessageType.detach, channel));
      },
    });
  },
  onEnded: (handle) => void talk.ended.push(handle),
  onSignals: (handle) => void talk.signals.push(handle),
  onClosed: (handle) => void socket.once('close', handle),
  close: () => void socket.destroy(),
});

type Greeted = Result<Link, LinkRefused | Extract<Problem, { readonly code: 'version' }>>;

const greet = (path: string, clock: Clock, protocol: number): Promise<Greeted> =>
  new Promise((resolve) => {
    const socket = createConnection(path);
    const talk = exchange(socket, clock);
    const read = createMessageReader(talk.handle);
    socket.on('data', (chunk) => {
      try {
        read(chunk);
      } catch {
        // It does not speak our protocol; what waits for it is told by the close.
        socket.destroy();
      }
    });
    socket.on('close', () => talk.abandon());
    socket.on('error', () => resolve(err({ code: 'nobody' })));
    socket.once('connect', () => {
      void talk.ask(MessageType.hello, talk.nextChannel(), { protocol }, ANSWER).then((message) => {
        const hello = message?.type === MessageType.ok ? parsePayload(HelloAnswer, message.payload) : null;
        if (hello) return resolve(ok(linkOver(socket, talk, hello)));
        socket.destroy();
        const problem = message?.type === MessageType.error ? parsePayload(Problem, message.payload) : null;
        resolve(err(problem?.code === 'version' ? problem : { code: 'silent' }));
      });
    });
  });

/**
 * Connects and shakes hands; with an older supervisor in its own protocol. Only the answer to the greeting
 * proves life: a stopped process still accepts.
 */
export const connectSupervisor = async (path: string, clock: Clock): Promise<Result<Link, LinkRefused>> => {
  const first = await greet(path, clock, PROTOCOL);
  if (first.ok) return first;
  if (first.error.code !== 'version') return err(first.error);
  const { pid, version, protocol } = first.error;
  if (protocol > PROTOCOL) return err({ code: 'newer', pid, version });
  const again = await greet(path, clock, protocol);
  if (again.ok) return again;
  return err(again.error.code === 'version' ? { code: 'silent' } : again.error);
};
