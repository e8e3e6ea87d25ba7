import { useQuery } from '@tanstack/react-query';
import { useRef, type ReactNode } from 'react';
import type { ConversationId } from '#shared/contract/ids.ts';
import type { LogHead } from '#shared/contract/transcripts.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain, isFailure, runtimeName } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Menu } from '#renderer/ui/menu.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import { FactsPanel } from './facts-panel.tsx';
import { StepsList, type StepsHandle } from './steps-list.tsx';
import { useExport } from './use-export.ts';

export interface TranscriptViewProps {
  readonly conversationId: ConversationId;
  /** The session's title; null: the conversation's own. */
  readonly title: string | null;
  /** What can be done with it, once its log is known. */
  readonly actions: (head: LogHead) => ReactNode;
  /** Why the last of that failed, and the way on. */
  readonly problem: (head: LogHead) => ReactNode;
  /** Whether what is known of the whole stands beside the steps, or lies over them for want of room. */
  readonly details: 'hidden' | 'beside' | 'over';
  /** Shows and hides that. */
  readonly detailsButton: ReactNode;
  readonly onHideDetails: () => void;
}

const Export = ({
  conversationId,
  speaker,
}: {
  readonly conversationId: ConversationId;
  readonly speaker: string;
}) => {
  const exported = useExport(conversationId, speaker);
  return (
    <>
      {exported.error && (
        <span role="alert" className="min-w-0 truncate text-xs text-failed">
          {explain(exported.error)}
        </span>
      )}
      <Menu
        trigger={
          <Button size="small" disabled={exported.isPending}>
            Export
          </Button>
        }
        actions={[
          { label: 'As Markdown', onChoose: () => exported.mutate('markdown') },
          { label: 'As JSON', onChoose: () => exported.mutate('json') },
        ]}
      />
    </>
  );
};

const note = (head: LogHead): string =>
  [
    [runtimeName(head.session.runtime), head.session.cliVersion].filter((part) => part !== null).join(' '),
    head.session.model,
  ]
    .filter((part) => part !== null)
    .join(' · ');

/** Nothing of it is kept any more, whatever was shown before. */
const isForgotten = (problem: unknown): boolean => isFailure(problem) && problem.code === 'LOG_NOT_FOUND';

/** A conversation read from its log, step by step. */
export const TranscriptView = (props: TranscriptViewProps) => {
  const { conversationId, title, actions, problem, details, detailsButton, onHideDetails } = props;
  const query = useQuery(useApi().transcripts.head.queryOptions({ input: { conversationId } }));
  const head = isForgotten(query.error) ? undefined : query.data;
  const shown = title ?? query.data?.session.title ?? 'Transcript';
  const steps = useRef<StepsHandle>(null);
  const speaker = head ? runtimeName(head.session.runtime) : '';
  const leave = (): void => {
    onHideDetails();
    steps.current?.focus();
  };
  const handleJump = (seq: number): void => {
    steps.current?.goTo(seq);
    if (details === 'over') leave();
  };
  return (
    <>
      <TitleBar
        title={shown}
        note={head && note(head)}
        actions={
          <>
            {head && detailsButton}
            {head && <Export conversationId={conversationId} speaker={speaker} />}
            {head && actions(head)}
          </>
        }
      />
      {query.data && problem(query.data)}
      <section aria-label={`Transcript ${shown}`} className="relative flex min-h-0 grow">
        {head ? (
          <>
            {head.steps === 0 ? (
              <p className="grow px-6 py-5 text-fg-2">Nothing was said in this conversation yet.</p>
            ) : (
              <StepsList
                key={conversationId}
                conversationId={conversationId}
                count={head.steps}
                speaker={speaker}
                folder={head.session.cwd}
                handle={steps}
              />
            )}
            {details !== 'hidden' && (
              <FactsPanel
                head={head}
                conversationId={conversationId}
                onJump={handleJump}
                onLeave={details === 'over' ? leave : null}
              />
            )}
          </>
        ) : isForgotten(query.error) ? (
          <p role="status" className="px-6 py-5 text-fg-2">
            toc keeps nothing of this conversation: it was forgotten, or its log was not read yet.
          </p>
        ) : query.error ? (
          <div className="w-full px-4 py-3">
            <Note kind="error">{explain(query.error)}</Note>
          </div>
        ) : (
          <p className="px-6 py-5 text-fg-3">Reading the transcript.</p>
        )}
      </section>
    </>
  );
};
