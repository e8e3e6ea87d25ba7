import type { LaunchRefused } from '../runtimes/runtime.ts';
import type { OpenRefused } from '../terminals/terminals.ts';
import type { CannotWrite } from './cannot-write.ts';
import type { ProgramRefused } from './programs.ts';

/** Why no process was begun. */
export type BeginRefused =
  | ProgramRefused
  | LaunchRefused
  | CannotWrite
  | { readonly code: 'workspace-gone'; readonly workspace: string }
  | Exclude<OpenRefused, { readonly code: 'spawn-failed' }>;

/** Why a queued run cannot start, in words: nobody waits for an answer any more. */
export const refusalText = (refused: BeginRefused): string => {
  switch (refused.code) {
    case 'workspace-gone':
      return `The folder ${refused.workspace} is not there any more.`;
    case 'runtime-missing':
      return `${refused.runtime} is not in the PATH any more. Install it with: ${refused.install}`;
    case 'runtime-too-old':
      return `${refused.runtime} ${refused.version} is older than ${refused.minimum}. Update it with: ${refused.upgrade}`;
    case 'runtime-broken':
      return `${refused.path} does not run: ${refused.message}`;
    case 'instructions-too-long':
      return `The instructions are ${refused.bytes} bytes; ${refused.limit} is the most.`;
    case 'cannot-write':
      return `${refused.path} cannot be written: ${refused.reason}.`;
    case 'supervisor-silent':
      return 'The supervisor did not answer.';
    case 'supervisor-newer':
      return `The supervisor is that of toc ${refused.version}; this is ${refused.ours}. Update toc.`;
  }
};
