import { useQuery } from '@tanstack/react-query';
import { useApi } from '#renderer/bridge/bridge.tsx';
import type { UsageBy } from '#shared/contract/usage.ts';
import type { Days } from './periods.ts';

/** The zone whose days the page shows. */
export const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A report; news of the logs keep it up to date. */
export const useReport = (by: UsageBy, days: Days) =>
  useQuery(useApi().usage.report.queryOptions({ input: { by, ...days, timeZone } }));
