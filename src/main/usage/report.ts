import {
  UsageReason,
  type UsageBy,
  type UsageReport,
  type UsageRow,
  type UsageSum,
} from '#shared/contract/usage.ts';
import { createBuckets, isTimeZone, machineZone, type Buckets } from './buckets.ts';
import { loadPriceList, type Price } from './price-list.ts';
import { costOf, createPricing, tallyUp, type Priced, type Pricing, type Tally } from './pricing.ts';
import type { ConversationName, ReportRequest, UsageSlot } from './rows.ts';

export { slotFilter } from './buckets.ts';
export { resumeEstimateOf } from './resume-estimate.ts';

/** What a row without a name for its subject is called in JSON. */
const UNKNOWN = 'unknown';

interface Sum {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
  unpriced: number;
  readonly tallies: Map<Price, Tally>;
  readonly models: Set<string>;
  readonly reasons: Set<UsageReason>;
}

const emptySum = (): Sum => ({
  input: 0,
  cacheRead: 0,
  cacheWrite: 0,
  output: 0,
  reasoning: 0,
  unpriced: 0,
  tallies: new Map(),
  models: new Set(),
  reasons: new Set(),
});

const tokensOf = (slot: UsageSlot): number =>
  slot.inputTokens + slot.cacheReadTokens + slot.cacheWriteTokens + slot.outputTokens;

const tallyOf = (sum: Sum, price: Price): Tally => {
  const found = sum.tallies.get(price);
  if (found) return found;
  const tally = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cacheWrite1h: 0 };
  sum.tallies.set(price, tally);
  return tally;
};

const add = (sum: Sum, slot: UsageSlot, price: Priced | null): void => {
  sum.input += slot.inputTokens;
  sum.cacheRead += slot.cacheReadTokens;
  sum.cacheWrite += slot.cacheWriteTokens;
  sum.output += slot.outputTokens;
  sum.reasoning += slot.reasoningTokens;
  if (slot.model !== null) sum.models.add(slot.model);
  if (slot.reason !== null) sum.reasons.add(slot.reason);
  if (price?.kind === 'unpriced') {
    sum.unpriced += tokensOf(slot);
    sum.reasons.add(price.reason);
  }
  if (price?.kind === 'priced') {
    tallyUp(tallyOf(sum, price.price), slot);
    if (price.nearest) sum.reasons.add('price-tier');
  }
};

const merge = (sum: Sum, part: Sum): void => {
  sum.input += part.input;
  sum.cacheRead += part.cacheRead;
  sum.cacheWrite += part.cacheWrite;
  sum.output += part.output;
  sum.reasoning += part.reasoning;
  sum.unpriced += part.unpriced;
  for (const [price, more] of part.tallies) {
    const tally = tallyOf(sum, price);
    tally.input += more.input;
    tally.output += more.output;
    tally.cacheRead += more.cacheRead;
    tally.cacheWrite += more.cacheWrite;
    tally.cacheWrite1h += more.cacheWrite1h;
  }
  for (const model of part.models) sum.models.add(model);
  for (const reason of part.reasons) sum.reasons.add(reason);
};

const costKind = (sum: Sum): UsageSum['costKind'] => {
  if (sum.unpriced > 0) return 'unpriced';
  return sum.reasons.size > 0 ? 'estimated' : 'exact';
};

const finished = (sum: Sum): UsageSum => ({
  inputTokens: sum.input,
  cacheReadTokens: sum.cacheRead,
  cacheWriteTokens: sum.cacheWrite,
  outputTokens: sum.output,
  reasoningTokens: sum.reasoning,
  totalTokens: sum.input + sum.cacheRead + sum.cacheWrite + sum.output,
  // No tokens cost nothing, exactly; tokens without a price cost nobody knows what.
  costUSD: sum.tallies.size > 0 || sum.unpriced === 0 ? costOf(sum.tallies) : null,
  costKind: costKind(sum),
  unpricedTokens: sum.unpriced,
  models: [...sum.models].toSorted(),
  reasons: UsageReason.options.filter((reason) => sum.reasons.has(reason)),
});

/** A request of which no figure is known is neither priced nor unpriced. */
const priceOf = (slot: UsageSlot, pricing: Pricing): Priced | null =>
  tokensOf(slot) === 0 ? null : pricing.price(slot);

/** Adds slots up, whatever they are of. */
export const sumSlots = (slots: Iterable<UsageSlot>, pricing: Pricing): UsageSum => {
  const sum = emptySum();
  for (const slot of slots) add(sum, slot, priceOf(slot, pricing));
  return finished(sum);
};

interface Subject {
  readonly key: string;
  readonly label: string | null;
}

type Naming = (slot: UsageSlot) => Subject;

const unnamed = (what: string): Subject => ({ key: UNKNOWN, label: what });

const bySession = (name: ConversationName | undefined, slot: UsageSlot): Subject =>
  name ? { key: name.sessionId, label: name.title } : { key: slot.conversationId, label: null };

const byAgent = (name: ConversationName | undefined): Subject => {
  if (!name?.agent) return { key: 'none', label: 'No agent' };
  const { id, name: called } = name.agent;
  return { key: id, label: called === id ? null : called };
};

const namingBy = (by: UsageBy, buckets: Buckets, names: ReportRequest['names']): Naming => {
  switch (by) {
    case 'day':
    case 'week':
    case 'month':
      return (slot) => ({ key: buckets[by](slot.slot), label: null });
    case 'model':
      return ({ model }) => (model === null ? unnamed('No model named') : { key: model, label: null });
    case 'folder':
      return ({ folder }) => (folder === null ? unnamed('No folder named') : { key: folder, label: null });
    case 'session':
      return (slot) => bySession(names.get(slot.conversationId), slot);
    case 'agent':
      return (slot) => byAgent(names.get(slot.conversationId));
  }
};

interface Group {
  readonly subject: Subject;
  readonly sum: Sum;
  /** Null: nobody asks for it by model. */
  readonly models: Map<string, Sum> | null;
}

const sumOf = (models: Map<string, Sum>, model: string): Sum => {
  const found = models.get(model);
  if (found) return found;
  const sum = emptySum();
  models.set(model, sum);
  return sum;
};

const rowOf = ({ subject, sum, models }: Group): UsageRow => {
  if (!models) return { ...subject, ...finished(sum) };
  const costs = [...models].flatMap(([model, { tallies }]) =>
    tallies.size > 0 ? [{ model, costUSD: costOf(tallies) }] : [],
  );
  return { ...subject, ...finished(sum), costs };
};

const isTime = (by: UsageBy): boolean => by === 'day' || by === 'week' || by === 'month';

/** Time goes on; of all else what cost most comes first. */
const inOrder = (rows: readonly UsageRow[], by: UsageBy): UsageRow[] => {
  const byKey = (one: UsageRow, other: UsageRow): number =>
    Number(one.key > other.key) - Number(one.key < other.key);
  if (isTime(by)) return rows.toSorted(byKey);
  return rows.toSorted(
    (one, other) =>
      (other.costUSD ?? 0) - (one.costUSD ?? 0) || other.totalTokens - one.totalTokens || byKey(one, other),
  );
};

/** What is asked, in a time zone that there is. */
export interface Zoned extends Pick<ReportRequest, 'names'> {
  readonly query: ReportRequest['query'] & { readonly timeZone: string };
}

/** Slots to a report: pure, and for the query worker, for there may be a hundred thousand of them. */
export const foldReport = (
  slots: Iterable<UsageSlot>,
  { query, names }: Zoned,
  pricing: Pricing,
): Omit<UsageReport, 'complete'> => {
  const { by, since, until, timeZone } = query;
  const buckets = createBuckets(timeZone);
  const naming = namingBy(by, buckets, names);
  const groups = new Map<string, Group>();
  const total = emptySum();
  for (const slot of slots) {
    const day = buckets.day(slot.slot);
    if ((since !== null && day < since) || (until !== null && day > until)) continue;
    const subject = naming(slot);
    let group = groups.get(subject.key);
    if (!group) {
      group = { subject, sum: emptySum(), models: isTime(by) ? new Map<string, Sum>() : null };
      groups.set(subject.key, group);
    }
    const price = priceOf(slot, pricing);
    add(group.sum, slot, price);
    if (group.models && slot.model !== null) add(sumOf(group.models, slot.model), slot, price);
  }
  for (const { sum } of groups.values()) merge(total, sum);
  const rows = [...groups.values()].map(rowOf);
  return { rows: inOrder(rows, by), total: finished(total), timeZone };
};

/** As `foldReport`, in the zone that is asked for or else this machine's; null: there is no such zone. */
export const reportOf = (
  slots: Iterable<UsageSlot>,
  { query, names }: Pick<ReportRequest, 'query' | 'names'>,
  pricing: Pricing,
): Omit<UsageReport, 'complete'> | null => {
  // The first look at a zone takes 10 ms: not on main's thread.
  const timeZone = query.timeZone ?? machineZone();
  return isTimeZone(timeZone) ? foldReport(slots, { query: { ...query, timeZone }, names }, pricing) : null;
};

/** Prices by the list that comes with toc and the person's corrections. */
export const openPricing = async (corrections: ReportRequest['corrections']): Promise<Pricing> =>
  createPricing(await loadPriceList(), corrections);
