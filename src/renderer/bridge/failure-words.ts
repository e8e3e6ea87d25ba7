import { failureWords, isFailure } from '#shared/failure-words.ts';
import { ConnectionLost } from './client.ts';

export { isFailure, runtimeName } from '#shared/failure-words.ts';

/** What happened, the fact that shows it, and what to do next. */
export const explain = (problem: unknown): string => {
  if (isFailure(problem)) return failureWords(problem);
  if (problem instanceof ConnectionLost)
    return 'The connection to toc broke. It was not done, or its answer was lost.';
  return `toc met a fault of its own: ${problem instanceof Error ? problem.message : String(problem)}. Its log has the details.`;
};
