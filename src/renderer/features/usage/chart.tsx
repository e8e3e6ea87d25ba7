import { useState, type KeyboardEvent } from 'react';
import {
  axisTop,
  figureOf,
  heightOf,
  piecesOf,
  seriesOf,
  type Bar,
  type Measure,
  type Series,
} from './bars.ts';
import { partsSpoken, spoken } from './words.ts';

const HEIGHT = 150;
const STEP = 10;
const THIN = 0.02;

export interface ChartProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly measure: Measure;
  /** The bar the table is filtered by. */
  readonly chosen: string | null;
  readonly onChoose: (key: string | null) => void;
}

const moved = (key: string, at: number, count: number): number | null => {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'ArrowRight':
      return Math.min(count - 1, at + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
};

/** What the colours mean, with the figures of the bar that is picked. */
const Legend = ({
  measure,
  series,
  bar,
  unpriced,
}: {
  readonly measure: Measure;
  readonly series: readonly Series[];
  readonly bar: Bar | undefined;
  /** Whether any bar is marked as higher than its cost. */
  readonly unpriced: boolean;
}) => (
  <ul
    aria-label={measure === 'cost' ? 'Models' : 'Kinds of tokens'}
    className="flex min-w-0 flex-wrap gap-x-3 text-xs text-fg-2"
  >
    {series.map(({ key, label, colour, of }) => {
      const value = bar ? of(bar) : 0;
      return (
        <li key={key} className="flex min-w-0 items-center gap-1.5">
          <i aria-hidden="true" className="size-2 shrink-0 rounded-[2px]" style={{ background: colour }} />
          <span title={label} className="min-w-0 truncate">
            {label}
          </span>{' '}
          <span className="text-fg tabular-nums">{value > 0 ? figureOf(measure, value) : '–'}</span>
        </li>
      );
    })}
    {measure === 'cost' && unpriced && (
      <li className="flex items-center gap-1.5">
        <i aria-hidden="true" className="h-0.5 w-2 shrink-0 bg-look-glyph" />
        more, without a price
      </li>
    )}
  </ul>
);

const Bars = ({
  bars,
  series,
  measure,
  top,
  picked,
  chosen,
  onPoint,
  onChoose,
}: {
  readonly bars: readonly Bar[];
  readonly series: readonly Series[];
  readonly measure: Measure;
  readonly top: number;
  readonly picked: string | undefined;
  readonly chosen: string | null;
  readonly onPoint: (key: string) => void;
  readonly onChoose: (key: string) => void;
}) => (
  <svg
    aria-hidden="true"
    viewBox={`0 0 ${bars.length * STEP} ${HEIGHT}`}
    preserveAspectRatio="none"
    className="block h-full w-full"
  >
    {[0, 0.5, 1].map((part) => (
      <line
        key={part}
        x1="0"
        x2={bars.length * STEP}
        y1={HEIGHT * (1 - part)}
        y2={HEIGHT * (1 - part)}
        stroke="var(--c-grid)"
        vectorEffect="non-scaling-stroke"
      />
    ))}
    {bars.map((bar, index) => (
      <g
        key={bar.key}
        data-bar={bar.key}
        onPointerEnter={() => onPoint(bar.key)}
        onClick={() => onChoose(bar.key)}
        opacity={chosen === null || chosen === bar.key ? 1 : 0.45}
      >
        <rect
          x={index * STEP}
          width={STEP}
          y="0"
          height={HEIGHT}
          fill={picked === bar.key ? 'var(--bg-press)' : 'transparent'}
        />
        {piecesOf(bar, series).map(({ key, colour, from, to }) => (
          <rect
            key={key}
            x={index * STEP + 1.5}
            width={STEP - 3}
            y={HEIGHT * (1 - to / top)}
            height={(HEIGHT * (to - from)) / top}
            fill={colour}
            // A hairline between the pieces; one as thin as that is drawn whole.
            stroke={to - from > top * THIN ? 'var(--bg-content)' : 'none'}
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {(bar.sum?.unpricedTokens ?? 0) > 0 && measure === 'cost' && (
          // Something was used that has no price: the bar is at least this high.
          <rect
            x={index * STEP + 1.5}
            width={STEP - 3}
            y={HEIGHT * (1 - heightOf(bar, measure) / top) - 3}
            height="2"
            fill="var(--st-waiting-glyph)"
          />
        )}
      </g>
    ))}
  </svg>
);

const Ticks = ({ bars }: { readonly bars: readonly Bar[] }) => {
  const every = Math.max(1, Math.ceil(bars.length / 7));
  return (
    <div aria-hidden="true" className="relative h-4 text-2xs text-(--c-axis)">
      {bars.map(({ key, tick }, index) =>
        index % every === 0 ? (
          <span
            key={key}
            className="absolute top-0.5 -translate-x-1/2 whitespace-nowrap"
            style={{ left: `${((index + 0.5) / bars.length) * 100}%` }}
          >
            {tick}
          </span>
        ) : null,
      )}
    </div>
  );
};

/** Stacked bars, one tab stop: Left and Right pick a bar and it is spoken, Enter or a click filters by it. */
export const Chart = ({ label, bars, measure, chosen, onChoose }: ChartProps) => {
  const [key, setKey] = useState<string | null>(null);
  const known = bars.findIndex((bar) => bar.key === key);
  const at = known === -1 ? bars.length - 1 : known;
  const picked = bars[at];
  const top = axisTop(Math.max(0, ...bars.map((bar) => heightOf(bar, measure))));
  const series = seriesOf(bars, measure);
  const choose = (one: string): void => onChoose(one === chosen ? null : one);
  const handleKey = (event: KeyboardEvent): void => {
    const next = moved(event.key, at, bars.length);
    if (next !== null) setKey(bars[next]?.key ?? null);
    else if ((event.key === 'Enter' || event.key === ' ') && picked) choose(picked.key);
    else return;
    event.preventDefault();
  };
  const words = picked ? spoken(picked.name, picked.sum) : 'Nothing used';
  const parts = picked ? partsSpoken(picked, series, measure) : '';
  return (
    <div>
      <div className="mb-3 flex flex-wrap justify-between gap-x-4 gap-y-0.5 text-xs">
        <p className="min-w-0 font-medium text-fg tabular-nums">{words}</p>
        <Legend
          measure={measure}
          series={series}
          bar={picked}
          unpriced={bars.some(({ sum }) => (sum?.unpricedTokens ?? 0) > 0)}
        />
      </div>
      <div className="flex gap-3">
        <div
          aria-hidden="true"
          className="-my-1 flex h-[214px] w-11 shrink-0 flex-col justify-between text-right text-2xs leading-none text-(--c-axis) tabular-nums short:h-[126px]"
        >
          {[top, top / 2, 0].map((value) => (
            <span key={value}>{figureOf(measure, value)}</span>
          ))}
        </div>
        <div className="min-w-0 grow">
          <div
            role="slider"
            tabIndex={0}
            aria-label={label}
            aria-orientation="horizontal"
            aria-valuemin={1}
            aria-valuemax={Math.max(1, bars.length)}
            aria-valuenow={at + 1}
            aria-valuetext={parts === '' ? words : `${words}. ${parts}`}
            aria-description="Left and Right pick a bar, Enter shows only it in the table, Escape shows all again"
            onKeyDown={handleKey}
            className="h-[206px] rounded-xs short:h-[118px]"
          >
            <Bars
              {...{ bars, series, measure, top, chosen }}
              picked={picked?.key}
              onPoint={setKey}
              onChoose={choose}
            />
          </div>
          <Ticks bars={bars} />
        </div>
      </div>
    </div>
  );
};
