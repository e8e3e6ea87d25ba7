import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { ConversationId } from '#shared/contract/ids.ts';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { StepRow } from './step-row.tsx';
import { SubSteps } from './sub-steps.tsx';
import { useJumps, type Jumps } from './use-jumps.ts';
import { useSteps } from './use-steps.ts';

/** A step that is not there yet is this high; measured when it is. */
const GUESS = 56;

/** Nearer than this to the end, new steps are followed. */
const NEAR = 80;

/** Stays at the end while it grows, if it was there. */
const useTail = (
  box: React.RefObject<HTMLDivElement | null>,
  rows: Virtualizer<HTMLDivElement, Element>,
  count: number,
): void => {
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = (): void => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [box]);
  const height = rows.getTotalSize();
  useEffect(() => {
    if (atEnd.current && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [rows, count, height]);
};

export interface StepsListProps {
  readonly conversationId: ConversationId;
  readonly count: number;
  readonly speaker: string;
  /** The conversation's, from which paths are seen; null: not known. */
  readonly folder: string | null;
  /** Lets what stands beside the list point at a step. */
  readonly handle?: Ref<StepsHandle>;
  /** Whether buttons for jumping stand above it; the keys work anyway. */
  readonly buttons?: boolean;
}

export interface StepsHandle {
  /** Brings a step into sight and makes it the current one. */
  readonly goTo: (seq: number) => void;
  readonly focus: () => void;
}

const JumpBar = ({ jumps, count }: { readonly jumps: Jumps; readonly count: number }) => (
  <div
    role="toolbar"
    aria-label="Jump to"
    className="flex h-8 shrink-0 items-center gap-1 border-b border-line-faint px-3"
  >
    <Button size="small" variant="quiet" keys="U" onClick={() => jumps.find('prompt', 'next')}>
      Next prompt
    </Button>
    <Button size="small" variant="quiet" keys="E" onClick={() => jumps.find('failure', 'next')}>
      Next failure
    </Button>
    <Button size="small" variant="quiet" keys="End" onClick={() => jumps.goTo(count - 1)}>
      End
    </Button>
    <span role="status" className="ml-auto text-xs text-fg-3 tabular-nums">
      {jumps.said === '' ? `${count} ${count === 1 ? 'step' : 'steps'}` : jumps.said}
    </span>
  </div>
);

/** Every step in order; only those near what is in sight are read and drawn. */
export const StepsList = (props: StepsListProps) => {
  const { conversationId, count, speaker, folder, handle, buttons = true } = props;
  const box = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- its rows are read where it is, and nowhere kept
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => GUESS,
    overscan: 8,
  });
  const drawn = rows.getVirtualItems();
  const steps = useSteps(conversationId, drawn.at(0)?.index ?? 0, drawn.at(-1)?.index ?? 0);
  const jumps = useJumps(conversationId, count, (seq) => rows.scrollToIndex(seq, { align: 'center' }));
  useImperativeHandle(handle, () => ({ goTo: jumps.goTo, focus: () => box.current?.focus() }));
  useTail(box, rows, count);
  return (
    <div className="flex min-w-0 grow flex-col">
      {buttons && <JumpBar jumps={jumps} count={count} />}
      {steps.problem !== null && (
        <Note kind="error" className="m-3">
          {explain(steps.problem)}
        </Note>
      )}
      <div
        ref={box}
        tabIndex={0}
        role="group"
        aria-label="Steps"
        onKeyDown={jumps.onKeyDown}
        className="isolate min-h-0 grow overflow-y-auto py-2 focus-visible:-outline-offset-2"
      >
        <ol className="relative -z-1 w-full" style={{ height: rows.getTotalSize() }}>
          {drawn.map(({ index, key, start }) => {
            const step = steps.at(index);
            return (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                aria-setsize={count}
                aria-posinset={index + 1}
                aria-current={index === jumps.current ? 'step' : undefined}
                className="absolute top-0 left-0 w-full"
                style={{ transform: `translateY(${start}px)` }}
              >
                {step ? (
                  <StepRow
                    step={step}
                    speaker={speaker}
                    folder={folder}
                    current={index === jumps.current}
                    renderSub={(id) => <SubSteps conversationId={id} speaker={speaker} folder={folder} />}
                  />
                ) : (
                  <div aria-hidden="true" style={{ height: GUESS }} />
                )}
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
};
