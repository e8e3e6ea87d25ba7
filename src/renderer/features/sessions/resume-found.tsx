import { useMutation } from '@tanstack/react-query';
import type { ConversationId, RuntimeId } from '#shared/contract/ids.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { useActing } from './acting.tsx';

/** Resumes a conversation that is no session yet, and opens its terminal. */
export const useResumeFound = (conversationId: ConversationId) => {
  const acting = useActing();
  const { mutate, isPending, error } = useMutation(useApi().sessions.resumeFound.mutationOptions());
  return {
    resume: (runtime: RuntimeId): void =>
      mutate({ runtime, conversationId }, { onSuccess: (session) => acting.open(session.id) }),
    isPending,
    error,
  };
};
