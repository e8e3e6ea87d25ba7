import { useMutation } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { AgentRef } from '#shared/contract/agents.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain, isFailure } from '#renderer/bridge/failure-words.ts';

export interface Starting {
  /** The agent being started now. */
  readonly under: AgentRef | null;
  readonly problem: { readonly ref: AgentRef; readonly text: string } | null;
  /** A personal agent that waits for a place to work in. */
  readonly asking: AgentRef | null;
  readonly start: (ref: AgentRef) => void;
  readonly startIn: (ref: AgentRef, workspace: string) => void;
  readonly cancel: () => void;
}

/** Starts agents, one at a time. */
export const useStarting = (onStarted: (session: Session) => void): Starting => {
  const { mutate, isPending, variables } = useMutation(useApi().sessions.start.mutationOptions());
  const [problem, setProblem] = useState<Starting['problem']>(null);
  const [asking, setAsking] = useState<AgentRef | null>(null);
  // A start whose answer was lost is tried again under the same key, so that it cannot become two sessions.
  const unanswered = useRef<{ readonly of: string; readonly key: string } | null>(null);

  const startIn = useCallback(
    (agent: AgentRef, workspace: string | null) => {
      setAsking(null);
      setProblem(null);
      const of = JSON.stringify([agent, workspace]);
      const startKey = unanswered.current?.of === of ? unanswered.current.key : crypto.randomUUID();
      unanswered.current = { of, key: startKey };
      mutate(
        { startKey, agent, workspace, title: null },
        {
          onSuccess: (session) => {
            unanswered.current = null;
            onStarted(session);
          },
          onError: (failed) => {
            if (isFailure(failed)) unanswered.current = null;
            setProblem({ ref: agent, text: `${agent.name} did not start. ${explain(failed)}` });
          },
        },
      );
    },
    [mutate, onStarted],
  );
  const start = useCallback(
    (ref: AgentRef) => {
      if (ref.workspace === null) setAsking(ref);
      else startIn(ref, null);
    },
    [startIn],
  );
  return {
    under: isPending ? variables.agent : null,
    problem,
    asking,
    start,
    startIn,
    cancel: () => setAsking(null),
  };
};
