import type { ReactNode } from 'react';
import type { UsageBy, UsageReport } from '#shared/contract/usage.ts';
import { Button } from '#renderer/ui/button.tsx';
import { Segments } from '#renderer/ui/segments.tsx';
import { groups } from './periods.ts';
import { UsageTable } from './usage-table.tsx';

export interface TableSectionProps {
  readonly report: UsageReport | undefined;
  readonly by: UsageBy;
  readonly onBy: (by: UsageBy) => void;
  /** The one bar that is shown, in words; null: all of them. */
  readonly only: string | null;
  readonly onAll: () => void;
  readonly onPrice: (model: string) => void;
  readonly children: ReactNode;
}

/** The figures in a table, by what the person chooses. */
export const TableSection = ({ report, by, onBy, only, onAll, onPrice, children }: TableSectionProps) => (
  <section>
    <div className="mb-2 flex flex-wrap items-center gap-3">
      <Segments label="Group by" chosen={by} choices={groups} onChoose={onBy} />
      {only !== null && (
        <Button size="small" onClick={onAll}>
          Only {only}: show all
        </Button>
      )}
    </div>
    {report && report.rows.length > 0 && <UsageTable report={report} by={by} onPrice={onPrice} />}
    {report && report.rows.length === 0 && only !== null && (
      <p className="text-fg-3">Nothing was used then.</p>
    )}
    {children}
  </section>
);
