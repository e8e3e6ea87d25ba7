import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ConversationId } from '#shared/contract/ids.ts';
import type { LogHead } from '#shared/contract/transcripts.ts';
import { costFigure, costKnown, tokensShort } from '#shared/usage-words.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { exactTime } from '#renderer/ui/age.ts';
import { Button, Keys } from '#renderer/ui/button.tsx';
import { CopyIcon } from '#renderer/ui/copy-button.tsx';
import { byteSize } from '#renderer/ui/byte-size.ts';
import { Note } from '#renderer/ui/note.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';
import { shortPath } from '#renderer/ui/paths.ts';
import { Files, Plan } from './done-sections.tsx';
import { Section } from './section.tsx';

const Fact = ({
  name,
  full,
  children,
}: {
  readonly name: string;
  readonly full?: string | undefined;
  readonly children: ReactNode;
}) => (
  <>
    <dt className="text-fg-3">{name}</dt>
    <dd title={full} className="min-w-0 truncate text-right text-fg tabular-nums">
      {children}
    </dd>
  </>
);

const FACTS = 'grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-xs';

const Cost = ({ head }: { readonly head: LogHead }) => {
  const { usage } = head;
  const rows: readonly (readonly [string, number])[] = [
    ['Input, not cached', usage.inputTokens],
    ['Input, from cache', usage.cacheReadTokens],
    ['Input, into cache', usage.cacheWriteTokens],
    ['Output', usage.outputTokens],
    ['of it reasoning', usage.reasoningTokens],
  ];
  return (
    <Section
      title="Usage"
      aside={
        usage.totalTokens > 0 && (
          <span className="rounded-xs px-1 text-2xs shadow-[inset_0_0_0_1px_var(--border-strong)]">
            {usage.costKind}
          </span>
        )
      }
    >
      <dl className={FACTS}>
        {rows.map(([name, count]) => (
          <Fact key={name} name={name} full={count.toLocaleString('en')}>
            {tokensShort(count)}
          </Fact>
        ))}
        <Fact name="Total" full={usage.totalTokens.toLocaleString('en')}>
          <span className="font-medium">{tokensShort(usage.totalTokens)}</span>
        </Fact>
        <Fact name="Cost at list price">
          <span className="font-medium">{usage.totalTokens === 0 ? '–' : costFigure(usage)}</span>
        </Fact>
      </dl>
      {usage.costKind !== 'exact' && <p className="mt-2 text-xs text-fg-2">{costKnown(usage)}.</p>}
    </Section>
  );
};

const Check = ({ conversationId }: { readonly conversationId: ConversationId }) => {
  const check = useMutation(useApi().usage.checkTotals.mutationOptions());
  return (
    <Section title="Totals">
      <Button size="small" disabled={check.isPending} onClick={() => check.mutate({ conversationId })}>
        Check totals
      </Button>
      {check.error && (
        <Note kind="error" className="mt-2">
          {explain(check.error)}
        </Note>
      )}
      {check.data && (
        <div role="status" className="mt-2 text-xs text-fg-2">
          <p className="font-medium text-fg">
            {check.data.theirs === null
              ? 'This CLI left no counter of its own to compare with.'
              : check.data.agrees === true
                ? `Equal to the CLI’s own counter (${check.data.theirs.source}).`
                : `Not equal to the CLI’s own counter (${check.data.theirs.source}).`}
          </p>
          {check.data.theirs?.tokens && (
            <p className="mt-1 tabular-nums">
              Ours {check.data.ours.totalTokens.toLocaleString('en')}, theirs{' '}
              {check.data.theirs.tokens.totalTokens.toLocaleString('en')} tokens.
            </p>
          )}
          {check.data.explained.map((sentence) => (
            <p key={sentence} className="mt-1">
              {sentence}
            </p>
          ))}
        </div>
      )}
    </Section>
  );
};

const keysOfTheList: readonly (readonly [string, readonly string[]])[] = [
  ['Next, previous step', ['J', 'K']],
  ['Next failure', ['E']],
  ['Next thing you said', ['U']],
  ['First, last step', ['Home', 'End']],
];

const Log = ({ head: { session, log, skippedLines } }: { readonly head: LogHead }) => {
  const home = useQuery(useApi().system.info.queryOptions()).data?.home;
  return (
    <Section title="Log">
      <dl className={FACTS}>
        <Fact name="Model" full={session.model ?? undefined}>
          {session.model ?? 'not named'}
        </Fact>
        <Fact name="Folder" full={session.cwd ?? undefined}>
          {session.cwd === null ? 'not named' : <PathText path={shortPath(session.cwd, home)} />}
        </Fact>
        <Fact name="Started">{session.startedAt === null ? '–' : exactTime(session.startedAt)}</Fact>
        <Fact name="Last line">{session.endedAt === null ? '–' : exactTime(session.endedAt)}</Fact>
        <Fact name="Size">{byteSize(log.bytes)}</Fact>
      </dl>
      <p className="mt-2 flex items-start gap-1 text-2xs">
        <code title={log.path} className="min-w-0 grow font-mono text-fg-2">
          <PathText path={shortPath(log.path, home)} />
        </code>
        <CopyIcon label="Copy the log’s path" text={log.path} />
      </p>
      {log.goneAt !== null && (
        <Note kind="fact" className="mt-2">
          The file is gone, noticed {exactTime(log.goneAt)}. What toc read of it is kept.
        </Note>
      )}
      {skippedLines > 0 && (
        <Note kind="warning" className="mt-2">
          {skippedLines === 1 ? 'One line' : `${skippedLines} lines`} could not be read and{' '}
          {skippedLines === 1 ? 'is' : 'are'} left out.
        </Note>
      )}
    </Section>
  );
};

export interface FactsPanelProps {
  readonly head: LogHead;
  readonly conversationId: ConversationId;
  readonly onJump: (seq: number) => void;
  /** Gives the steps below it back; null: it lies over nothing. */
  readonly onLeave: (() => void) | null;
}

/** What is known about the conversation as a whole, beside its steps or over them. */
export const FactsPanel = ({ head, conversationId, onJump, onLeave }: FactsPanelProps) => {
  const { data: summary, error } = useQuery(
    useApi().transcripts.summary.queryOptions({ input: { conversationId } }),
  );
  return (
    <aside
      aria-label="About the conversation"
      data-region="inspector"
      onKeyDown={({ key }) => {
        if (key === 'Escape') onLeave?.();
      }}
      className="w-68 shrink-0 overflow-y-auto border-l border-line bg-content narrow:absolute narrow:inset-y-0 narrow:right-0 narrow:z-20 narrow:shadow-lg"
    >
      {error && (
        <Note kind="error" className="m-3">
          {explain(error)}
        </Note>
      )}
      {summary?.plan && <Plan plan={summary.plan} onJump={onJump} />}
      {summary && summary.files.length > 0 && (
        <Files summary={summary} folder={head.session.cwd} onJump={onJump} />
      )}
      <Cost head={head} />
      <Check conversationId={conversationId} />
      <Log head={head} />
      <Section title="Keys">
        <dl className={FACTS}>
          {keysOfTheList.map(([name, keys]) => (
            <Fact key={name} name={name}>
              {keys.map((key) => (
                <Keys key={key}>{key}</Keys>
              ))}
            </Fact>
          ))}
        </dl>
      </Section>
    </aside>
  );
};
