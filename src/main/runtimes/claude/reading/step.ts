import type { Step } from '#shared/contract/transcripts.ts';
import { kept } from '../../values.ts';

/** What a step is made of before it has a place. */
export type Draft = Omit<Step, 'seq' | 'exitCode' | 'success'> & Partial<Pick<Step, 'exitCode' | 'success'>>;

/** What a call is about: the part of a draft that its name and input give. */
export type About = Pick<
  Step,
  'tool' | 'text' | 'command' | 'path' | 'added' | 'removed' | 'diff' | 'output' | 'todos'
>;

const LONG = ['text', 'command', 'output', 'diff'] as const;
const LONGEST = 256 * 1024;
/** `kept` puts a mark where it cut. */
const MARK = 8;
const LONGEST_PATH = 4096;

/** Long texts of a step cut to what is kept. */
export const bounded = (step: Step): Step => {
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

/** A step of a change that was not made. */
export const unchanged = (step: Step): Step => {
  const { added: _, removed: __, diff: ___, ...rest } = step;
  return rest;
};

/** The field `name` with that text; nothing where there is none. */
export const named = <Name extends string>(
  name: Name,
  value: string | null,
): Partial<Record<Name, string>> => {
  const one: Partial<Record<Name, string>> = {};
  if (value !== null && value !== '') one[name] = value;
  return one;
};
