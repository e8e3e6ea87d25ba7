import { useQuery } from '@tanstack/react-query';
import { useApi } from '#renderer/bridge/bridge.tsx';
import type { UsageBy } from '#shared/contract/usage.ts';
import type { Days } from './periods.ts';

/** The zone whose days the page shows. */
export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How often figures are looked at again: while logs are being read, and after that. */
const SOON = 1000;
const LATER = 15_000;

/** A report, kept up to date while it is on the screen. */
export const useReport = (by: UsageBy, days: Days) => {
  const options = useApi().usage.report.queryOptions({ input: { by, ...days, timeZone } });
  return useQuery({
    ...options,
    refetchInterval: ({ state }) => (state.data && !state.data.complete ? SOON : LATER),
  });
};
