/** Below the smallest window of the supervisor, or a flood would stop for ever. */
const ACKNOWLEDGE_AT = 4 * 1024;

/** Tells the supervisor how much was parsed: seldom during a flood, at once when all of it is. */
export interface Acknowledger {
  /** A write was handed to the parser. */
  started(): void;
  parsed(bytes: number): void;
  /** Bytes that arrived but will not be parsed, because a snapshot holds what they say. */
  dropped(bytes: number): void;
  /** A new connection counts from nothing. */
  restart(): void;
}

/** Gathers acknowledgements and hands them to `send`. */
export const createAcknowledger = (send: (bytes: number) => void): Acknowledger => {
  let inParser = 0;
  let owed = 0;
  const settle = (): void => {
    if (owed === 0 || (inParser > 0 && owed < ACKNOWLEDGE_AT)) return;
    const bytes = owed;
    owed = 0;
    send(bytes);
  };
  return {
    started() {
      inParser += 1;
    },
    parsed(bytes) {
      inParser -= 1;
      owed += bytes;
      settle();
    },
    dropped(bytes) {
      owed += bytes;
      settle();
    },
    restart() {
      owed = 0;
    },
  };
};
