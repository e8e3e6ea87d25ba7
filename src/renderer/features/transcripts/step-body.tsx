import { useState } from 'react';
import type { Step } from '#shared/contract/transcripts.ts';
import { TodoGlyph } from '#renderer/ui/glyph.tsx';
import { DiffView } from './diff-view.tsx';
import { folded } from './folding.ts';
import { failed } from './words.ts';

const MoreButton = ({ more, onShow }: { readonly more: number; readonly onShow: () => void }) =>
  more > 0 && (
    <button type="button" className="link text-xs" onClick={onShow}>
      Show {more} more {more === 1 ? 'line' : 'lines'}
    </button>
  );

const Output = ({ text, bad }: { readonly text: string; readonly bad: boolean }) => {
  const [whole, setWhole] = useState(false);
  const { shown, more } = folded(text, whole ? Infinity : 5);
  return (
    <>
      <pre
        className={`mt-1 mb-0.5 rounded-sm bg-sunken px-2.5 py-1.5 font-mono text-xs leading-[18px] wrap-anywhere whitespace-pre-wrap text-fg-2 ${bad ? 'shadow-[inset_2px_0_0_var(--st-failed-glyph)]' : ''}`}
      >
        {shown}
      </pre>
      <MoreButton more={more} onShow={() => setWhole(true)} />
    </>
  );
};

const Prose = ({
  text,
  quiet,
  lines,
}: {
  readonly text: string;
  readonly quiet: boolean;
  readonly lines: number;
}) => {
  const [whole, setWhole] = useState(false);
  const { shown, more } = folded(text, whole ? Infinity : lines);
  return (
    <>
      <p
        className={`max-w-160 break-words whitespace-pre-wrap ${quiet ? 'text-xs text-fg-2' : 'text-base text-fg'}`}
      >
        {shown}
      </p>
      <MoreButton more={more} onShow={() => setWhole(true)} />
    </>
  );
};

const todoWord = { open: 'to do', doing: 'now', done: 'done' } as const;

/** A list of things to do, each with how it stands. */
export const Todos = ({ todos }: { readonly todos: NonNullable<Step['todos']> }) => (
  <ul className="my-0.5 text-xs">
    {todos.map(({ text, state }, index) => (
      <li key={index} className="flex items-start gap-2 py-0.5">
        <span className="flex h-4 w-3 shrink-0 items-center justify-center">
          <TodoGlyph state={state} />
        </span>
        <span
          className={state === 'doing' ? 'font-medium text-fg' : state === 'done' ? 'text-fg-3' : 'text-fg-2'}
        >
          {text}
          <span className="sr-only">, {todoWord[state]}</span>
        </span>
      </li>
    ))}
  </ul>
);

/** What stands below a step's line. */
export const StepBody = ({ step }: { readonly step: Step }) => {
  const bad = failed(step);
  const command = step.command?.trimStart() ?? '';
  return (
    <>
      {(step.kind === 'user' || step.kind === 'text') && step.text !== undefined && (
        <Prose text={step.text} quiet={false} lines={40} />
      )}
      {step.kind === 'thinking' && step.text !== undefined && <Prose text={step.text} quiet lines={2} />}
      {step.kind === 'compaction' && step.text !== undefined && <Prose text={step.text} quiet lines={3} />}
      {step.kind === 'error' && step.text !== undefined && <Output text={step.text} bad />}
      {command.includes('\n') && <Output text={command} bad={false} />}
      {step.diff !== undefined && step.diff !== '' && <DiffView diff={step.diff} />}
      {step.output !== undefined && step.output !== '' && <Output text={step.output} bad={bad} />}
      {step.todos && <Todos todos={step.todos} />}
      {step.cut !== undefined && (
        <p className="text-xs text-fg-3">
          {step.cut.toLocaleString('en')} characters in the middle were too many to keep.
        </p>
      )}
    </>
  );
};
