import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { statusReason } from '#shared/status-reason.ts';
import { age, exactTime } from '#renderer/ui/age.ts';
import { RuntimeMark, StatusGlyph, statusColour } from '#renderer/ui/glyph.tsx';
import { useLongList } from '#renderer/ui/long-list.ts';
import { useMedia } from '#renderer/ui/media.ts';
import { useOverTime } from '#renderer/ui/now.ts';
import { useRoving } from '#renderer/ui/roving.ts';
import { placeLabel, rowName, shortReason } from './words.ts';

export interface SessionListProps {
  readonly sessions: readonly Session[];
  readonly selected: SessionId | null;
  readonly onOpen: (id: SessionId) => void;
  /** Says which digit opens which row, while the key for it is held. */
  readonly digits: boolean;
}

const Age = ({ session }: { readonly session: Session }) => (
  <span className="text-xs text-fg-3 tabular-nums short:hidden rail:hidden">
    {useOverTime((now) => age(session.run.startedAt, now))}
  </span>
);

interface RowProps {
  readonly session: Session;
  readonly selected: boolean;
  readonly digit: number | null;
  readonly index: number;
  readonly count: number;
  /** The room of rows before this one that are not drawn. */
  readonly gap: number;
  readonly item: ReturnType<ReturnType<typeof useRoving<SessionId>>['itemProps']>;
  readonly onOpen: (id: SessionId) => void;
}

const Row = ({ session, selected, digit, index, count, gap, item, onOpen }: RowProps) => {
  const name = useOverTime((now) => rowName(session, now));
  const { word } = session.status;
  // A start takes a moment: the row stays as it will be.
  const reason = session.status.cause.code === 'starting' ? null : shortReason(session);
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    onOpen(session.id);
  };
  return (
    <li
      role="option"
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={count}
      data-index={index}
      data-session={session.id}
      style={gap > 0 ? { marginTop: gap } : undefined}
      title={`${session.title}\n${word}. ${statusReason(session)}\nStarted ${exactTime(session.run.startedAt)}`}
      onClick={() => onOpen(session.id)}
      onKeyDown={handleKey}
      {...item}
      className={`relative grid h-[42px] grid-cols-[12px_minmax(0,1fr)] content-center gap-x-2 rounded-sm px-2 select-none focus-visible:-outline-offset-2 rail:h-8 rail:grid-cols-[12px] rail:justify-center rail:px-0 short:h-7 ${
        selected
          ? 'bg-selected before:absolute before:-left-2 before:inset-y-[7px] before:w-[3px] before:rounded-r-[2px] before:bg-accent'
          : 'hover:bg-hover'
      }`}
    >
      <span className="sr-only">{name}</span>
      <StatusGlyph word={word} className="mt-[3px] short:mt-0 short:self-center rail:mt-0 rail:self-center" />
      <div aria-hidden="true" className="flex min-w-0 items-center gap-1.5 leading-[18px] rail:hidden">
        <span className="min-w-0 grow truncate font-medium">{session.title}</span>
        <span className="hidden short:inline-flex">
          <RuntimeMark runtime={session.runtime} />
        </span>
        {digit === null ? (
          <Age session={session} />
        ) : (
          <span className="text-xs text-accent-text">{digit}</span>
        )}
      </div>
      <div
        aria-hidden="true"
        className="col-start-2 flex min-w-0 items-center gap-1.5 text-xs text-fg-3 short:hidden rail:hidden"
      >
        <RuntimeMark runtime={session.runtime} />
        <span
          className={`min-w-0 grow truncate ${reason !== null && word !== 'Running' ? statusColour[word] : ''}`}
        >
          {reason ?? placeLabel(session)}
        </span>
      </div>
    </li>
  );
};

/** As the classes of a row say it. */
const useRowHeight = (): number => {
  const rail = useMedia('(max-width: 759px)');
  const short = useMedia('(max-height: 680px)');
  return rail ? 32 : short ? 28 : 42;
};

/** The sidebar's list of sessions: one tab stop, Enter opens. */
export const SessionList = ({ sessions, selected, onOpen, digits }: SessionListProps) => {
  const keys = sessions.map(({ id }) => id);
  const roving = useRoving(keys, selected);
  const { attach, rows, rest, reveal, page } = useLongList({
    count: sessions.length,
    height: useRowHeight(),
    kept: roving.current === null ? -1 : keys.indexOf(roving.current),
  });
  const showSelected = useRef(() => {});
  useEffect(() => {
    showSelected.current = () => {
      const at = selected === null ? -1 : keys.indexOf(selected);
      if (at >= 0) reveal(at);
    };
  });
  useEffect(() => showSelected.current(), [selected]);
  return (
    <ul
      ref={attach}
      role="listbox"
      aria-label="Sessions"
      onKeyDown={(event) => roving.onKeyDown(event, { reveal, page })}
      style={rest > 0 ? { paddingBottom: rest } : undefined}
      className="shrink-0 px-2 rail:px-1.5"
      {...(sessions.length === 0 ? { tabIndex: 0 } : {})}
    >
      {rows.map(({ index, gap }) => {
        const session = sessions[index];
        return (
          session && (
            <Row
              key={session.id}
              session={session}
              selected={session.id === selected}
              digit={digits && index < 9 ? index + 1 : null}
              index={index}
              count={sessions.length}
              gap={gap}
              item={roving.itemProps(session.id)}
              onOpen={onOpen}
            />
          )
        );
      })}
    </ul>
  );
};
