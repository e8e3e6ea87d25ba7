import type { Step } from '#shared/contract/transcripts.ts';

/** What a call is about: the part of a draft that its name and input give. */
export type About = Pick<
  Step,
  'tool' | 'text' | 'command' | 'path' | 'added' | 'removed' | 'diff' | 'output' | 'todos'
>;

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
