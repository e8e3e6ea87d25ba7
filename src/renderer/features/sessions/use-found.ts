import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FoundConversation } from '#shared/contract/transcripts.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';

const PAGE = 200;

type Last = Pick<FoundConversation, 'endedAt' | 'conversationId'>;

/** The conversations on disk that are no session of ours, the last active first, and the way to more of them. */
export const useFound = () => {
  const { data, ...found } = useInfiniteQuery(
    useApi().transcripts.found.infiniteOptions({
      input: (before: Last | null) => ({ runtime: null, cwd: null, before, limit: PAGE }),
      initialPageParam: null,
      getNextPageParam: ({ conversations }) => {
        const last = conversations.at(-1);
        return last && conversations.length === PAGE
          ? { endedAt: last.endedAt, conversationId: last.conversationId }
          : undefined;
      },
    }),
  );
  return {
    ...found,
    all: data?.pages[0]?.all ?? 0,
    conversations: useMemo(() => data?.pages.flatMap(({ conversations }) => conversations) ?? [], [data]),
  };
};

export type Found = ReturnType<typeof useFound>;
