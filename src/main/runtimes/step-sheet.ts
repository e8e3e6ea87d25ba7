import type { Step } from '#shared/contract/transcripts.ts';
import { kept } from './values.ts';

/** What a step is made of before it has a place. */
export type Draft = Omit<Step, 'seq' | 'exitCode' | 'success'> & Partial<Pick<Step, 'exitCode' | 'success'>>;

const LONG = ['text', 'command', 'output', 'diff'] as const;
const LONGEST = 256 * 1024;
/** `kept` puts a mark where it cut. */
const MARK = 8;
const LONGEST_PATH = 4096;

/** Long texts of a step cut to what is kept. */
const bounded = (step: Step): Step => {
  let one = step;
  for (const name of LONG) {
    const whole = one[name];
    if (whole === undefined || whole.length <= LONGEST + MARK) continue;
    const { text, cut } = kept(whole);
    one = { ...one, [name]: text, cut: (one.cut ?? 0) + cut };
  }
  if (one.path !== undefined && one.path.length > LONGEST_PATH)
    one = { ...one, path: one.path.slice(0, LONGEST_PATH).toWellFormed() };
  return one;
};

/** A step without its note. */
export const without = (step: Step): Step => {
  const { note: _, ...rest } = step;
  return rest;
};

/** Steps on their way out of a reader: each as it was told last. */
export class StepSheet {
  private changed = new Map<number, Step>();

  /** The steps that are new or different since the last call. */
  taken(): readonly Step[] {
    const steps = [...this.changed.values()];
    this.changed = new Map();
    return steps;
  }

  /** Tells a step, or tells it again; the step as it is kept. */
  protected put(step: Step): Step {
    const one = bounded(step);
    this.changed.set(one.seq, one);
    return one;
  }
}
