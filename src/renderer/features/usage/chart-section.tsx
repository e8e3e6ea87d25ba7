import type { ReactNode } from 'react';
import { partsBetween, type CalendarPart } from '#shared/calendar.ts';
import type { UsageReport } from '#shared/contract/usage.ts';
import { Segments } from '#renderer/ui/segments.tsx';
import type { Bar, Measure } from './bars.ts';
import { Chart } from './chart.tsx';
import { partName, tickName, type Days } from './periods.ts';

const parts = [
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week' },
  { value: 'month', label: 'Month' },
] as const;

const barsOf = (report: UsageReport, days: Days, part: CalendarPart): readonly Bar[] => {
  const rows = new Map(report.rows.map((row) => [row.key, row]));
  return partsBetween(days.since, days.until, part).map((key) => ({
    key,
    name: partName(key, part),
    tick: tickName(key, part),
    sum: rows.get(key) ?? null,
  }));
};

const Reading = ({ children }: { readonly children: ReactNode }) => (
  <p className="grid h-[246px] place-items-center text-fg-3 short:h-40">{children}</p>
);

export interface ChartSectionProps {
  /** Undefined: not known yet, or it cannot be known. */
  readonly report: UsageReport | undefined;
  readonly failed: boolean;
  readonly days: Days;
  readonly part: CalendarPart;
  readonly onPart: (part: CalendarPart) => void;
  readonly measure: Measure;
  readonly bar: string | null;
  readonly onBar: (key: string | null) => void;
}

/** The bars of a period, or why there are none. */
export const ChartSection = (props: ChartSectionProps) => {
  const { report, failed, days, part, measure } = props;
  const title = `${measure === 'cost' ? 'Cost' : 'Tokens'} per ${part}`;
  const used = report !== undefined && report.rows.length > 0;
  return (
    <section className="mb-5">
      <div className="mb-1 flex items-center gap-3">
        <h2 className="grow text-xs font-medium text-fg-3">{title}</h2>
        <Segments label="Bars" chosen={part} choices={parts} onChoose={props.onPart} />
      </div>
      {!report && !failed && <Reading>Adding up.</Reading>}
      {report && !used && (
        <Reading>{report.complete ? 'Nothing was used in these days.' : 'Nothing found yet.'}</Reading>
      )}
      {used && (
        <Chart
          label={title}
          bars={barsOf(report, days, part)}
          measure={measure}
          chosen={props.bar}
          onChoose={props.onBar}
        />
      )}
    </section>
  );
};
