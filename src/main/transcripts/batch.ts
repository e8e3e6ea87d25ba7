import type { LogsWriter } from '../store/logs-writer.ts';

/** A batch is over after so many rows, or so many milliseconds: readers wait no longer, a crash repeats no more. */
const ROWS = 4000;
const MILLISECONDS = 50;

/** Thrown out of the middle of a log when reading is to end at once. */
export class Stopped extends Error {}

/** What is written together. `between` is awaited after each batch: there others get their turn. */
export const createBatch = (writer: LogsWriter, between: () => Promise<void>) => {
  let rows = 0;
  let began = 0;
  return {
    /** Before the first write of anything. */
    open(): void {
      if (rows === 0) {
        writer.begin();
        began = performance.now();
      }
      rows += 1;
    },
    add: (count: number): void => void (rows += count),
    due: (): boolean => rows > ROWS || (rows > 0 && performance.now() - began > MILLISECONDS),
    async flush(): Promise<void> {
      writer.commit();
      rows = 0;
      await between();
    },
    /** Nothing of it was written. */
    abandon(): void {
      rows = 0;
      writer.rollback();
    },
  };
};

export type Batch = ReturnType<typeof createBatch>;
