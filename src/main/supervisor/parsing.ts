import type { Clock } from '../machine/clock.ts';
import { createChunkQueue, type ChunkQueue } from './chunk-queue.ts';
import { PARSE_PIECE, refilled, type ParseBudget } from './flow.ts';

/** One terminal's unparsed output. */
export interface ParseJob {
  readonly queue: ChunkQueue;
  readonly parse: (bytes: Uint8Array) => void;
  readonly isFocused: () => boolean;
}

/** Feeds the headless screens, one piece at a time over all terminals, with room for keys in between. */
export interface Parsing {
  add(job: ParseJob): void;
  remove(job: ParseJob): void;
  /** There is something to parse. */
  kick(): void;
}

/** While the budget is empty, look again after this. */
const WAIT = 2;

/** A job with nothing queued. */
export const createJob = (rest: Omit<ParseJob, 'queue'>): ParseJob => ({
  ...rest,
  queue: createChunkQueue(),
});

/** The one parsing of a supervisor. */
export const createParsing = (clock: Clock, isTyping: () => boolean): Parsing => {
  const jobs = new Set<ParseJob>();
  let isBusy = false;
  let turn = 0;
  let budget: ParseBudget = { bytes: 2 * PARSE_PIECE, at: clock.now() };

  const pick = (): ParseJob | 'wait' | null => {
    const waiting = [...jobs].filter((job) => job.queue.bytes > 0);
    const focused = waiting.find((job) => job.isFocused());
    if (focused) return focused;
    turn += 1;
    const next = waiting[turn % Math.max(1, waiting.length)];
    if (!next || !isTyping()) return next ?? null;
    budget = refilled(budget, clock.now());
    return budget.bytes < Math.min(PARSE_PIECE, next.queue.bytes) ? 'wait' : next;
  };

  const parseOne = (): void => {
    isBusy = false;
    const job = pick();
    if (!job) return;
    isBusy = true;
    if (job === 'wait') {
      clock.after(WAIT, parseOne);
      return;
    }
    const bytes = job.queue.take(PARSE_PIECE);
    if (!job.isFocused()) budget = { ...budget, bytes: budget.bytes - bytes.length };
    job.parse(bytes);
    setImmediate(parseOne);
  };

  return {
    add: (job) => void jobs.add(job),
    remove: (job) => void jobs.delete(job),
    kick: () => {
      if (isBusy) return;
      isBusy = true;
      setImmediate(parseOne);
    },
  };
};
