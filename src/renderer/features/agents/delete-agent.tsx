import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import type { ReadyAgent } from '#shared/contract/agents.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Dialog } from '#renderer/ui/dialog.tsx';
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
  const cancel = useRef<HTMLButtonElement>(null);
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
      <Dialog
        open={asking}
        onClose={() => onAsk(false)}
        title={`Delete agent ${agent.ref.name}?`}
        focus={cancel}
        actions={
          <>
            <Button ref={cancel} onClick={() => onAsk(false)}>
              Cancel
            </Button>
            <Button
              variant="danger"
              disabled={isPending}
              onClick={() => mutate(agent.ref, { onSuccess: onDeleted, onSettled: () => onAsk(false) })}
            >
              Delete agent
            </Button>
          </>
        }
      >
        <p>
          Its folder {agent.folder} is deleted. {kept(sessions)}
        </p>
      </Dialog>
    </div>
  );
};
