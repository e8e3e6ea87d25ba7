import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { AgentRef } from '#shared/contract/agents.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { isFailure } from '#renderer/bridge/failure-words.ts';

interface Wanted {
  readonly agent: AgentRef;
  readonly workspace: string | null;
  readonly prompt: string;
}

/** Runs agents in the background. A run whose answer was lost is asked for under the same key, so that it stays one. */
export const useBackgroundStart = (onStarted: (session: Session) => void) => {
  const { mutate, isPending, error } = useMutation(useApi().sessions.runInBackground.mutationOptions());
  const unanswered = useRef<{ readonly of: string; readonly key: string } | null>(null);
  const under = useRef(false);
  const start = (wanted: Wanted): void => {
    if (under.current) return;
    under.current = true;
    const of = JSON.stringify(wanted);
    const startKey = unanswered.current?.of === of ? unanswered.current.key : crypto.randomUUID();
    unanswered.current = { of, key: startKey };
    mutate(
      { ...wanted, startKey, title: null },
      {
        onSuccess: (session) => {
          unanswered.current = null;
          onStarted(session);
        },
        onError: (problem) => {
          if (isFailure(problem)) unanswered.current = null;
        },
        onSettled: () => {
          under.current = false;
        },
      },
    );
  };
  return { start, isPending, error };
};
