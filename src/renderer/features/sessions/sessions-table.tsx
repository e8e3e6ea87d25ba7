import { Fragment, useEffect, useMemo, type KeyboardEvent } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import { useLongList } from '#renderer/ui/long-list.ts';
import { useRoving } from '#renderer/ui/roving.ts';
import { FoundRow } from './found-row.tsx';
import type { Listed } from './listing.ts';
import { OurRow } from './our-row.tsx';
import type { Selecting } from './selection.ts';
import { Gap, Head } from './table-parts.tsx';

const HEAD_HEIGHT = 28;
const ROW_HEIGHT = 32;

export interface SessionsTableProps {
  readonly label: string;
  readonly rows: readonly Listed[];
  /** The rows that can be chosen: ours. */
  readonly keys: readonly string[];
  readonly selecting: Selecting;
  /** With those that are still to come. */
  readonly count: number;
  readonly focused: SessionId | null;
  /** Told which row is the last that is drawn. */
  readonly onReach: (last: number) => void;
}

/** The table of sessions: one tab stop, of which only the rows in sight are drawn. */
export const SessionsTable = (props: SessionsTableProps) => {
  const { label, rows, keys: choosable, selecting, count, focused, onReach } = props;
  const { chosen } = selecting;
  const keys = useMemo((): string[] => rows.map(({ key }) => key), [rows]);
  const roving = useRoving<string>(keys, focused);
  const {
    attach,
    rows: drawn,
    rest,
    reveal,
    page,
  } = useLongList({
    count: rows.length,
    height: ROW_HEIGHT,
    head: HEAD_HEIGHT,
    kept: roving.current === null ? -1 : keys.indexOf(roving.current),
  });
  const last = drawn.at(-1)?.index ?? -1;
  useEffect(() => onReach(last), [onReach, last]);
  const marks = chosen.size === 0 ? 0 : choosable.filter((key) => chosen.has(key)).length;
  const handleKey = (event: KeyboardEvent): void => {
    const { target, currentTarget } = event;
    // What a row's menu or question hears is theirs, wherever it is drawn.
    if (!(target instanceof Node) || !currentTarget.contains(target)) return;
    // A box takes Space by itself.
    const onBox = target instanceof HTMLInputElement && event.key !== ' ';
    if (onBox || target instanceof HTMLTableRowElement) selecting.onKeyDown(event, roving.current);
    if (!event.defaultPrevented) roving.onKeyDown(event, { reveal, page });
  };
  return (
    <table
      ref={attach}
      aria-label={label}
      aria-rowcount={count + 1}
      onKeyDown={handleKey}
      className="w-full table-fixed border-separate border-spacing-0"
    >
      <Head
        chosen={marks === 0 ? 'none' : marks < choosable.length ? 'some' : 'all'}
        disabled={choosable.length === 0}
        onAll={selecting.all}
        onNone={selecting.clear}
      />
      {drawn.map(({ index, gap }) => {
        const row = rows[index];
        if (!row) return null;
        const { key } = row;
        const place = {
          index,
          current: key === roving.current,
          chosen: chosen.has(key),
          item: roving.itemProps(key),
        };
        return (
          <Fragment key={key}>
            <Gap height={gap} />
            {row.kind === 'ours' ? (
              <OurRow
                session={row.session}
                place={place}
                onToggle={() => selecting.toggle(key)}
                onExtend={() => selecting.extend(key)}
              />
            ) : (
              <FoundRow found={row.found} place={place} />
            )}
          </Fragment>
        );
      })}
      <Gap height={rest} />
    </table>
  );
};
