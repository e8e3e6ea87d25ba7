import {
  Bot,
  Brain,
  CircleAlert,
  FilePen,
  Info,
  ListTodo,
  MessageSquare,
  Scissors,
  Search,
  SquareTerminal,
  User,
  Wrench,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ConversationId } from '#shared/contract/ids.ts';
import type { Step } from '#shared/contract/transcripts.ts';
import { exactTime } from '#renderer/ui/age.ts';
import { StepBody } from './step-body.tsx';
import { failed, stepLine, stepMeta } from './words.ts';

const LOOK = 'size-3.5 stroke-[1.6]';

const toolIcon = (step: Step): ReactNode => {
  if (step.command !== undefined) return <SquareTerminal className={LOOK} />;
  const { tool = '' } = step;
  if (['Write', 'Edit', 'Delete', 'Move'].includes(tool)) return <FilePen className={LOOK} />;
  if (['Read', 'Search', 'Fetch'].includes(tool)) return <Search className={LOOK} />;
  return tool === 'Agent' ? <Bot className={LOOK} /> : <Wrench className={LOOK} />;
};

const iconOf = (step: Step): ReactNode => {
  switch (step.kind) {
    case 'user':
      return <User className={LOOK} />;
    case 'text':
      return <MessageSquare className={LOOK} />;
    case 'thinking':
      return <Brain className={LOOK} />;
    case 'tool':
      return toolIcon(step);
    case 'todo':
      return <ListTodo className={LOOK} />;
    case 'error':
      return <CircleAlert className={LOOK} />;
    case 'compaction':
      return <Scissors className={LOOK} />;
    case 'lifecycle':
      return <Info className={LOOK} />;
  }
};

const clock = (moment: string): string => exactTime(moment).slice(-8);

const Meta = ({ step }: { readonly step: Step }) => (
  <span className="ml-auto shrink-0 text-xs whitespace-nowrap text-fg-3 tabular-nums">
    {(step.added !== undefined || step.removed !== undefined) && (
      <>
        <span className="text-(--diff-add-fg)">+{step.added ?? 0}</span>{' '}
        <span className="text-(--diff-del-fg)">−{step.removed ?? 0}</span>
      </>
    )}
    {stepMeta(step).map(({ text, bad }, index) => (
      <span key={text}>
        {(index > 0 || step.added !== undefined) && ' · '}
        <span className={bad ? 'font-medium text-failed' : ''}>{text}</span>
      </span>
    ))}
  </span>
);

export interface StepRowProps {
  readonly step: Step;
  /** The runtime's name. */
  readonly speaker: string;
  /** The conversation's, from which paths are seen; null: not known. */
  readonly folder: string | null;
  readonly current: boolean;
  /** The steps of a sub-agent that this one started. */
  readonly renderSub: (conversationId: ConversationId) => ReactNode;
}

/** One step: when, what, how it went; below it what was said, shown or changed. */
export const StepRow = ({ step, speaker, folder, current, renderSub }: StepRowProps) => {
  const [open, setOpen] = useState(false);
  const { verb, code, place } = stepLine(step, speaker, folder);
  const loud = step.kind === 'user' || step.kind === 'text';
  return (
    <div
      className={`grid grid-cols-[60px_20px_minmax(0,1fr)] gap-x-2 py-[5px] pr-4 pl-3 ${current ? 'bg-accent-tint shadow-[inset_3px_0_0_var(--accent)]' : ''} ${step.within === undefined ? '' : 'ml-6 border-l border-line-faint'}`}
    >
      {step.at === null ? (
        <span />
      ) : (
        <time
          dateTime={step.at}
          title={exactTime(step.at)}
          className="text-right text-2xs leading-5 text-fg-3 tabular-nums"
        >
          {clock(step.at)}
        </time>
      )}
      <span
        aria-hidden="true"
        className={`mt-[3px] justify-self-center ${failed(step) ? 'text-failed' : 'text-fg-3'}`}
      >
        {iconOf(step)}
      </span>
      <div className="min-w-0">
        <div className="flex items-baseline gap-3 leading-5">
          <span className="min-w-0 truncate">
            {verb !== '' && <span className={loud ? 'font-semibold text-fg' : 'text-fg-2'}>{verb} </span>}
            {code !== null && (
              <code title={code} className="font-mono text-xs text-fg">
                {code}
              </code>
            )}
            {place !== undefined && (
              <>
                {' '}
                in{' '}
                <code title={place} className="font-mono text-xs text-fg">
                  {place}
                </code>
              </>
            )}
          </span>
          <Meta step={step} />
        </div>
        <StepBody step={step} />
        {step.opens !== undefined && (
          <>
            <button
              type="button"
              aria-expanded={open}
              className="link text-xs"
              onClick={() => setOpen(!open)}
            >
              {open ? 'Hide what it did' : 'Show what it did'}
            </button>
            {open && renderSub(ConversationId.parse(step.opens))}
          </>
        )}
      </div>
    </div>
  );
};
