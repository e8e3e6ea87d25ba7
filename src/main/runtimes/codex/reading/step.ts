import type { Step } from '#shared/contract/transcripts.ts';
import { without } from '../../step-sheet.ts';
import type { FilePatch } from './patch.ts';
import type { Result } from './result.ts';

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
