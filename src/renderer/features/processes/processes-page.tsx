import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ProcessReport } from '#shared/contract/processes.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { Note } from '#renderer/ui/note.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import { EndProcess, useEndTree, type Ending } from './end-process.tsx';
import { groupsOf, summed, type Order } from './groups.ts';
import { ProcessesTable } from './processes-table.tsx';
import { isNearCap, ptyText, totalText } from './words.ts';

/** Often enough to see what happens; while nobody sees the page nothing is looked at. Milliseconds. */
const BETWEEN_LOOKS = 2000;

const useProcesses = () =>
  useQuery({ ...useApi().processes.list.queryOptions(), refetchInterval: BETWEEN_LOOKS, staleTime: 0 });

const Shown = ({
  report,
  sessions,
}: {
  readonly report: ProcessReport;
  readonly sessions: readonly Session[];
}) => {
  const [order, setOrder] = useState<Order>('tree');
  const [asked, setAsked] = useState<Ending | null>(null);
  const { mutate, error, isPending, variables } = useEndTree();
  const box = useRef<HTMLDivElement>(null);
  // The row is gone by then, and the focus with it.
  const keepFocus = (): void => {
    if (document.activeElement === document.body) box.current?.focus();
  };
  const groups = groupsOf(report.processes, sessions, order);
  const isQuiet = groups.every(({ kind }) => kind === 'toc');
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <div className="mb-3 flex flex-wrap items-baseline gap-x-4 gap-y-1 tabular-nums">
        <p className="font-medium text-fg">{totalText(summed(groups.map(({ sum }) => sum)))}</p>
        <p className={isNearCap(report.ptys) ? 'text-look' : 'text-fg-2'}>{ptyText(report.ptys)}</p>
      </div>
      {error && (
        <Note kind="error" className="mb-3">
          {explain(error)}
        </Note>
      )}
      {isQuiet && <p className="mb-3 text-fg-2">No agent has a process now.</p>}
      <ProcessesTable
        groups={groups}
        sessions={sessions}
        order={order}
        onOrder={setOrder}
        ending={isPending ? variables.pid : null}
        onEnd={setAsked}
      />
      {asked && (
        <EndProcess
          ending={asked}
          onClose={() => setAsked(null)}
          onEnd={({ process: { pid, started } }) => mutate({ pid, started }, { onSettled: keepFocus })}
        />
      )}
    </div>
  );
};

/** Every process toc owns, what it takes, and the way to end one. */
export const ProcessesPage = () => {
  const { data: report, error } = useProcesses();
  const sessions = useQuery(useApi().sessions.list.queryOptions());
  // Without their names the groups would say nothing; they are read at the start already.
  const isReady = report !== undefined && !sessions.isPending;
  return (
    <>
      <TitleBar title="Processes" />
      <div className="min-h-0 grow overflow-y-auto bg-content px-6 py-5 narrow:px-4 short:py-3">
        {error && (
          <Note kind="error" className="mb-3">
            {explain(error)}
          </Note>
        )}
        {!isReady && !error && <p className="text-fg-3">Looking at the processes.</p>}
        {isReady && <Shown report={report} sessions={sessions.data ?? []} />}
      </div>
    </>
  );
};
