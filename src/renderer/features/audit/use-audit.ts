import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { AuditEntry, AuditQuery } from '#shared/contract/audit.ts';
import { useApi, useBridge } from '#renderer/bridge/bridge.tsx';
import { download } from '#renderer/ui/download.ts';
import { entriesCsv, entriesJson } from './export.ts';

/** Which lines the person wants to see. */
export type Filter = Omit<AuditQuery, 'before' | 'limit'>;

/** Every line. */
export const everything: Filter = { action: null, text: '', since: null, until: null };

const PAGE = 100;
const EXPORTED_AT_ONCE = 1000;

/** The lines of a filter, the newest first, and the way to more of them; news keep them up to date. */
export const useTrail = (filter: Filter) => {
  const { data, ...trail } = useInfiniteQuery(
    useApi().audit.list.infiniteOptions({
      input: (before: number | null) => ({ ...filter, before, limit: PAGE }),
      initialPageParam: null,
      getNextPageParam: ({ entries }) => (entries.length === PAGE ? entries.at(-1)?.id : undefined),
      placeholderData: keepPreviousData,
    }),
  );
  return {
    ...trail,
    entries: useMemo(() => data?.pages.flatMap(({ entries }) => entries), [data]),
    actions: data?.pages[0]?.actions ?? [],
  };
};

export type Trail = ReturnType<typeof useTrail>;

export type ExportFormat = 'csv' | 'json';

/** Hands every line of a filter out as a file, also those that are not on the screen. */
export const useExport = (filter: Filter) => {
  const { client } = useBridge();
  return useMutation({
    mutationFn: async (format: ExportFormat) => {
      const all: AuditEntry[] = [];
      for (let before: number | null = null; ;) {
        const { entries }: { entries: AuditEntry[] } = await client.audit.list({
          ...filter,
          before,
          limit: EXPORTED_AT_ONCE,
        });
        all.push(...entries);
        before = entries.at(-1)?.id ?? null;
        if (entries.length < EXPORTED_AT_ONCE) break;
      }
      const days = [filter.since, filter.until].filter((day) => day !== null);
      const name = ['toc-audit', ...days].join('-');
      if (format === 'csv') download(`${name}.csv`, 'text/csv', entriesCsv(all));
      else download(`${name}.json`, 'application/json', entriesJson(all));
    },
  });
};
