/** As many as the supervisor gives at once. */
const RANGE = 500;
/** All that it keeps, in ranges. */
const MOST_RANGES = 24;

/** Lines of the scrollback, counted upwards from the first line of the last snapshot. */
export interface LineRange {
  readonly before: number;
  readonly count: number;
}

/** Gathers what lies above a snapshot, which itself brings only the newest lines. */
export interface OlderLines {
  /** Asks range after range; `done` gets all of it, to be written before the snapshot. */
  gather(done: (text: string) => void): void;
  answered(text: string): void;
  cancel(): void;
}

/** Gathers older lines; `ask` sends for a range. */
export const createOlderLines = (ask: (range: LineRange) => void): OlderLines => {
  let ranges: string[] = [];
  let finish: ((text: string) => void) | null = null;
  return {
    gather(done) {
      ranges = [];
      finish = done;
      ask({ before: 0, count: RANGE });
    },
    answered(text) {
      if (!finish) return;
      if (text !== '') ranges.unshift(`${text}\r\n`);
      if (text !== '' && ranges.length < MOST_RANGES) {
        ask({ before: ranges.length * RANGE, count: RANGE });
        return;
      }
      const done = finish;
      finish = null;
      done(ranges.join(''));
    },
    cancel() {
      finish = null;
    },
  };
};
