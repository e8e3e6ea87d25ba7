import type { SessionId } from '#shared/contract/ids.ts';
import type { SessionContext } from './context.ts';
import { isOfThisBoot } from './reconcile.ts';
import type { Resume } from './resume.ts';

/** What a background run is told that the machine took in the middle of its work. */
const GO_ON = 'The machine was restarted while you worked. Go on where you were interrupted.';

export interface Resumed {
  readonly sessionId: SessionId;
  /** Why it does not go on; null: it does. */
  readonly problem: string | null;
}

/** Resumes, one after the other, every session whose newest run the last restart of the machine ended. */
export const createResumeAll =
  (
    context: SessionContext,
    { resume, continueInBackground }: Pick<Resume, 'resume' | 'continueInBackground'>,
  ) =>
  async (): Promise<Resumed[]> => {
    const { store, processes } = context.rooms;
    const bootId = await processes.bootId();
    const resumed: Resumed[] = [];
    for (const { id } of store.sessions.list()) {
      const run = store.runs.latest(id);
      if (run === null || !isOfThisBoot(run.end, bootId)) continue;
      const request = { id, agent: 'kept', live: { first: 'refuse' } } as const;
      const gone = await (run.kind === 'background' ? continueInBackground(request, GO_ON) : resume(request));
      resumed.push({ sessionId: id, problem: gone.ok ? null : gone.error.code });
    }
    return resumed;
  };
