import type { Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import {
  BackgroundRequest,
  createMessageReader,
  encodeMessage,
  Hello,
  MessageType,
  OpenRequest,
  parsePayload,
  PROTOCOL,
  RunRequest,
  VIEWER_FRAMES,
  type Message,
  type Problem,
  type Signals,
} from './protocol.ts';
import type { Run, Stopped } from './run.ts';
import type { Runs } from './runs.ts';
import { attach, type Attached } from './terminal.ts';

/** The road to one client: a socket, or a pair of functions in a test. */
export interface Channel {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** One client of the supervisor. */
export interface Peer {
  /** Bytes from the client. */
  receive(chunk: Uint8Array): void;
  /** The client is gone: what it watched lives on. */
  gone(): void;
  ended(run: Run): void;
  signals(signals: Signals): void;
}

export interface PeerRooms {
  readonly version: string;
  readonly clock: Clock;
  readonly channel: Channel;
  readonly runs: Runs;
}

/** A client that has not greeted by then is none of ours. */
const GREETING = 2000;

type Send = (type: number, channel: number, payload: Uint8Array | object) => void;

const answerStop = (send: Send, channel: number, stopped: Stopped): void => {
  switch (stopped.code) {
    case 'stopped':
      return send(MessageType.ok, channel, stopped.exit);
    case 'stop-incomplete':
    case 'not-live':
      return send(MessageType.error, channel, stopped);
  }
};

/** Answers questions; the frames of a viewer's own channel are none. */
const answerer = (runs: Runs, send: Send, seats: Map<number, Attached>) => {
  const refuse = (channel: number, problem: Problem): void => send(MessageType.error, channel, problem);

  const started = async (channel: number, start: Promise<Result<Run, Problem>> | null): Promise<void> => {
    if (start === null) return refuse(channel, { code: 'malformed' });
    const opened = await start;
    return opened.ok ? send(MessageType.ok, channel, opened.value.view()) : refuse(channel, opened.error);
  };
  const open = (channel: number, payload: Uint8Array): Promise<void> => {
    const request = parsePayload(OpenRequest, payload);
    return started(channel, request && runs.open(request));
  };
  const background = (channel: number, payload: Uint8Array): Promise<void> => {
    const request = parsePayload(BackgroundRequest, payload);
    return started(channel, request && runs.background(request));
  };
  const watch = (channel: number, run: Run | null): void => {
    if (!run?.terminal || seats.has(channel)) return refuse(channel, { code: 'no-terminal' });
    send(MessageType.ok, channel, {});
    seats.set(
      channel,
      attach(run.terminal, (type, payload) => send(type, channel, payload)),
    );
  };

  return async ({ type, channel, payload }: Message): Promise<void> => {
    if (type === MessageType.list)
      return send(MessageType.ok, channel, { runs: runs.all().map((run) => run.view()) });
    if (type === MessageType.open) return open(channel, payload);
    if (type === MessageType.run) return background(channel, payload);
    const named = parsePayload(RunRequest, payload);
    if (named === null) return refuse(channel, { code: 'malformed' });
    if (type === MessageType.attach) return watch(channel, runs.find(named.runId));
    if (type === MessageType.release) {
      runs.release(named.runId);
      return send(MessageType.ok, channel, {});
    }
    if (type !== MessageType.stop) return refuse(channel, { code: 'malformed' });
    // What is being started while a stop comes is stopped too.
    const run = await runs.settled(named.runId);
    return run ? answerStop(send, channel, await run.stop()) : refuse(channel, { code: 'no-terminal' });
  };
};

/** Whoever comes late learns how every terminal stands. */
const tellSignals = (runs: Runs, send: Send): void => {
  for (const { terminal, isLive } of runs.all()) {
    if (terminal && isLive()) send(MessageType.signals, 0, terminal.signals.now());
  }
};

/** What a first message is answered with; null: it is no greeting. */
const greeting = ({ type, payload }: Message, version: string): { type: number; payload: object } | null => {
  const hello = type === MessageType.hello ? parsePayload(Hello, payload) : null;
  if (hello === null) return null;
  const ours = { protocol: PROTOCOL, version, pid: process.pid };
  return hello.protocol === PROTOCOL
    ? { type: MessageType.ok, payload: ours }
    : { type: MessageType.error, payload: { code: 'version', ...ours } };
};

/** A client that has connected; nothing is answered before its greeting. */
export const createPeer = ({ version, clock, channel: road, runs }: PeerRooms): Peer => {
  const seats = new Map<number, Attached>();
  let isOpen = true;
  let hasGreeted = false;
  const send: Send = (type, channel, payload) => {
    if (isOpen) road.write(encodeMessage(type, channel, payload));
  };
  const close = (): void => {
    isOpen = false;
    road.close();
  };
  const answer = answerer(runs, send, seats);
  const cancel = clock.after(GREETING, () => {
    if (!hasGreeted) close();
  });

  const greet = (message: Message): void => {
    const answered = greeting(message, version);
    if (answered === null) return close();
    send(answered.type, message.channel, answered.payload);
    if (answered.type === MessageType.error) return close();
    hasGreeted = true;
    cancel();
    tellSignals(runs, send);
  };
  const handle = (message: Message): void => {
    if (!isOpen) return;
    if (!hasGreeted) return greet(message);
    const { type, channel, payload } = message;
    const seat = seats.get(channel);
    if (type === MessageType.detach) {
      seats.delete(channel);
      seat?.detach();
    } else if (VIEWER_FRAMES.has(type)) seat?.receive(type, payload);
    else void answer(message);
  };
  const read = createMessageReader(handle);

  return {
    receive: (chunk) => {
      try {
        read(chunk);
      } catch {
        // It does not speak our protocol: whoever it is, it goes.
        close();
      }
    },
    gone: () => {
      isOpen = false;
      cancel();
      for (const seat of seats.values()) seat.detach();
      seats.clear();
    },
    ended: (run) => {
      const { runId, exit } = run.view();
      if (hasGreeted && exit) send(MessageType.ended, 0, { runId, exit });
    },
    signals: (signals) => {
      if (hasGreeted) send(MessageType.signals, 0, signals);
    },
  };
};
