import { ChevronDown, ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { AuditEntry } from '#shared/contract/audit.ts';
import { CopyIcon } from '#renderer/ui/copy-button.tsx';
import { actionWords, factsOf, runtimeWords, subjectWords, timeWords } from './words.ts';

const CELL = 'truncate border-b border-line-faint px-2';

const Details = ({ entry, id }: { readonly entry: AuditEntry; readonly id: string }) => (
  <tr id={id}>
    <td colSpan={4} className="border-b border-line-faint bg-sunken py-2 pr-4 pl-11">
      <dl aria-label={`Line ${entry.id}`} className="flex flex-col gap-1 text-xs">
        {factsOf(entry).map(([name, value]) => (
          <div key={name} className="flex gap-3">
            <dt className="w-24 shrink-0 break-words text-fg-3">{name}</dt>
            <dd className="min-w-0 break-words whitespace-pre-wrap text-fg">{value}</dd>
          </div>
        ))}
        <div className="flex items-center gap-3">
          <dt className="w-24 shrink-0 text-fg-3">Hash</dt>
          <dd className="flex min-w-0 items-center gap-2">
            <span className="min-w-0 font-mono break-all text-fg">{entry.hash}</span>
            <CopyIcon label={`Copy the hash of line ${entry.id}`} text={entry.hash} />
          </dd>
        </div>
      </dl>
    </td>
  </tr>
);

const Line = ({
  entry,
  open,
  onToggle,
}: {
  readonly entry: AuditEntry;
  readonly open: boolean;
  readonly onToggle: () => void;
}) => {
  const details = useId();
  const subject = subjectWords(entry);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <tbody>
      <tr className="h-8 text-fg-2 hover:bg-hover">
        <td className={`${CELL} pl-4 tabular-nums`}>
          <time {...(entry.at === null ? {} : { dateTime: entry.at })}>{timeWords(entry.at)}</time>
        </td>
        <td className={CELL}>{actionWords(entry.action)}</td>
        <td className={CELL}>
          <button
            type="button"
            aria-expanded={open}
            {...(open ? { 'aria-controls': details } : {})}
            title={subject}
            onClick={onToggle}
            className="flex max-w-full items-center gap-1 rounded-xs text-left font-medium text-fg"
          >
            <Chevron aria-hidden="true" className="size-3.5 shrink-0 stroke-[1.6] text-fg-3" />
            <span className="truncate">{subject}</span>
          </button>
        </td>
        <td className={`${CELL} pr-4`}>{runtimeWords(entry.runtime)}</td>
      </tr>
      {open && <Details entry={entry} id={details} />}
    </tbody>
  );
};

const HEAD = 'h-7 border-b border-line px-2 text-left font-medium whitespace-nowrap';

/** Lines of the trail; a line opens to all that it says. */
export const AuditTable = ({ entries }: { readonly entries: readonly AuditEntry[] }) => {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number): void => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <table
      aria-label="Audit trail"
      className="w-full min-w-[600px] table-fixed border-separate border-spacing-0"
    >
      <thead className="sticky top-0 z-10 bg-content text-xs text-fg-3">
        <tr>
          <th scope="col" aria-sort="descending" className={`${HEAD} w-46 pl-4`}>
            Time
          </th>
          <th scope="col" className={`${HEAD} w-38`}>
            Action
          </th>
          <th scope="col" className={HEAD}>
            What
          </th>
          <th scope="col" className={`${HEAD} w-30 pr-4`}>
            Runtime
          </th>
        </tr>
      </thead>
      {entries.map((entry) => (
        <Line key={entry.id} entry={entry} open={open.has(entry.id)} onToggle={() => toggle(entry.id)} />
      ))}
    </table>
  );
};
