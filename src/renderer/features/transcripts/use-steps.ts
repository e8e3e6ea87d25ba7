import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ConversationId } from '#shared/contract/ids.ts';
import type { Step } from '#shared/contract/transcripts.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';

/** Steps are asked for in pieces of this many. */
export const PAGE = 100;

/** The pieces that hold the rows from `first` to `last`. Pure. */
export const pagesFor = (first: number, last: number): readonly number[] => {
  const from = Math.floor(Math.max(0, first) / PAGE);
  const to = Math.floor(Math.max(0, last) / PAGE);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
};

export interface Steps {
  /** Undefined while its piece is being read. */
  readonly at: (seq: number) => Step | undefined;
  readonly problem: unknown;
}

/** The steps around what is in sight. Pieces once read stay, and news read them again. */
export const useSteps = (conversationId: ConversationId, first: number, last: number): Steps => {
  const api = useApi();
  const pages = pagesFor(first, last);
  const read = useQueries({
    queries: pages.map((page) =>
      api.transcripts.steps.queryOptions({ input: { conversationId, from: page * PAGE, limit: PAGE } }),
    ),
  });
  const bySeq = useMemo(() => {
    const all = new Map<number, Step>();
    for (const { data } of read) for (const step of data ?? []) all.set(step.seq, step);
    return all;
  }, [read]);
  return {
    at: useCallback((seq: number) => bySeq.get(seq), [bySeq]),
    problem: read.find(({ error }) => error !== null)?.error ?? null,
  };
};
