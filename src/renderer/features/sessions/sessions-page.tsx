import { useEffect, useMemo, useRef, useState } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { explain } from '#renderer/bridge/failure-words.ts';
import { listSentence, useIndex } from '#renderer/bridge/reading.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { Segments } from '#renderer/ui/segments.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { inBackground, listing, needsYou, strangers, type Shown } from './listing.ts';
import { RestartBanner } from './restart-banner.tsx';
import { useSelecting } from './selection.ts';
import { SessionsTable } from './sessions-table.tsx';
import { useFound, type Found } from './use-found.ts';

/** So many rows before the end of what is here, the next page is asked for. */
const AHEAD = 40;

const labels: Readonly<Record<Shown, string>> = {
  all: 'All sessions',
  live: 'Live sessions',
  background: 'Background runs',
  'needs-you': 'Sessions that need you',
  ours: 'Our sessions',
  found: 'Found on this machine',
};

/** The rows of a filter, how many there are with those that are still to come, and how many each filter has. */
const useListing = (shown: Shown, sessions: readonly Session[], found: Found) => {
  const { conversations, all, hasNextPage, error } = found;
  const known = useMemo(() => strangers(sessions, conversations), [sessions, conversations]);
  // When no more can be had, ours need not wait for them.
  const more = hasNextPage && error === null;
  const rows = useMemo(
    () => listing(shown, { sessions, found: known, more }),
    [shown, sessions, known, more],
  );
  const others = all - (conversations.length - known.length);
  const counts: Readonly<Record<Shown, number>> = {
    all: sessions.length + others,
    live: sessions.filter(({ run }) => run.live).length,
    background: sessions.filter(inBackground).length,
    'needs-you': sessions.filter(needsYou).length,
    ours: sessions.length,
    found: others,
  };
  return { rows, counts, count: more ? counts[shown] : rows.length };
};

/** Asks for the next page of found ones once the end of those that are here comes into sight. */
const useNextPage = (found: Found, wanted: boolean): void => {
  const { hasNextPage, isFetching, error, fetchNextPage } = found;
  const due = wanted && hasNextPage && !isFetching && error === null;
  useEffect(() => {
    if (due) void fetchNextPage();
  }, [due, fetchNextPage]);
};

const emptyWords = (shown: Shown, reading: boolean): string => {
  switch (shown) {
    case 'live':
      return 'No session is live now.';
    case 'background':
      return 'Nothing was run in the background yet.';
    case 'needs-you':
      return 'No session waits for you.';
    case 'found':
      return reading
        ? 'No conversation was found yet.'
        : 'No conversation was found that toc did not start itself.';
    case 'all':
    case 'ours':
      return 'No sessions yet. Start an agent in the sidebar; every session stays listed here.';
  }
};

/** What stands below the last row: that more are coming, or why not. */
const End = ({ found }: { readonly found: Found }) => {
  const { error, isPending, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = found;
  if (error) {
    return (
      <Note kind="error" className="mx-4 my-3">
        <p>Sessions started elsewhere cannot be listed: {explain(error)}</p>
        <Button
          size="small"
          className="mt-1.5"
          onClick={() => void (hasNextPage ? fetchNextPage() : refetch())}
        >
          Try again
        </Button>
      </Note>
    );
  }
  if (!isPending && !isFetchingNextPage) return null;
  return (
    <p className="px-4 py-3 text-fg-3">
      {isPending ? 'Looking for sessions started elsewhere.' : 'Reading older ones.'}
    </p>
  );
};

/** Every session there is, the last active first: ours, and those that were started elsewhere. */
export const SessionsPage = ({
  sessions,
  focused,
  first = 'all',
}: {
  readonly sessions: readonly Session[];
  readonly focused: SessionId | null;
  readonly first?: Shown;
}) => {
  const [shown, setShown] = useState<Shown>(first);
  const [reached, setReached] = useState(0);
  const found = useFound();
  const index = useIndex();
  const reading = index ? listSentence(index) : null;
  const { rows, count, counts } = useListing(shown, sessions, found);
  const withFound = shown === 'all' || shown === 'found';
  useNextPage(found, withFound && reached >= rows.length - AHEAD);
  const keys = useMemo(() => rows.flatMap(({ kind, key }) => (kind === 'ours' ? [key] : [])), [rows]);
  const selecting = useSelecting(keys);
  const chosen =
    selecting.chosen.size === 0
      ? []
      : rows.flatMap((row) => (row.kind === 'ours' && selecting.chosen.has(row.key) ? [row.session] : []));
  const box = useRef<HTMLDivElement>(null);
  const handleClear = (): void => {
    selecting.clear();
    // The bar goes, and the focus that it may have had.
    box.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus({ preventScroll: true });
  };
  const figure = (value: Shown): string => counts[value].toLocaleString('en');
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-11 shrink-0 items-center gap-3 px-4">
        <Segments
          label="Show"
          chosen={shown}
          choices={[
            { value: 'all', label: `All ${figure('all')}` },
            { value: 'live', label: `Live ${figure('live')}` },
            { value: 'background', label: `Background ${figure('background')}` },
            { value: 'needs-you', label: `Needs you ${figure('needs-you')}` },
            { value: 'ours', label: `Ours ${figure('ours')}` },
            { value: 'found', label: `Found ${figure('found')}` },
          ]}
          onChoose={(value) => {
            // Nothing is done to what is out of sight.
            selecting.clear();
            setShown(value);
          }}
        />
        {withFound && reading !== null && (
          <span className="ml-auto min-w-0 truncate text-xs text-fg-3 tabular-nums">{reading}</span>
        )}
      </div>
      <RestartBanner sessions={sessions} />
      <div ref={box} className="min-h-0 grow overflow-auto">
        <SessionsTable
          label={labels[shown]}
          rows={rows}
          keys={keys}
          selecting={selecting}
          count={count}
          focused={focused}
          onReach={setReached}
        />
        {rows.length === 0 && !(withFound && found.isPending) && (
          <p className="px-4 py-3 text-fg-3">{emptyWords(shown, reading !== null)}</p>
        )}
        {withFound && <End found={found} />}
      </div>
      {chosen.length > 0 && <BulkBar sessions={chosen} onClear={handleClear} />}
    </div>
  );
};
