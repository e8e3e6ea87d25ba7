/** A frame's worth of a paste; small, so that a key pressed meanwhile is never far behind. */
const CHUNK = 16 * 1024;
/** While more than this waits in the window's own buffers, nothing is added. */
const CROWDED = 256 * 1024;
/** What may wait for an attach: far more than any paste, far less than a page can hold. */
const MOST = 64 * 1024 * 1024;
const RETRY = 10;

export interface OutboxRooms {
  /** Hands a chunk to the terminal; false when it cannot be taken now. */
  readonly send: (bytes: Uint8Array) => boolean;
  /** Bytes already handed over that have not left yet. */
  readonly waiting: () => number;
  readonly later: (run: () => void, milliseconds: number) => void;
}

/** What was typed and pasted, on its way to the program, in order and whole. */
export interface Outbox {
  put(bytes: Uint8Array): void;
  /** From now on things are sent; what was put before goes first. */
  open(): void;
  /** From now on things wait. */
  shut(): void;
  /** Forgets what waits: nobody is there to take it. */
  empty(): void;
}

/** Keeps input until the terminal is attached, then sends it in chunks, never faster than it leaves. */
export const createOutbox = ({ send, waiting, later }: OutboxRooms): Outbox => {
  let chunks: Uint8Array[] = [];
  let held = 0;
  let opened = false;
  let retrying = false;

  const drain = (): void => {
    let next = chunks[0];
    while (opened && next && waiting() <= CROWDED && send(next)) {
      chunks.shift();
      held -= next.length;
      next = chunks[0];
    }
    if (!opened || !next || retrying) return;
    retrying = true;
    later(() => {
      retrying = false;
      drain();
    }, RETRY);
  };

  return {
    put(bytes) {
      if (held + bytes.length > MOST) return;
      for (let at = 0; at < bytes.length; at += CHUNK) chunks.push(bytes.subarray(at, at + CHUNK));
      held += bytes.length;
      drain();
    },
    open() {
      opened = true;
      drain();
    },
    shut() {
      opened = false;
    },
    empty() {
      chunks = [];
      held = 0;
    },
  };
};
