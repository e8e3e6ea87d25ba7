import type { IndexState } from '#shared/contract/transcripts.ts';

interface IndexCalls {
  readonly transcripts: { index(): Promise<IndexState> };
}

const BETWEEN = 50;

/** Resolves when the logs there are have been read, or will not be for now. */
export const logsRead = async (calls: IndexCalls): Promise<IndexState> => {
  for (;;) {
    const state = await calls.transcripts.index();
    if (state.phase !== 'looking' && state.phase !== 'reading') return state;
    await new Promise<void>((resolve) => setTimeout(resolve, BETWEEN));
  }
};
