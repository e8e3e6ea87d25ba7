import type { EventsState } from '../runtimes/runtime.ts';

/** Looks come twice a second: after a longer gap the machine has slept, and nobody tried anything meanwhile. */
const LONGEST_GAP = 30_000;

/** How long a run has been saying, again and again, that nobody answers it. */
export interface Patience {
  readonly tries: number;
  /** Milliseconds since it first said so, the machine's sleep left out. */
  readonly waited: number;
  readonly lookedAt: number;
}

type Told = Pick<EventsState, 'unreachable' | 'tries' | 'step'>;

/** What is known after one more look; null while it does not complain. Pure. */
export const patienceAfter = (
  before: Patience | null,
  { unreachable, tries }: Told,
  now: number,
): Patience | null => {
  if (unreachable === null) return null;
  // It was reached in between, and complains anew.
  if (before === null || tries < before.tries) return { tries, waited: 0, lookedAt: now };
  const gap = Math.min(Math.max(0, now - before.lookedAt), LONGEST_GAP);
  return { tries, waited: before.waited + gap, lookedAt: now };
};

/**
 * Whether it is time to end the run: it has just said so once more, and first did too long ago. Silence ends nobody,
 * for who was reached at last may think for long; nor does anything while a tool is at work. Pure.
 */
export const isOver = (
  before: Patience | null,
  after: Patience | null,
  { step }: Told,
  seconds: number,
): boolean =>
  after !== null && after.tries > (before?.tries ?? 0) && step === null && after.waited >= seconds * 1000;
