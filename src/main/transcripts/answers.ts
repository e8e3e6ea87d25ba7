import { z } from 'zod';
import type { LogHead, Step } from '#shared/contract/transcripts.ts';
import { Tokens, type PriceCorrection } from '#shared/contract/usage.ts';
import { ok, type Result } from '#shared/result.ts';
import type { LogKind } from '../runtimes/reader.ts';
import { openLogsToRead } from '../store/logs-database.ts';
import { logsReader, type FoundQuery, type KeptLog, type LogsReader } from '../store/logs-reader.ts';
import { openPricing, reportOf, resumeEstimateOf, slotFilter, sumSlots } from '../usage/report.ts';
import type { ConversationUsage, EstimateRequest, ReportRequest, UsageSlot } from '../usage/rows.ts';
import { readLogFile, type NotALog } from './log-file.ts';
import { summaryOf, summaryOfSteps } from './summary.ts';
import { createUnread, findIn } from './unread.ts';

/** A piece of a transcript; the head comes first. */
export type Piece =
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  | { readonly kind: 'head'; readonly head: LogHead };

const Counter = z.object({ source: z.string(), tokens: Tokens.nullable(), costUSD: z.number().nullable() });

/** Steps in one piece. */
const PIECE = 500;

export interface Corrected {
  readonly corrections: readonly PriceCorrection[];
}

const slotsFor = (store: LogsReader, { id, conversationId, parentId }: KeptLog): UsageSlot[] =>
  conversationId === null || parentId !== null ? store.slotsOfLog(id) : store.slotsOf(conversationId);

const headOf = async (
  store: LogsReader,
  kept: KeptLog,
  { corrections }: Corrected,
  unread: readonly Step[] | null,
): Promise<LogHead> => {
  const {
    id: _,
    path,
    size,
    goneAt,
    steps,
    skippedLines,
    counter: _counter,
    skimmed: _skimmed,
    ...session
  } = kept;
  return {
    session,
    log: { path, bytes: Math.max(0, size), goneAt },
    steps: unread?.length ?? steps,
    skippedLines,
    usage: sumSlots(slotsFor(store, kept), await openPricing(corrections)),
  };
};

async function* piecesOf(store: LogsReader, kept: KeptLog, priced: Corrected): AsyncGenerator<Piece, void> {
  yield { kind: 'head', head: await headOf(store, kept, priced, null) };
  for (let from = 0; ;) {
    const steps = store.steps(kept.id, from, PIECE);
    if (steps.length > 0) yield { kind: 'steps', steps };
    const last = steps.at(-1);
    if (!last || steps.length < PIECE) return;
    from = last.seq + 1;
  }
}

async function* piecesIn(steps: readonly Step[], head: LogHead): AsyncGenerator<Piece, void> {
  yield { kind: 'head', head };
  for (let from = 0; from < steps.length; from += PIECE)
    yield { kind: 'steps', steps: steps.slice(from, from + PIECE) };
}

/** Transcripts that somebody reads piece by piece; the next piece is made when it is asked for. */
const createOpenReads = () => {
  const open = new Map<number, AsyncGenerator<Piece, void>>();
  let last = 0;
  return {
    add(pieces: AsyncGenerator<Piece, void>): number {
      last += 1;
      open.set(last, pieces);
      return last;
    },
    async next(handle: number): Promise<Piece | null> {
      const piece = await open.get(handle)?.next();
      if (piece && !piece.done) return piece.value;
      open.delete(handle);
      return null;
    },
    async drop(handle: number): Promise<void> {
      await open.get(handle)?.return();
      open.delete(handle);
    },
  };
};

export interface PlaceAsked {
  readonly id: string;
  readonly what: 'prompt' | 'failure';
  readonly from: number;
  readonly direction: 'next' | 'previous';
}

const usageOf = (store: LogsReader, id: string): ConversationUsage | null => {
  const kept = store.log(id);
  if (kept === null) return null;
  const slots = slotsFor(store, kept);
  const sum = (
    name: 'inputTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'outputTokens' | 'reasoningTokens',
  ) => slots.reduce((total, slot) => total + slot[name], 0);
  const [inputTokens, cacheReadTokens] = [sum('inputTokens'), sum('cacheReadTokens')];
  const [cacheWriteTokens, outputTokens] = [sum('cacheWriteTokens'), sum('outputTokens')];
  const { forked, ...turns } = store.turns(id);
  return {
    runtime: kept.runtime,
    cliVersion: kept.cliVersion,
    tokens: {
      inputTokens,
      cacheReadTokens,
      cacheWriteTokens,
      outputTokens,
      reasoningTokens: sum('reasoningTokens'),
      totalTokens: inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens,
    },
    reasons: [...new Set(slots.flatMap(({ reason }) => (reason === null ? [] : [reason])))],
    counter: kept.counter === null ? null : Counter.parse(JSON.parse(kept.counter)),
    forked: forked > 0,
    ...turns,
    skippedLines: kept.skippedLines,
  };
};

const estimateFor = async (store: LogsReader, { id, runtime }: KeptLog, { corrections }: Corrected) => {
  const last = store.lastResponse(id);
  return last && resumeEstimateOf(last, runtime, await openPricing(corrections));
};

/** The database, opened when it is first there. */
const createDoor = (file: string) => {
  let opened: LogsReader | null = null;
  return {
    store(): LogsReader | null {
      if (opened === null) {
        const database = openLogsToRead(file);
        if (database !== null) opened = logsReader(database);
      }
      return opened;
    },
    close(): void {
      opened?.close();
      opened = null;
    },
  };
};

/** What the query worker answers. */
export const createAnswers = (file: string, kinds: readonly LogKind[]) => {
  const { store, close } = createDoor(file);
  const reads = createOpenReads();
  const unread = createUnread(kinds);
  /** Null: they are in the store. */
  const unreadOf = async ({ skimmed, path }: KeptLog): Promise<readonly Step[] | null> =>
    skimmed ? unread.steps(path) : null;
  /** With the log that shows the conversation; null: none of it was read. */
  const withLog = <Value>(id: string, answer: (at: LogsReader, log: KeptLog) => Value): Value | null => {
    const at = store();
    const log = at?.log(id) ?? null;
    return at && log && answer(at, log);
  };
  return {
    head: ({ id, ...priced }: Corrected & { id: string }) =>
      withLog(id, async (at, log) => headOf(at, log, priced, await unreadOf(log))),
    steps: ({ id, from, limit }: { id: string; from: number; limit: number }) =>
      withLog(id, async (at, log) => {
        const steps = await unreadOf(log);
        return steps?.filter(({ seq }) => seq >= from).slice(0, limit) ?? at.steps(log.id, from, limit);
      }),
    summary: (id: string) =>
      withLog(id, async (at, log) => {
        const steps = await unreadOf(log);
        return steps ? summaryOfSteps(steps) : summaryOf(at.changes(log.id, id), at.plan(log.id));
      }),
    find: ({ id, what, from, direction }: PlaceAsked) =>
      withLog(id, async (at, log) => {
        const steps = await unreadOf(log);
        const seq = steps ? findIn(steps, what, from, direction) : at.find(log.id, what, from, direction);
        return { seq };
      }),
    named: (prefix: string): string[] => store()?.named(prefix) ?? [],
    found: (query: FoundQuery) => store()?.found(query) ?? { conversations: [], all: 0 },
    async report(request: ReportRequest) {
      const pricing = await openPricing(request.corrections);
      return reportOf(store()?.slots(slotFilter(request.query)) ?? [], request, pricing);
    },
    conversation: (id: string) => {
      const at = store();
      return at && usageOf(at, id);
    },
    resumeEstimate: ({ id, corrections }: EstimateRequest) =>
      withLog(id, (at, log) => estimateFor(at, log, { corrections })),
    openId: ({ id, ...priced }: Corrected & { id: string }) =>
      withLog(id, async (at, log) => {
        const steps = await unreadOf(log);
        if (!steps) return reads.add(piecesOf(at, log, priced));
        return reads.add(piecesIn(steps, await headOf(at, log, priced, steps)));
      }),
    async openFile({ path, corrections }: Corrected & { path: string }): Promise<Result<number, NotALog>> {
      const read = await readLogFile(kinds, path, await openPricing(corrections));
      return read.ok ? ok(reads.add(piecesIn(read.value.steps, read.value.head))) : read;
    },
    next: reads.next,
    drop: reads.drop,
    close(): void {
      unread.close();
      close();
    },
  };
};

export type Answers = ReturnType<typeof createAnswers>;
