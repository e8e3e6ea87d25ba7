import type { UsageReport } from '#shared/contract/usage.ts';
import { Button } from '#renderer/ui/button.tsx';
import { download } from '#renderer/ui/download.ts';
import { Menu } from '#renderer/ui/menu.tsx';
import { reportCsv, reportJson } from './export.ts';

/** Hands the report on the screen out as a file. */
export const ExportMenu = ({
  report,
  name,
}: {
  readonly report: UsageReport | undefined;
  readonly name: string;
}) => (
  <Menu
    trigger={
      <Button size="small" disabled={!report}>
        Export
      </Button>
    }
    actions={
      report
        ? [
            { label: 'CSV', onChoose: () => download(`${name}.csv`, 'text/csv', [reportCsv(report)]) },
            {
              label: 'JSON',
              onChoose: () => download(`${name}.json`, 'application/json', [reportJson(report)]),
            },
          ]
        : []
    }
  />
);
