import type { UsageBy, UsageReport, UsageRow, UsageSum } from '#shared/contract/usage.ts';
import { costFigure, costKnown, tokensShort } from '#shared/usage-words.ts';
import { Button } from '#renderer/ui/button.tsx';
import { rowName } from './words.ts';

const NUMBER = 'px-2 text-right tabular-nums';

const figures = [
  ['inputTokens', ''],
  ['cacheReadTokens', 'narrow:hidden'],
  ['cacheWriteTokens', 'narrow:hidden'],
  ['outputTokens', ''],
  ['totalTokens', ''],
] as const;

const Figures = ({ sum }: { readonly sum: UsageSum }) => (
  <>
    {figures.map(([kind, shown]) => (
      <td key={kind} title={`${sum[kind].toLocaleString('en-US')} tokens`} className={`${NUMBER} ${shown}`}>
        {tokensShort(sum[kind])}
      </td>
    ))}
    <td className={`${NUMBER} font-medium whitespace-nowrap text-fg`}>
      {sum.costUSD === null ? '–' : costFigure(sum)}
    </td>
  </>
);

const Known = ({
  row,
  by,
  onPrice,
}: {
  readonly row: UsageRow;
  readonly by: UsageBy;
  readonly onPrice: (model: string) => void;
}) => (
  <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
    <span className={`min-w-0 break-words ${row.costKind === 'unpriced' ? 'text-look' : 'text-fg-3'}`}>
      {costKnown(row)}
    </span>
    {by === 'model' && row.reasons.includes('no-price') && (
      <Button
        size="small"
        aria-label={`Set a price for ${row.key}`}
        className="shrink-0"
        onClick={() => onPrice(row.key)}
      >
        Set a price
      </Button>
    )}
  </span>
);

const heads = [
  ['Input', NUMBER],
  ['Cache read', `${NUMBER} narrow:hidden`],
  ['Cache write', `${NUMBER} narrow:hidden`],
  ['Output', NUMBER],
  ['Total', NUMBER],
  ['Cost', NUMBER],
  ['How known', 'px-2 text-left'],
] as const;

export interface UsageTableProps {
  readonly report: UsageReport;
  readonly by: UsageBy;
  readonly onPrice: (model: string) => void;
}

/** A report as a table, and how each of its figures is known. */
export const UsageTable = ({ report, by, onPrice }: UsageTableProps) => (
  <table aria-label={`Usage by ${by}`} className="w-full table-fixed border-collapse text-sm text-fg-2">
    <thead>
      <tr className="h-8 border-b border-line text-xs text-fg-3">
        <th scope="col" className="w-[21%] text-left font-medium capitalize">
          {by}
        </th>
        {heads.map(([name, look]) => (
          <th
            key={name}
            scope="col"
            className={`font-medium whitespace-nowrap ${look} ${name === 'How known' ? 'w-[26%] narrow:w-[32%]' : ''}`}
          >
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {report.rows.map((row) => {
        const name = rowName(row, by);
        return (
          <tr key={row.key} className="h-[29px] border-b border-line-faint short:h-[26px]">
            <th
              scope="row"
              title={name === row.key ? name : `${name} (${row.key})`}
              className={`truncate text-left font-normal text-fg ${by === 'model' ? 'font-mono text-xs' : ''}`}
            >
              {name}
            </th>
            <Figures sum={row} />
            <td className="px-2 py-1 text-xs">
              <Known row={row} by={by} onPrice={onPrice} />
            </td>
          </tr>
        );
      })}
    </tbody>
    <tfoot>
      <tr className="h-8 text-fg">
        <th scope="row" className="text-left font-medium">
          Total
        </th>
        <Figures sum={report.total} />
        <td className="px-2 py-1 text-xs text-fg-3">{costKnown(report.total)}</td>
      </tr>
    </tfoot>
  </table>
);
