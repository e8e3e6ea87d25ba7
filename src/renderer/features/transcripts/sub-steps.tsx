import { useInfiniteQuery } from '@tanstack/react-query';
import type { ConversationId } from '#shared/contract/ids.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { StepRow } from './step-row.tsx';
import { PAGE } from './use-steps.ts';

/** What a sub-agent did, below the step that asked it. */
export const SubSteps = ({
  conversationId,
  speaker,
  folder,
}: {
  readonly conversationId: ConversationId;
  readonly speaker: string;
  readonly folder: string | null;
}) => {
  const read = useInfiniteQuery(
    useApi().transcripts.steps.infiniteOptions({
      input: (from: number) => ({ conversationId, from, limit: PAGE }),
      initialPageParam: 0,
      getNextPageParam: (last, all) => (last.length < PAGE ? undefined : all.length * PAGE),
    }),
  );
  const steps = read.data?.pages.flat() ?? [];
  return (
    <div role="group" aria-label="Steps of the sub-agent" className="mt-1 border-l border-line">
      {read.isPending && <p className="px-4 py-1 text-xs text-fg-3">Reading what it did.</p>}
      {read.error && (
        <Note kind="error" className="mx-3 my-1">
          {explain(read.error)}
        </Note>
      )}
      {read.data && steps.length === 0 && <p className="px-4 py-1 text-xs text-fg-3">Its log is empty.</p>}
      {steps.map((step) => (
        <StepRow
          key={step.seq}
          step={step}
          speaker={speaker}
          folder={folder}
          current={false}
          renderSub={(id) => <SubSteps conversationId={id} speaker={speaker} folder={folder} />}
        />
      ))}
      {read.hasNextPage && (
        <Button
          size="small"
          variant="quiet"
          className="ml-3"
          disabled={read.isFetchingNextPage}
          onClick={() => void read.fetchNextPage()}
        >
          Show more steps
        </Button>
      )}
    </div>
  );
};
