import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { daysOf, type CalendarPart } from '#shared/calendar.ts';
import type { UsageBy } from '#shared/contract/usage.ts';
import { COST_MEANS } from '#shared/usage-words.ts';
import { useApi } from '#renderer/bridge/bridge.tsx';
import { explain } from '#renderer/bridge/failure-words.ts';
import { figuresSentence, useIndex } from '#renderer/bridge/reading.ts';
import { Note } from '#renderer/ui/note.tsx';
import { useOverTime } from '#renderer/ui/now.ts';
import { Segments } from '#renderer/ui/segments.tsx';
import { TitleBar } from '#renderer/ui/title-bar.tsx';
import type { Measure } from './bars.ts';
import { ChartSection } from './chart-section.tsx';
import { Corrections } from './corrections.tsx';
import { ExportMenu } from './export-menu.tsx';
import { Figures } from './figures.tsx';
import { daysOfPeriod, partName, periodName, periods, todayIn, type Days, type Period } from './periods.ts';
import { PriceDialog } from './price-dialog.tsx';
import { TableSection } from './table-section.tsx';
import { timeZone, useReport } from './use-usage.ts';

const measures = [
  { value: 'cost', label: 'Cost' },
  { value: 'tokens', label: 'Tokens' },
] as const;

/** The days of a bar that lie in the period. */
const within = (days: Days, key: string, part: CalendarPart): Days => {
  const bar = daysOf(key, part);
  return {
    since: bar.since > days.since ? bar.since : days.since,
    until: bar.until < days.until ? bar.until : days.until,
  };
};

/** What the person looks at. A bar is one of the period's, so another period or kind of bar lets go of it. */
const useLook = () => {
  const today = useOverTime((now) => todayIn(timeZone, now));
  const [period, setPeriod] = useState<Period>('month');
  const [part, setPart] = useState<CalendarPart>('day');
  const [bar, setBar] = useState<string | null>(null);
  const days = daysOfPeriod(period, today);
  return {
    today,
    period,
    part,
    bar,
    days,
    shown: bar === null ? days : within(days, bar, part),
    setBar,
    setPeriod(next: Period) {
      setPeriod(next);
      setBar(null);
      // A year of days is too thin to point at, a week has no months.
      if (next === 'year') setPart('month');
      else if (part === 'month') setPart('day');
    },
    setPart(next: CalendarPart) {
      setPart(next);
      setBar(null);
    },
  };
};

/** What the sessions of this machine used, and what it would have cost. */
export const UsagePage = () => {
  const { today, period, part, bar, days, shown, ...look } = useLook();
  const [measure, setMeasure] = useState<Measure>('cost');
  const [by, setBy] = useState<UsageBy>('model');
  const [pricing, setPricing] = useState<string | null>(null);
  const chart = useReport(part, days);
  const table = useReport(by, shown);
  const corrections = useQuery(useApi().usage.prices.queryOptions()).data ?? [];
  const problem = chart.error ?? table.error;
  const index = useIndex();
  const unread = index ? figuresSentence(index) : null;
  return (
    <div
      className="contents"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) look.setBar(null);
      }}
    >
      <TitleBar
        title="Usage"
        actions={
          <>
            <Segments
              label="Period"
              chosen={period}
              choices={periods.map((value) => ({ value, label: periodName(value, today) }))}
              onChoose={look.setPeriod}
            />
            <span className="rail:hidden">
              <Segments label="Measure" chosen={measure} choices={measures} onChoose={setMeasure} />
            </span>
            <ExportMenu report={table.data} name={`toc-usage-by-${by}-${shown.since}-${shown.until}`} />
          </>
        }
      />
      <div className="min-h-0 grow overflow-y-auto bg-content px-6 py-5 narrow:px-4 short:py-3">
        <Figures today={today} />
        {unread !== null && <p className="-mt-3 mb-4 text-xs text-look tabular-nums">{unread}</p>}
        {problem && (
          <Note kind="error" className="mb-4">
            {explain(problem)}
          </Note>
        )}
        <ChartSection
          {...{ days, part, measure, bar }}
          report={chart.data}
          failed={problem !== null}
          onPart={look.setPart}
          onBar={look.setBar}
        />
        <TableSection
          report={table.data}
          by={by}
          onBy={setBy}
          only={bar === null ? null : partName(bar, part)}
          onAll={() => look.setBar(null)}
          onPrice={setPricing}
        >
          <p className="mt-3 max-w-[640px] text-xs text-fg-3">
            {COST_MEANS} Days are those of {timeZone}.
          </p>
        </TableSection>
        <Corrections corrections={corrections} onEdit={setPricing} />
      </div>
      {pricing !== null && (
        <PriceDialog
          key={pricing}
          model={pricing}
          corrections={corrections}
          onClose={() => setPricing(null)}
        />
      )}
    </div>
  );
};
