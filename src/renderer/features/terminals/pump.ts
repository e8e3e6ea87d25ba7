/** What the pump needs of the window; injected so that a test moves it. */
export interface PumpClock {
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** Runs it in a task of its own, soon. Not setTimeout: nested timers clamp to 4 ms. */
  readonly soon: (run: () => void) => void;
  readonly nextFrame: (run: () => void) => void;
}

/** One terminal's way into its parser. */
export interface Lane {
  push(bytes: Uint8Array): void;
  /** Nothing is parsed until `release`; what arrives meanwhile waits in order. */
  hold(): void;
  release(): void;
  /** Forgets what waits and tells how many bytes that was. */
  drop(): number;
  setFocused(focused: boolean): void;
  remove(): void;
}

export interface Pump {
  /** `write` hands bytes to the parser and calls back once they are parsed. */
  open(write: (bytes: Uint8Array, parsed: () => void) => void): Lane;
  /** A key went in: for a second, other terminals yield. */
  typed(): void;
}

/** How long after a key the person counts as typing. */
const TYPING = 1000;
/** What one write of a terminal without the focus may hold. */
const QUANTUM = 32 * 1024;
/** While someone types, the others share this much every second animation frame. */
const TYPING_BUDGET = 8 * 1024;

interface Queue {
  readonly write: (bytes: Uint8Array, parsed: () => void) => void;
  chunks: Uint8Array[];
  held: boolean;
}

const join = (chunks: readonly Uint8Array[]): Uint8Array => {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
};

/** Takes up to `most` bytes from the front of a queue, cutting a chunk that is larger. */
const take = (queue: Queue, most: number): Uint8Array => {
  const taken: Uint8Array[] = [];
  let room = most;
  let chunk = queue.chunks.shift();
  while (chunk && chunk.length <= room) {
    taken.push(chunk);
    room -= chunk.length;
    chunk = queue.chunks.shift();
  }
  if (!chunk) return join(taken);
  if (taken.length > 0) {
    queue.chunks.unshift(chunk);
    return join(taken);
  }
  queue.chunks.unshift(chunk.subarray(room));
  return chunk.subarray(0, room);
};

interface Gate {
  typed(): void;
  /** How many bytes the others may have parsed now; after 0 it calls `opened` when there is more. */
  allowance(): number;
  spent(bytes: number): void;
}

const createGate = ({ now, nextFrame }: PumpClock, opened: () => void): Gate => {
  let lastKey = Number.NEGATIVE_INFINITY;
  let budget = 0;
  let refilling = false;
  return {
    typed() {
      lastKey = now();
    },
    allowance() {
      if (now() - lastKey >= TYPING) return QUANTUM;
      if (budget > 0 || refilling) return budget;
      refilling = true;
      nextFrame(() =>
        nextFrame(() => {
          refilling = false;
          budget = TYPING_BUDGET;
          opened();
        }),
      );
      return 0;
    },
    spent(bytes) {
      budget = Math.max(0, budget - bytes);
    },
  };
};

interface Turns {
  readonly queues: Queue[];
  focused: Queue | null;
  /** Whose write is in flight, of those without the focus. */
  writing: Queue | null;
  next: number;
}

const flush = (queue: Queue): void => {
  for (const chunk of queue.chunks.splice(0)) queue.write(chunk, () => {});
};

const laneOf = (turns: Turns, queue: Queue, arm: () => void): Lane => {
  const goOn = (): void => {
    if (queue.held) return;
    if (turns.focused === queue) flush(queue);
    else arm();
  };
  return {
    push(bytes) {
      queue.chunks.push(bytes);
      goOn();
    },
    hold() {
      queue.held = true;
    },
    release() {
      queue.held = false;
      goOn();
    },
    drop: () => queue.chunks.splice(0).reduce((sum, { length }) => sum + length, 0),
    setFocused(focused) {
      if (focused) turns.focused = queue;
      else if (turns.focused === queue) turns.focused = null;
      goOn();
    },
    remove() {
      queue.chunks = [];
      if (turns.focused === queue) turns.focused = null;
      const at = turns.queues.indexOf(queue);
      if (at >= 0) turns.queues.splice(at, 1);
      // A terminal that is taken down may never call back; the others must not wait for it.
      if (turns.writing !== queue) return;
      turns.writing = null;
      arm();
    },
  };
};

/**
 * Decides whose bytes are parsed next, over all terminals of a window. The focused one's go in at once; the
 * others take turns, one write in flight, so that an echo never waits behind a flood. Latency is the bytes
 * ahead of a key divided by the parser's rate: that is what this keeps small.
 */
export const createPump = (clock: PumpClock): Pump => {
  const turns: Turns = { queues: [], focused: null, writing: null, next: 0 };
  let armed = false;

  const arm = (): void => {
    if (armed) return;
    armed = true;
    clock.soon(() => {
      armed = false;
      step();
    });
  };
  const gate = createGate(clock, arm);

  const step = (): void => {
    if (turns.writing) return;
    const ready = turns.queues.filter((queue) => !queue.held && queue.chunks.length > 0);
    const queue = ready[turns.next % Math.max(ready.length, 1)];
    const allowed = queue ? gate.allowance() : 0;
    if (!queue || allowed === 0) return;
    turns.next += 1;
    const bytes = take(queue, allowed);
    gate.spent(bytes.length);
    turns.writing = queue;
    queue.write(bytes, () => {
      if (turns.writing !== queue) return;
      turns.writing = null;
      arm();
    });
  };

  return {
    open(write) {
      const queue: Queue = { write, chunks: [], held: false };
      turns.queues.push(queue);
      return laneOf(turns, queue, arm);
    },
    typed: gate.typed,
  };
};

/** The window's own clock for the pump. */
export const windowClock = (): PumpClock => {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return {
    now: () => performance.now(),
    soon: (run) => {
      waiting.push(run);
      port2.postMessage(null);
    },
    nextFrame: (run) => void requestAnimationFrame(run),
  };
};
