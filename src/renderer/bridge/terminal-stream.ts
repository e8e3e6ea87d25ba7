import { FrameType, decodeFrame } from '#shared/terminal-frames.ts';
import { readFace, type Face } from './face.ts';

/** One connection to one terminal, until it breaks. */
export interface TerminalRoad {
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** Bytes handed over that have not left the window yet. */
  waiting(): number;
  close(): void;
}

export interface RoadEvents {
  readonly onOpened: () => void;
  readonly onFrame: (frame: Uint8Array) => void;
  readonly onBroken: () => void;
}

export type OpenTerminalRoad = (runId: string, events: RoadEvents) => TerminalRoad;

export interface StreamEvents {
  /** A connection stands; what it must know comes first, a snapshot will follow. Called again after a break. */
  readonly onOpened: () => void;
  readonly onFrame: (frame: Uint8Array) => void;
  /** The connection broke; another is tried until `close`. */
  readonly onBroken: () => void;
}

/** A terminal's frames, in both directions, over as many connections as it takes. */
export interface TerminalStream {
  /** False when there is no connection: the frame is lost. */
  send(frame: Uint8Array<ArrayBuffer>): boolean;
  waiting(): number;
  close(): void;
}

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

const portRoad: OpenTerminalRoad = (runId, { onOpened, onFrame, onBroken }) => {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data instanceof Uint8Array) onFrame(data);
  });
  port1.addEventListener('close', onBroken);
  port1.start();
  window.postMessage({ kind: 'toc-terminal', runId }, location.origin, [port2]);
  // A port keeps what is sent before its other end is taken; there is nothing to wait for.
  queueMicrotask(onOpened);
  return {
    send: (frame) => port1.postMessage(frame, [frame.buffer]),
    waiting: () => 0,
    close: () => port1.close(),
  };
};

const socketRoad =
  (token: string): OpenTerminalRoad =>
  (runId, { onOpened, onFrame, onBroken }) => {
    const socket = new WebSocket(`ws://${location.host}/terminal?run=${encodeURIComponent(runId)}`, [
      'toc',
      token,
    ]);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', onOpened);
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) onFrame(new Uint8Array(data));
    });
    socket.addEventListener('close', onBroken);
    return {
      send: (frame) => socket.send(frame),
      waiting: () => socket.bufferedAmount,
      close: () => socket.close(),
    };
  };

const roadOf = (face: Face): OpenTerminalRoad | null => {
  switch (face.kind) {
    case 'electron':
      return portRoad;
    case 'browser':
      return socketRoad(face.token);
    case 'stranger':
      return null;
  }
};

/** Keeps a stream connected over roads that may break. A terminal that is gone for good is not asked for again. */
export const keepStream = (
  openRoad: OpenTerminalRoad,
  runId: string,
  events: StreamEvents,
  later: (run: () => void, milliseconds: number) => () => void,
): TerminalStream => {
  let road: TerminalRoad | null = null;
  let standing = false;
  let over = false;
  let pause = FIRST_PAUSE;
  let cancelRetry: (() => void) | null = null;

  const open = (): void => {
    cancelRetry = null;
    let current = true;
    road = openRoad(runId, {
      onOpened: () => {
        if (!current || over) return;
        standing = true;
        events.onOpened();
      },
      onFrame: (frame) => {
        if (!current || over) return;
        const { type } = decodeFrame(frame);
        if (type === FrameType.snapshot) pause = FIRST_PAUSE;
        if (type === FrameType.gone) over = true;
        events.onFrame(frame);
      },
      onBroken: () => {
        if (!current) return;
        current = false;
        standing = false;
        road = null;
        if (over) return;
        events.onBroken();
        cancelRetry = later(open, pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      },
    });
  };
  open();

  return {
    send(frame) {
      if (!standing || over || !road) return false;
      road.send(frame);
      return true;
    },
    waiting: () => road?.waiting() ?? 0,
    close() {
      over = true;
      standing = false;
      cancelRetry?.();
      road?.close();
      road = null;
    },
  };
};

const afterTimeout = (run: () => void, milliseconds: number): (() => void) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/** Opens the stream of a run's terminal by the road of this face. */
export const openTerminalStream = (runId: string, events: StreamEvents): TerminalStream => {
  const openRoad = roadOf(readFace());
  if (!openRoad) throw new Error('A page without a token cannot open a terminal.');
  return keepStream(openRoad, runId, events, afterTimeout);
};
