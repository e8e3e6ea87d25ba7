import type { Clock } from '../machine/clock.ts';
import { createChunkQueue, type ChunkQueue } from './chunk-queue.ts';
import { SILENCE, sendable, TYPING, windowOf } from './flow.ts';

/** One viewer's share of the road to the windows. */
export interface Lane {
  readonly queue: ChunkQueue;
  inFlight: number;
  /** When it last acknowledged, or when it began to owe. */
  heardAt: number;
  /** Bytes may be sent: drawn, and not fallen behind. */
  isLive: boolean;
  readonly send: (bytes: Uint8Array) => void;
  /** Bytes left the queue: the program may go on, or the end be told. */
  readonly sent: () => void;
}

/** Everything that wants to reach a window passes here, the focused terminal first. */
export interface Delivery {
  add(lane: Lane): void;
  remove(lane: Lane): void;
  /** Bytes were queued: sends them at once for an idle focused lane, else a few milliseconds later. */
  offer(lane: Lane): void;
  acknowledge(lane: Lane, bytes: number): void;
  focus(lane: Lane | null): void;
  isFocused(lane: Lane): boolean;
  typed(): void;
  isTyping(): boolean;
  /** Owes an acknowledgement for so long that it must be taken for stuck. */
  isSilent(lane: Lane): boolean;
}

/** Others wait this long, so that small writes travel together. */
const GATHER = 4;

/** A lane with nothing queued. */
export const createLane = (ends: Pick<Lane, 'send' | 'sent'>): Lane => ({
  ...ends,
  queue: createChunkQueue(),
  inFlight: 0,
  heardAt: 0,
  isLive: false,
});

/** The one delivery of a supervisor. */
export const createDelivery = (clock: Clock): Delivery => {
  const lanes = new Set<Lane>();
  let focused: Lane | null = null;
  let typedAt = -Infinity;
  let turn = 0;
  let isSoon = false;
  let gathering: (() => void) | null = null;

  const isTyping = (): boolean => clock.now() - typedAt < TYPING;
  const hot = (): number =>
    [...lanes].filter((lane) => lane.isLive && lane !== focused && lane.queue.bytes + lane.inFlight > 0)
      .length;

  /** True when something was sent. */
  const sendOne = (lane: Lane): boolean => {
    const window = windowOf({ focused: lane === focused, typing: isTyping(), hot: hot() });
    const count = sendable({ owed: lane.queue.bytes, inFlight: lane.inFlight, window });
    if (count === 0) return false;
    if (lane.inFlight === 0) lane.heardAt = clock.now();
    const bytes = lane.queue.take(count);
    lane.inFlight += bytes.length;
    lane.send(bytes);
    lane.sent();
    return true;
  };

  const deliver = (): void => {
    isSoon = false;
    gathering?.();
    gathering = null;
    if (focused?.isLive) while (sendOne(focused));
    const others = [...lanes].filter((lane) => lane.isLive && lane !== focused && lane.queue.bytes > 0);
    turn += 1;
    for (let tried = 0, at = turn; tried < others.length; at += 1) {
      const lane = others[at % others.length];
      tried = lane && sendOne(lane) ? 0 : tried + 1;
    }
  };
  const soon = (): void => {
    if (isSoon) return;
    isSoon = true;
    setImmediate(deliver);
  };

  return {
    add: (lane) => void lanes.add(lane),
    remove: (lane) => {
      lanes.delete(lane);
      if (focused === lane) focused = null;
    },
    offer: (lane) => {
      if (!lane.isLive) return;
      if (lane === focused || lane.queue.bytes >= 64 * 1024) soon();
      else gathering ??= clock.after(GATHER, deliver);
    },
    acknowledge: (lane, bytes) => {
      lane.inFlight = Math.max(0, lane.inFlight - bytes);
      lane.heardAt = clock.now();
      soon();
    },
    focus: (lane) => {
      focused = lane;
      soon();
    },
    isFocused: (lane) => lane === focused,
    typed: () => {
      typedAt = clock.now();
    },
    isTyping,
    isSilent: (lane) => lane.inFlight > 0 && clock.now() - lane.heardAt >= SILENCE,
  };
};
