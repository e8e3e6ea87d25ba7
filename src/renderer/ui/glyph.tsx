import type { ReactNode } from 'react';

type StatusWord = 'Working' | 'Running' | 'Waiting' | 'Idle' | 'Ended' | 'Failed' | 'Stopped' | 'Lost';
type CheckWord = 'Passed' | 'Look at this' | 'Problem';

const cross = (
  <path d="M2.2 2.2l7.6 7.6M9.8 2.2 2.2 9.8" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
);
const check = (
  <path
    d="M2 6.4 4.8 9.2 10.2 3"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.7"
    strokeLinecap="round"
    strokeLinejoin="round"
  />
);

const ring = (radius: number) => (
  <circle cx="6" cy="6" r={radius} fill="none" stroke="currentColor" strokeWidth="1.5" />
);

const statusShapes: Readonly<Record<StatusWord, { readonly colour: string; readonly shape: ReactNode }>> = {
  Working: {
    colour: 'text-working-glyph',
    shape: (
      <>
        <circle
          cx="6"
          cy="6"
          r="5.1"
          fill="none"
          stroke="currentColor"
          strokeOpacity=".24"
          strokeWidth="1.5"
        />
        <path
          className="spin"
          d="M6 .9A5.1 5.1 0 0 1 10.8 7.75"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
        />
        <circle cx="6" cy="6" r="2.4" fill="currentColor" />
      </>
    ),
  },
  Running: {
    colour: 'text-running-glyph',
    shape: (
      <path
        d="M3.2 1.9v8.2L10.2 6Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
    ),
  },
  Waiting: {
    colour: 'text-waiting-glyph',
    shape: <path d="M6 .3 11.7 6 6 11.7.3 6Z" fill="currentColor" />,
  },
  Idle: { colour: 'text-idle-glyph', shape: ring(4) },
  Ended: { colour: 'text-ended-glyph', shape: check },
  Failed: { colour: 'text-failed-glyph', shape: cross },
  Stopped: {
    colour: 'text-stopped-glyph',
    shape: <rect x="2" y="2" width="8" height="8" rx="1.2" fill="currentColor" />,
  },
  Lost: {
    colour: 'text-lost-glyph',
    shape: (
      <>
        <path
          d="M3.1 3.7C3.1 2 4.4 1 6 1s2.9 1 2.9 2.6c0 2-2.9 2.1-2.9 4.1"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
        <circle cx="6" cy="10.7" r="1.25" fill="currentColor" />
      </>
    ),
  },
};

const checkShapes: Readonly<Record<CheckWord, { readonly colour: string; readonly shape: ReactNode }>> = {
  Passed: { colour: 'text-ended-glyph', shape: check },
  'Look at this': { colour: 'text-look-glyph', shape: <path d="M6 .8 11.6 10.8H.4Z" fill="currentColor" /> },
  Problem: { colour: 'text-failed-glyph', shape: cross },
};

/** The words of a status, in its colour. */
export const statusColour: Readonly<Record<StatusWord, string>> = {
  Working: 'text-working',
  Running: 'text-running',
  Waiting: 'text-waiting',
  Idle: 'text-idle',
  Ended: 'text-ended',
  Failed: 'text-failed',
  Stopped: 'text-stopped',
  Lost: 'text-lost',
};

interface ShapeProps {
  readonly colour: string;
  readonly shape: ReactNode;
  readonly name: string | null;
  readonly className: string;
}

const Shape = ({ colour, shape, name, className }: ShapeProps) => (
  <svg
    viewBox="0 0 12 12"
    className={`glyph block size-3 shrink-0 ${colour} ${className}`}
    {...(name === null ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
  >
    {shape}
  </svg>
);

/** A status as a shape. Beside the printed word it is decoration, else it carries the name. */
export const StatusGlyph = ({
  word,
  named = false,
  className = '',
}: {
  readonly word: StatusWord;
  readonly named?: boolean;
  readonly className?: string;
}) => <Shape {...statusShapes[word]} name={named ? word : null} className={className} />;

/** The result of a check as a shape. */
export const CheckGlyph = ({
  word,
  named = true,
  className = '',
}: {
  readonly word: CheckWord;
  readonly named?: boolean;
  readonly className?: string;
}) => <Shape {...checkShapes[word]} name={named ? word : null} className={className} />;

const todoShapes = {
  open: { colour: 'text-fg-3', shape: ring(4) },
  doing: {
    colour: 'text-running-glyph',
    shape: (
      <>
        {ring(5)}
        <circle cx="6" cy="6" r="2.4" fill="currentColor" />
      </>
    ),
  },
  done: { colour: 'text-ended-glyph', shape: check },
} as const;

/** How a thing to do stands, as a shape; the word stands beside it. */
export const TodoGlyph = ({ state }: { readonly state: keyof typeof todoShapes }) => (
  <Shape {...todoShapes[state]} name={null} className="" />
);

/** Shape and word of a status. */
export const StatusText = ({ word }: { readonly word: StatusWord }) => (
  <span
    className={`inline-flex shrink-0 items-center gap-1.5 font-medium whitespace-nowrap ${statusColour[word]}`}
  >
    <StatusGlyph word={word} />
    {word}
  </span>
);

const marks = {
  codex: { letters: 'CX', name: 'Codex' },
  'claude-code': { letters: 'CC', name: 'Claude Code' },
} as const;

/** Two letters for a runtime, neutral by intent: no logos. */
export const RuntimeMark = ({ runtime }: { readonly runtime: keyof typeof marks }) => (
  <abbr
    title={marks[runtime].name}
    aria-label={marks[runtime].name}
    role="img"
    className="inline-block h-3.5 shrink-0 rounded-xs px-0.5 font-mono text-2xs leading-[13px] font-[520] text-fg-3 no-underline shadow-[inset_0_0_0_1px_var(--border-strong)]"
  >
    {marks[runtime].letters}
  </abbr>
);
