import type { ReactNode } from 'react';
import type { OwnedProcess } from '#shared/contract/processes.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { age, exactTime } from '#renderer/ui/age.ts';
import { Button } from '#renderer/ui/button.tsx';
import { byteSize } from '#renderer/ui/byte-size.ts';
import { StatusGlyph } from '#renderer/ui/glyph.tsx';
import { useOverTime } from '#renderer/ui/now.ts';
import type { Ending } from './end-process.tsx';
import { flat, type Branch, type Group, type Order } from './groups.ts';
import { cpuText, groupNote, groupTitle } from './words.ts';

const COLUMNS = 6;
const NUMBER = 'px-2 text-right tabular-nums whitespace-nowrap';

/** By depth; what is deeper still stands below the last one. */
const INDENTS: readonly string[] = ['', 'pl-4', 'pl-8', 'pl-12', 'pl-16'];

const Age = ({ moment }: { readonly moment: string }) => (
  <time dateTime={moment} title={exactTime(moment)}>
    {useOverTime((now) => age(moment, now))}
  </time>
);

const roleWord: Readonly<Record<OwnedProcess['role'], string | null>> = {
  main: 'main',
  supervisor: 'supervisor',
  helper: null,
  run: 'agent',
  child: null,
};

interface LineProps {
  readonly branch: Branch;
  readonly depth: number;
  /** Of its session; null where it is not known. */
  readonly title: string | null;
  readonly isEnding: boolean;
  readonly onEnd: (ending: Ending) => void;
}

const Line = ({ branch, depth, title, isEnding, onEnd }: LineProps) => {
  const { process } = branch;
  const { command, pid, cpu, cpuMs, memoryBytes, startedAt, role, orphan } = process;
  const word = roleWord[role];
  return (
    <tr className="h-[29px] border-b border-line-faint text-fg-2 hover:bg-hover short:h-[26px]">
      <th scope="row" className="overflow-hidden pr-2 text-left font-normal">
        <span title={command} className={`flex min-w-0 items-baseline gap-2 ${INDENTS[depth] ?? 'pl-20'}`}>
          <span className="min-w-0 truncate font-mono text-xs text-fg">{command}</span>
          {word !== null && <span className="shrink-0 text-xs text-fg-3">{word}</span>}
          {orphan && title !== null && (
            <span className="min-w-0 shrink-2 truncate text-xs text-fg-3">of {title}</span>
          )}
        </span>
      </th>
      <td className={`${NUMBER} font-mono text-xs`}>{pid}</td>
      <td title={`${(cpuMs / 1000).toFixed(1)} s of CPU time since its start`} className={NUMBER}>
        {cpuText(cpu)}
      </td>
      <td className={NUMBER}>{byteSize(memoryBytes)}</td>
      <td className={NUMBER}>
        <Age moment={startedAt} />
      </td>
      <td className="pl-2 text-right">
        {(role === 'run' || role === 'child') && (
          <Button
            size="small"
            variant="quiet"
            aria-label={`End ${command}, process ${pid}`}
            disabled={isEnding}
            onClick={() => onEnd({ branch, title })}
          >
            {isEnding ? 'Ending…' : 'End'}
          </Button>
        )}
      </td>
    </tr>
  );
};

const GroupHead = ({ group }: { readonly group: Group }) => {
  const note = groupNote(group);
  return (
    <>
      <tr className={note === null ? 'h-8 border-b border-line-faint' : 'h-8'}>
        <th scope="rowgroup" colSpan={2} className="overflow-hidden pt-2 pr-2 text-left font-medium text-fg">
          <span className="flex min-w-0 items-center gap-1.5">
            {group.session && <StatusGlyph word={group.session.status.word} named />}
            <span className="min-w-0 truncate">{groupTitle(group)}</span>
          </span>
        </th>
        <td className={`${NUMBER} pt-2 font-medium text-fg`}>{cpuText(group.sum.cpu)}</td>
        <td className={`${NUMBER} pt-2 font-medium text-fg`}>{byteSize(group.sum.memoryBytes)}</td>
        <td colSpan={2} />
      </tr>
      {note !== null && (
        <tr className="border-b border-line-faint">
          <td colSpan={COLUMNS} className="pb-1.5 text-xs text-fg-3">
            {note}
          </td>
        </tr>
      )}
    </>
  );
};

const SortHead = ({
  by,
  order,
  onOrder,
  children,
}: {
  readonly by: 'cpu' | 'memory';
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly children: ReactNode;
}) => (
  <th
    scope="col"
    {...(order === by ? { 'aria-sort': 'descending' as const } : {})}
    className="w-20 px-2 text-right font-medium"
  >
    <button
      type="button"
      title={order === by ? 'Back to the order of their start' : 'The largest first'}
      onClick={() => onOrder(order === by ? 'tree' : by)}
      className="rounded-xs hover:text-fg hover:underline"
    >
      {children}
      {order === by && <span aria-hidden="true"> ↓</span>}
    </button>
  </th>
);

export interface ProcessesTableProps {
  readonly groups: readonly Group[];
  readonly sessions: readonly Session[];
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** The pid of the one that is being ended. */
  readonly ending: number | null;
  readonly onEnd: (ending: Ending) => void;
}

/** Every process as a row, below the one that started it, in the group it belongs to. */
export const ProcessesTable = ({ groups, sessions, order, onOrder, ending, onEnd }: ProcessesTableProps) => (
  <table aria-label="Processes" className="w-full table-fixed border-collapse text-sm text-fg-2">
    <thead>
      <tr className="h-8 border-b border-line text-xs text-fg-3">
        <th scope="col" className="text-left font-medium">
          Process
        </th>
        <th scope="col" className="w-20 px-2 text-right font-medium">
          pid
        </th>
        <SortHead by="cpu" {...{ order, onOrder }}>
          CPU
        </SortHead>
        <SortHead by="memory" {...{ order, onOrder }}>
          Memory
        </SortHead>
        <th scope="col" className="w-18 px-2 text-right font-medium">
          Age
        </th>
        <th scope="col" className="w-20">
          <span className="sr-only">Actions</span>
        </th>
      </tr>
    </thead>
    {groups.map((group) => (
      <tbody key={group.key}>
        <GroupHead group={group} />
        {group.branches
          .flatMap((branch) => flat(branch))
          .map(({ branch, depth }) => (
            <Line
              key={`${branch.process.pid}/${branch.process.started}`}
              branch={branch}
              depth={depth}
              title={sessions.find(({ id }) => id === branch.process.sessionId)?.title ?? null}
              isEnding={branch.process.pid === ending}
              onEnd={onEnd}
            />
          ))}
      </tbody>
    ))}
  </table>
);
