const KB = 1024;

/** Somebody typed less than this ago: until then the flooding terminals stand back. */
export const TYPING = 1000;

/** Latency is what is in flight, divided by how fast the page parses: the window is the latency. */
const FOCUSED = 512 * KB;
/** What all other viewers share. */
const OTHERS = 128 * KB;
const OTHERS_WHILE_TYPING = 32 * KB;
/** A viewer's share never falls below this; the page must acknowledge in smaller pieces, or it would stall. */
const LEAST = 8 * KB;

/** The largest piece sent at once. */
export const PIECE = 64 * KB;
/** The largest piece parsed into a headless screen before others get their turn. */
export const PARSE_PIECE = 32 * KB;

/** How many bytes a viewer may have unacknowledged. `hot` counts the viewers that share. */
export const windowOf = (viewer: { focused: boolean; typing: boolean; hot: number }): number => {
  if (viewer.focused) return FOCUSED;
  const shared = viewer.typing ? OTHERS_WHILE_TYPING : OTHERS;
  return Math.max(LEAST, Math.floor(shared / Math.max(1, viewer.hot)));
};

/**
 * How many bytes to send now. Nothing while the room is smaller than half the window and than what
 * waits: else pieces shrink to the size of the acknowledgements and a flood crawls.
 */
export const sendable = (viewer: { owed: number; inFlight: number; window: number }): number => {
  const room = viewer.window - viewer.inFlight;
  if (viewer.owed === 0 || room <= 0) return 0;
  if (room < Math.min(viewer.owed, viewer.window / 2)) return 0;
  return Math.min(viewer.owed, room, PIECE);
};

const OWED_HIGH = 128 * KB;
const UNPARSED_HIGH = 256 * KB;

/** Whether a program is to be held. Between the marks nothing changes, so that it does not flutter. */
export const isHeld = (terminal: { held: boolean; owed: number; unparsed: number }): boolean => {
  if (terminal.owed > OWED_HIGH || terminal.unparsed > UNPARSED_HIGH) return true;
  if (terminal.owed <= OWED_HIGH / 2 && terminal.unparsed <= UNPARSED_HIGH / 2) return false;
  return terminal.held;
};

/** A viewer that does not set the flow may fall this far behind; then a snapshot is cheaper. */
export const FOLLOWER_LIMIT = 256 * KB;
/** A viewer that owes an acknowledgement for this long gets no more bytes. */
export const SILENCE = 5000;

const PARSE_RATE = 2 * KB * KB;

/** What terminals without focus may still parse while somebody types: 2 MB/s for all together. */
export interface ParseBudget {
  readonly bytes: number;
  readonly at: number;
}

/** The budget as of `now`, never more than two pieces saved up. */
export const refilled = (budget: ParseBudget, now: number): ParseBudget => ({
  bytes: Math.min(2 * PARSE_PIECE, budget.bytes + (Math.max(0, now - budget.at) * PARSE_RATE) / 1000),
  at: now,
});
