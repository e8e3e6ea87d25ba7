import type { RunId } from '#shared/contract/ids.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { OpenRefused, SupervisedRun } from '../terminals/terminals.ts';
import { cannotWrite } from './cannot-write.ts';
import type { LaunchingRooms } from './planning.ts';
import { refusalText, type BeginRefused } from './refusals.ts';

/** What a supervisor's answer makes of a run. */
export interface Answered {
  take(id: RunId, answer: Result<SupervisedRun, OpenRefused>): Result<RunId, BeginRefused>;
  /** It cannot start. */
  failed(id: RunId, detail: string): void;
  /** It was asked for, and nobody knows whether it is being started. */
  unanswered(id: string): void;
  /** Those still to be looked for. */
  readonly suspects: Set<string>;
}

/** No question is open yet. */
export const createAnswered = ({ store, clock, log }: LaunchingRooms): Answered => {
  const suspects = new Set<string>();

  const failed = (id: RunId, detail: string): void => {
    const end = { at: clock.now(), outcome: 'spawn-failed', code: null, signal: null, detail } as const;
    store.runs.ended(id, end, { text: detail, isError: true });
  };

  /** A disk that takes no row now will later: `reconcile` finds what is not in the table. */
  const saved = (id: RunId, write: () => void): void => {
    try {
      write();
    } catch (problem) {
      if (cannotWrite(problem, '') === null) throw problem;
      log.error('answer-not-saved', problem, { run: id });
    }
  };

  return {
    suspects,
    failed,
    unanswered: (id) => void suspects.add(id),
    take(id, answer) {
      suspects.delete(id);
      if (answer.ok) {
        const { process, bootId } = answer.value;
        saved(id, () => store.runs.started(id, { ...process, bootId }));
        return ok(id);
      }
      const { error } = answer;
      const detail = error.code === 'spawn-failed' ? error.message : refusalText(error);
      saved(id, () => failed(id, detail));
      if (error.code === 'spawn-failed') return ok(id);
      suspects.add(id);
      return err(error);
    },
  };
};
