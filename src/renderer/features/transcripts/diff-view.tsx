import { useState } from 'react';
import { diffLines, type DiffLine } from './diff.ts';

const FIRST = 24;

const look = {
  '+': 'bg-(--diff-add-bg) text-(--diff-add-fg)',
  '-': 'bg-(--diff-del-bg) text-(--diff-del-fg)',
  ' ': '',
};
const spoken = { '+': 'added: ', '-': 'removed: ', ' ': '' };
const drawn = { '+': '+', '-': '−', ' ': '' };

const Line = ({ line }: { readonly line: DiffLine }) => (
  <div className={`whitespace-pre ${look[line.sign]}`}>
    <span aria-hidden="true" className="inline-block w-9 pr-1 text-right text-2xs text-fg-3 select-none">
      {line.before}
    </span>
    <span aria-hidden="true" className="inline-block w-9 pr-1 text-right text-2xs text-fg-3 select-none">
      {line.after}
    </span>
    <span aria-hidden="true" className="inline-block w-4 text-center select-none">
      {drawn[line.sign]}
    </span>
    {line.sign !== ' ' && <span className="sr-only">{spoken[line.sign]}</span>}
    {line.text}
  </div>
);

/** A unified diff: two number gutters, a sign, a tint. */
export const DiffView = ({ diff }: { readonly diff: string }) => {
  const [whole, setWhole] = useState(false);
  const lines = diffLines(diff);
  const shown = whole || lines.length <= FIRST + 2 ? lines : lines.slice(0, FIRST);
  const more = lines.length - shown.length;
  return (
    <>
      <div
        role="group"
        aria-label="Diff"
        tabIndex={0}
        className="mt-1 mb-0.5 overflow-x-auto rounded-sm bg-sunken font-mono text-xs leading-[18px]"
      >
        <div className="w-max min-w-full">
          {shown.map((line, index) =>
            line === null ? (
              <div key={index} className="px-2 text-fg-3 select-none">
                ⋯
              </div>
            ) : (
              <Line key={index} line={line} />
            ),
          )}
        </div>
      </div>
      {more > 0 && (
        <button type="button" className="link text-xs" onClick={() => setWhole(true)}>
          Show {more} more lines
        </button>
      )}
    </>
  );
};
