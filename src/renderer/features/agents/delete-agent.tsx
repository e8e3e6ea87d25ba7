import { useMutation } from '@tanstack/react-query';
import type { ReadyAgent } from '#shared/contract/agents.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Confirm } from '#renderer/ui/confirm.tsx';
import { Note } from '#renderer/ui/note.tsx';

export interface DeleteAgentProps {
  readonly agent: ReadyAgent;
  readonly sessions: number;
  readonly asking: boolean;
  readonly onAsk: (asking: boolean) => void;
  readonly onDeleted: () => void;
}

const kept = (sessions: number): string => {
  if (sessions === 0) return 'It has no sessions.';
  return sessions === 1 ? 'Its session stays.' : `Its ${sessions} sessions stay.`;
};

/** Deletes an agent's files, after asking. */
export const DeleteAgent = ({ agent, sessions, asking, onAsk, onDeleted }: DeleteAgentProps) => {
  const { mutate, error, isPending } = useMutation(useApi().agents.remove.mutationOptions());
  return (
    <div className="mt-6 border-t border-line-faint pt-4">
      {!asking && (
        <Button variant="quiet" className="!text-failed" onClick={() => onAsk(true)}>
          Delete agent
        </Button>
      )}
      {error && (
        <Note kind="error" className="mt-2">
          {explain(error)}
        </Note>
      )}
      <Confirm
        open={asking}
        onClose={() => onAsk(false)}
        title={`Delete agent ${agent.ref.name}?`}
        verb="Delete agent"
        disabled={isPending}
        onConfirm={() => mutate(agent.ref, { onSuccess: onDeleted, onSettled: () => onAsk(false) })}
      >
        <p>
          Its folder {agent.folder} is deleted. {kept(sessions)}
        </p>
      </Confirm>
    </div>
  );
};
