import { useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import type { ConversationId } from '#shared/contract/ids.ts';
import { age, exactTime } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { useMedia } from '#renderer/ui/media.ts';
import { useOverTime } from '#renderer/ui/now.ts';
import { folderName } from '#renderer/ui/paths.ts';
import type { Roving } from '#renderer/ui/roving.ts';
import { EstimateReader } from './estimate.ts';

/** How many columns the table shows: one more in a cell that spans them would take room from the others. */
const COLUMNS = { wide: 10, narrow: 6 } as const;

export const CELL = 'overflow-hidden border-b border-line-faint px-2 text-ellipsis whitespace-nowrap';
const HEAD = 'h-7 border-b border-line px-2 text-left font-medium whitespace-nowrap';

/** Where a row stands, and what makes it one stop of the list. */
export interface RowPlace {
  readonly index: number;
  readonly current: boolean;
  readonly chosen: boolean;
  readonly item: ReturnType<Roving<string>['itemProps']>;
}

export interface HeadProps {
  /** Of the rows that can be chosen. */
  readonly chosen: 'none' | 'some' | 'all';
  readonly disabled: boolean;
  readonly onAll: () => void;
  readonly onNone: () => void;
}

/** The heads of the columns, the first of which chooses all rows. */
export const Head = ({ chosen, disabled, onAll, onNone }: HeadProps) => (
  <thead className="sticky top-0 z-10 bg-content text-xs text-fg-3">
    <tr aria-rowindex={1}>
      <th scope="col" className={`${HEAD} w-9 !pr-0 pl-4`}>
        <input
          type="checkbox"
          aria-label="Select all"
          className="check"
          disabled={disabled}
          checked={chosen === 'all'}
          ref={(box) => {
            if (box) box.indeterminate = chosen === 'some';
          }}
          onChange={() => (chosen === 'all' ? onNone() : onAll())}
        />
      </th>
      <th scope="col" className={`${HEAD} w-34`}>
        Status
      </th>
      <th scope="col" className={HEAD}>
        Session
      </th>
      <th scope="col" className={`${HEAD} w-34`}>
        Agent
      </th>
      <th scope="col" className={`${HEAD} w-26 narrow:hidden`}>
        Where
      </th>
      <th scope="col" className={`${HEAD} w-28 narrow:hidden`}>
        Model
      </th>
      <th scope="col" className={`${HEAD} w-24 narrow:hidden`}>
        Folder
      </th>
      <th scope="col" className={`${HEAD} w-16 text-right narrow:hidden`}>
        Log
      </th>
      <th scope="col" className={`${HEAD} w-22 text-right`} aria-sort="descending">
        Active
      </th>
      <th scope="col" className={`${HEAD} w-11 pr-3`}>
        <span className="sr-only">Actions</span>
      </th>
    </tr>
  </thead>
);

/** The room of rows that are not drawn. */
export const Gap = ({ height }: { readonly height: number }) =>
  height > 0 && (
    <tbody aria-hidden="true">
      <tr>
        <td className="p-0" style={{ height }} />
      </tr>
    </tbody>
  );

const Problem = ({ children }: { readonly children: ReactNode }) => {
  const narrow = useMedia('(max-width: 1023px)');
  return (
    <tr>
      <td colSpan={narrow ? COLUMNS.narrow : COLUMNS.wide} className="border-b border-line-faint px-4 py-2">
        {children}
      </td>
    </tr>
  );
};

/** A row, and below it what went wrong with the last attempt. */
export const Row = ({
  place: { index, chosen, item },
  sessionId,
  onExtend,
  onOpen,
  problem,
  children,
}: {
  readonly place: RowPlace;
  /** Of a session of ours. */
  readonly sessionId?: string;
  /** With Shift held: the rows between are chosen as well. */
  readonly onExtend?: () => void;
  readonly onOpen: () => void;
  readonly problem: ReactNode;
  readonly children: ReactNode;
}) => {
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.target !== event.currentTarget) return;
    event.preventDefault();
    onOpen();
  };
  const handleClick = (event: MouseEvent): void => {
    if (!event.shiftKey || !onExtend || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    event.stopPropagation();
    onExtend();
  };
  return (
    <tbody data-index={index}>
      <tr
        {...item}
        aria-rowindex={index + 2}
        data-session={sessionId}
        data-chosen={chosen || undefined}
        onKeyDown={handleKey}
        onClickCapture={handleClick}
        onDoubleClick={onOpen}
        className={`group h-8 scroll-mt-7 text-fg-2 focus-visible:-outline-offset-2 ${chosen ? 'bg-selected' : 'hover:bg-hover'}`}
      >
        {children}
      </tr>
      {Boolean(problem) && <Problem>{problem}</Problem>}
    </tbody>
  );
};

/** For what stands in a row only while it is pointed at or has the focus, unless it is always wanted. */
export const onlyNear = (always: boolean): string =>
  always
    ? ''
    : 'opacity-0 group-hover:opacity-100 group-focus-within:opacity-100 focus-visible:opacity-100 aria-expanded:opacity-100';

/** The bar at the left edge of the current row. */
export const edge = (current: boolean): string => (current ? 'shadow-[inset_3px_0_0_var(--accent)]' : '');

/** The box that chooses a row. */
export const ChooseCell = ({
  title,
  place,
  onToggle,
  onExtend,
}: {
  readonly title: string;
  readonly place: RowPlace;
  readonly onToggle: () => void;
  /** With Shift: the rows between are chosen as well. */
  readonly onExtend: () => void;
}) => (
  <td className={`${CELL} !pr-0 pl-4 ${edge(place.current)}`}>
    <input
      type="checkbox"
      tabIndex={-1}
      aria-label={`Select ${title}`}
      className="check"
      checked={place.chosen}
      onChange={({ nativeEvent }) => {
        if ('shiftKey' in nativeEvent && nativeEvent.shiftKey === true) onExtend();
        else onToggle();
      }}
    />
  </td>
);

export const TitleCell = ({ title, onOpen }: { readonly title: string; readonly onOpen: () => void }) => (
  <td className={`${CELL} font-medium text-fg`}>
    <button
      type="button"
      tabIndex={-1}
      title={title}
      onClick={onOpen}
      className="block max-w-full truncate rounded-xs text-left hover:underline"
    >
      {title}
    </button>
  </td>
);

export const ModelCell = ({ model }: { readonly model: string | null }) => (
  <td title={model ?? 'not named'} className={`${CELL} font-mono text-xs narrow:hidden`}>
    {model ?? '–'}
  </td>
);

export const FolderCell = ({ path }: { readonly path: string | null }) => (
  <td title={path ?? 'not named'} className={`${CELL} narrow:hidden`}>
    {path === null ? '–' : folderName(path)}
  </td>
);

const Passed = ({ moment }: { readonly moment: string }) => (
  <time dateTime={moment} title={exactTime(moment)}>
    {useOverTime((now) => age(moment, now))}
  </time>
);

/** When something last happened; while a row is pointed at or has the focus, its Resume stands there. */
export const ActiveCell = ({
  moment,
  live,
  under,
  resume,
}: {
  /** Null: now, or it is not known. */
  readonly moment: string | null;
  readonly live: boolean;
  /** What is being done to it now, in a word; null: nothing. */
  readonly under: string | null;
  /** Null: it cannot be resumed. */
  readonly resume: ReactNode;
}) => {
  const shown = moment === null ? live ? 'now' : '–' : <Passed moment={moment} />;
  const covered = resume !== null && under === null;
  return (
    <td title={under ?? undefined} className={`${CELL} relative text-right tabular-nums`}>
      <span className={covered ? 'group-focus-within:opacity-0 group-hover:opacity-0' : ''}>
        {under ?? shown}
      </span>
      {covered && <span className="absolute inset-y-1 right-0">{resume}</span>}
    </td>
  );
};

/** The button in a row that goes on with its session; what that reads again is found out when it comes near. */
export const ResumeButton = ({
  title,
  disabled,
  conversation,
  onResume,
}: {
  readonly title: string;
  readonly disabled: boolean;
  /** Null: it starts anew. */
  readonly conversation: ConversationId | null;
  readonly onResume: () => void;
}) => {
  const [near, setNear] = useState(false);
  const [estimate, setEstimate] = useState<string>();
  return (
    <>
      {near && conversation !== null && <EstimateReader conversation={conversation} onKnown={setEstimate} />}
      <Button
        size="small"
        variant="quiet"
        className={onlyNear(false)}
        disabled={disabled}
        aria-description={[title, estimate].filter(Boolean).join('. ')}
        title={estimate}
        onPointerEnter={() => setNear(true)}
        onFocus={() => setNear(true)}
        onClick={onResume}
      >
        Resume
      </Button>
    </>
  );
};
