import type { Clock } from '../machine/clock.ts';
import { createChunkQueue, type ChunkQueue } from './chunk-queue.ts';
import { PIECE, SILENCE, sendable, TYPING, windowOf } from './flow.ts';

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

/** What a delivery knows: who waits, whose turn it is, and when somebody last typed. */
interface Desk {
  readonly clock: Clock;
  readonly lanes: Set<Lane>;
  focused: Lane | null;
  typedAt: number;
  turn: number;
}

const isTyping = ({ clock, typedAt }: Desk): boolean => clock.now() - typedAt < TYPING;

const hotOf = ({ lanes, focused }: Desk): number => {
  let hot = 0;
  for (const lane of lanes)
    if (lane.isLive && lane !== focused && lane.queue.bytes + lane.inFlight > 0) hot += 1;
  return hot;
};

/** True when something was sent. */
const sendOne = (desk: Desk, lane: Lane): boolean => {
  const window = windowOf({ focused: lane === desk.focused, typing: isTyping(desk), hot: hotOf(desk) });
  const count = sendable({ owed: lane.queue.bytes, inFlight: lane.inFlight, window });
  if (count === 0) return false;
  if (lane.inFlight === 0) lane.heardAt = desk.clock.now();
  const bytes = lane.queue.take(count);
  lane.inFlight += bytes.length;
  lane.send(bytes);
  lane.sent();
  return true;
};

/** The focused lane as far as it goes, then the others in turn, a piece each, until nobody can take more. */
const deliver = (desk: Desk): void => {
  const { focused } = desk;
  if (focused?.isLive) while (sendOne(desk, focused));
  const others = [...desk.lanes].filter((lane) => lane.isLive && lane !== focused && lane.queue.bytes > 0);
  for (let idle = 0; idle < others.length; desk.turn += 1) {
    const lane = others[desk.turn % others.length];
    idle = lane && sendOne(desk, lane) ? 0 : idle + 1;
  }
};

/** The one delivery of a supervisor. */
export const createDelivery = (clock: Clock): Delivery => {
  const desk: Desk = { clock, lanes: new Set(), focused: null, typedAt: -Infinity, turn: 0 };
  let isSoon = false;
  let cancelGathering: (() => void) | null = null;

  const now = (): void => {
    isSoon = false;
    cancelGathering?.();
    cancelGathering = null;
    deliver(desk);
  };
  const soon = (): void => {
    if (isSoon) return;
    isSoon = true;
    setImmediate(now);
  };

  return {
    add: (lane) => void desk.lanes.add(lane),
    remove: (lane) => {
      desk.lanes.delete(lane);
      if (desk.focused === lane) desk.focused = null;
    },
    offer: (lane) => {
      if (!lane.isLive) return;
      if (lane === desk.focused || lane.queue.bytes >= PIECE) soon();
      else cancelGathering ??= clock.after(GATHER, now);
    },
    acknowledge: (lane, bytes) => {
      lane.inFlight = Math.max(0, lane.inFlight - bytes);
      lane.heardAt = clock.now();
      soon();
    },
    focus: (lane) => {
      desk.focused = lane;
      soon();
    },
    isFocused: (lane) => lane === desk.focused,
    typed: () => {
      desk.typedAt = clock.now();
    },
    isTyping: () => isTyping(desk),
    isSilent: (lane) => lane.inFlight > 0 && clock.now() - lane.heardAt >= SILENCE,
  };
};
