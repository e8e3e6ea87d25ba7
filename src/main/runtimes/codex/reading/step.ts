import type { Step } from '#shared/contract/transcripts.ts';
import { kept } from '../../values.ts';
import type { FilePatch } from './patch.ts';
import type { Result } from './result.ts';

/** What a step is made of before it has a place. */
export type Draft = Omit<Step, 'seq' | 'exitCode' | 'success'> & Partial<Pick<Step, 'exitCode' | 'success'>>;

const LONG = ['text', 'command', 'output', 'diff'] as const;
const LONGEST = 256 * 1024;
/** `kept` puts a mark where it cut. */
const MARK = 8;

/** Long texts of a step cut to what is kept. */
export const bounded = (step: Step): Step => {
  let one = step;
  for (const name of LONG) {
    const whole = one[name];
    if (whole === undefined || whole.length <= LONGEST + MARK) continue;
    const { text, cut } = kept(whole);
    one = { ...one, [name]: text, cut: (one.cut ?? 0) + cut };
  }
  return one;
};

/** A step without its note. */
export const without = (step: Step): Omit<Step, 'note'> => {
  const { note: _, ...rest } = step;
  return rest;
};

/** A step with what its call gave back added. */
export const finished = (step: Step, result: Result): Step => {
  const { output, durationMs, note } = result;
  const whole = `${step.output ?? ''}${output}`;
  return {
    ...without(step),
    exitCode: result.exitCode ?? step.exitCode,
    success: result.success ?? step.success,
    ...(whole === '' ? {} : { output: whole }),
    ...(durationMs === null ? {} : { durationMs: (step.durationMs ?? 0) + durationMs }),
    ...(note === null ? {} : { note }),
  };
};

/** What a patch said: of one that was made only that it was. */
export const patchOutput = (result: Result): Result =>
  result.success === true ? { ...result, output: '', exitCode: null } : result;

/** The part of a step that a changed file makes. */
export const patchDraft = ({ tool, path, added, removed, diff, text }: FilePatch) => ({
  tool,
  path,
  ...(added === null ? {} : { added }),
  ...(removed === null ? {} : { removed }),
  ...(diff === null ? {} : { diff }),
  ...(text === null ? {} : { text }),
});
