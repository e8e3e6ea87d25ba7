import { useQuery } from '@tanstack/react-query';
import type { ConversationId } from '#shared/contract/ids.ts';
import { costFigure, tokensShort } from '#shared/usage-words.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain, isFailure, runtimeName } from '#renderer/bridge/failure-words.ts';
import { Note } from '#renderer/ui/note.tsx';
import { StepsList } from './steps-list.tsx';

export interface LiveStepsProps {
  readonly conversationId: ConversationId;
  /** Said while there is no step yet. */
  readonly waiting: string;
}

/** A question without an answer yet is not asked anew by news that comes meanwhile: it would wait for ever. */
const AGAIN = 1000;

const isAwaited = (error: unknown): boolean => isFailure(error) && error.code === 'LOG_NOT_FOUND';

/** The steps of a conversation as its log grows: the end is followed. A log that is not there yet will be. */
export const LiveSteps = ({ conversationId, waiting }: LiveStepsProps) => {
  const { data: head, error } = useQuery({
    ...useApi().transcripts.head.queryOptions({ input: { conversationId } }),
    refetchInterval: ({ state }) => (isAwaited(state.error) ? AGAIN : false),
  });
  const awaited = isAwaited(error);
  if (error && !awaited) {
    return (
      <Note kind="error" className="m-3">
        {explain(error)}
      </Note>
    );
  }
  if (!head || awaited || head.steps === 0) {
    return (
      <p role="status" className="px-3 py-2 text-xs text-fg-3">
        {waiting}
      </p>
    );
  }
  return (
    <>
      <div className="flex min-h-0 grow">
        <StepsList
          conversationId={conversationId}
          count={head.steps}
          speaker={runtimeName(head.session.runtime)}
          folder={head.session.cwd}
          buttons={false}
        />
      </div>
      <p className="flex h-7 shrink-0 items-center gap-3 border-t border-line-faint px-3 text-xs text-fg-3 tabular-nums">
        <span>{head.steps === 1 ? '1 step' : `${head.steps} steps`}</span>
        <span>{tokensShort(head.usage.totalTokens)} tokens</span>
        <span>{costFigure(head.usage)}</span>
      </p>
    </>
  );
};
