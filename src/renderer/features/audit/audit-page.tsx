import { useMutation } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Menu } from '#renderer/ui/menu.tsx';
import { Note } from '#renderer/ui/note.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import { AuditTable } from './audit-table.tsx';
import { CheckResult } from './check-result.tsx';
import { FilterBar } from './filter-bar.tsx';
import { everything, useExport, useTrail, type Filter, type Trail } from './use-audit.ts';

const Failed = ({ problem, onAgain }: { readonly problem: unknown; readonly onAgain?: () => void }) => (
  <Note kind="error" className="mx-4 my-3">
    <p>{explain(problem)}</p>
    {onAgain && (
      <Button size="small" className="mt-1.5" onClick={onAgain}>
        Try again
      </Button>
    )}
  </Note>
);

/** What stands below the last line: more, or why there is nothing. */
const End = ({
  trail,
  filtered,
  onAll,
}: {
  readonly trail: Trail;
  readonly filtered: boolean;
  readonly onAll: () => void;
}) => {
  const { entries, error, isFetching, isFetchNextPageError, hasNextPage, fetchNextPage, refetch } = trail;
  if (error) {
    const again = isFetchNextPageError ? fetchNextPage : refetch;
    return <Failed problem={error} onAgain={() => void again()} />;
  }
  if (!entries) return <p className="px-4 py-3 text-fg-3">Reading the trail.</p>;
  if (hasNextPage) {
    return (
      <p className="px-4 py-3">
        <Button size="small" disabled={isFetching} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      </p>
    );
  }
  if (entries.length > 0) return null;
  if (!filtered) {
    return (
      <p className="px-4 py-3 text-fg-3">
        Nothing is on the trail yet. Every start, resume and stop of a session gets a line, and every change
        of an agent made here.
      </p>
    );
  }
  return (
    <p className="flex items-center gap-3 px-4 py-3 text-fg-3">
      No line fits.
      <Button size="small" onClick={onAll}>
        Show all
      </Button>
    </p>
  );
};

const isFiltered = (filter: Filter): boolean =>
  Object.values(filter).some((wanted) => wanted !== null && wanted !== '');

/** What was done to sessions and agents, the newest first; it can be filtered, taken along and checked. */
export const AuditPage = () => {
  const [filter, setFilter] = useState<Filter>(everything);
  const trail = useTrail(useDeferredValue(filter));
  const check = useMutation(useApi().audit.verify.mutationOptions());
  const exporting = useExport(filter);
  return (
    <>
      <TitleBar
        title="Audit"
        actions={
          <>
            <Button size="small" disabled={check.isPending} onClick={() => check.mutate(undefined)}>
              Check
            </Button>
            <Menu
              trigger={
                <Button size="small" disabled={exporting.isPending || !trail.entries}>
                  Export
                </Button>
              }
              actions={[
                { label: 'CSV', onChoose: () => exporting.mutate('csv') },
                { label: 'JSON', onChoose: () => exporting.mutate('json') },
              ]}
            />
          </>
        }
      />
      <div className="min-h-0 grow overflow-y-auto bg-content">
        {check.isPending && (
          <p role="status" className="px-4 pt-3 text-xs text-fg-3">
            Checking every line.
          </p>
        )}
        {check.error !== null && <Failed problem={check.error} />}
        {exporting.error !== null && <Failed problem={exporting.error} />}
        {check.data && !check.isPending && <CheckResult check={check.data} />}
        <FilterBar filter={filter} actions={trail.actions} onFilter={setFilter} />
        {trail.entries && trail.entries.length > 0 && <AuditTable entries={trail.entries} />}
        <End trail={trail} filtered={isFiltered(filter)} onAll={() => setFilter(everything)} />
      </div>
    </>
  );
};
