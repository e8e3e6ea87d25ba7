import type { IndexState } from '#shared/contract/transcripts.ts';

interface IndexCalls {
  readonly transcripts: { index(): Promise<IndexState> };
}

const BETWEEN = 50;

const UNDER_WAY: readonly IndexState['phase'][] = ['looking', 'counting', 'reading'];

/** Whether logs have come so far, or will not for now. */
export const haveCome = (state: IndexState, until: 'counted' | 'read'): boolean =>
  (until === 'counted' && state.isCounted) || !UNDER_WAY.includes(state.phase);

/** Resolves when facts and figures of the logs there are have been taken, or all of them was read, or will not be. */
export const logsRead = async (calls: IndexCalls, until: 'counted' | 'read'): Promise<IndexState> => {
  for (;;) {
    const state = await calls.transcripts.index();
    if (haveCome(state, until)) return state;
    await new Promise<void>((resolve) => setTimeout(resolve, BETWEEN));
  }
};
