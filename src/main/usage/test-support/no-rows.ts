import { reportOf } from '../report.ts';
import type { UsageRows } from '../rows.ts';

/** The rows of a main that has read no logs. */
export const noRows: UsageRows = {
  report: async (request) =>
    reportOf([], request, { price: () => ({ kind: 'unpriced', reason: 'no-price' }) }),
  conversation: async () => null,
  resumeEstimate: async () => null,
  complete: () => false,
};
