import type { LogHead, Step } from '#shared/contract/transcripts.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { LogKind, LogReader, TokenEvent } from '../runtimes/reader.ts';
import { sumSlots, type openPricing } from '../usage/report.ts';
import { promptOver, SLOT, type UsageSlot } from '../usage/rows.ts';
import { bytesOf, CutShort } from './source.ts';

type Pricing = Awaited<ReturnType<typeof openPricing>>;

/** What is needed of a file to know what it is. */
const HEAD = 64 * 1024;

export interface NotALog {
  readonly code: 'not-a-log';
  readonly path: string;
  readonly reason: string;
}

/** A whole log in memory, read from its file; it may come from another machine. */
export interface WholeLog {
  readonly steps: readonly Step[];
  readonly head: LogHead;
}

/** Steps and token events by their numbers, each as last told. */
const createCollection = () => {
  const steps: Step[] = [];
  const events = new Map<number, TokenEvent>();
  return {
    take(told: { steps: readonly Step[]; tokens: readonly TokenEvent[] }): void {
      for (const step of told.steps) steps[step.seq] = step;
      for (const event of told.tokens) events.set(event.seq, event);
    },
    steps: () => steps.filter((step) => step !== undefined),
    /** Of several tellings of one response the one with the larger output. */
    events(): TokenEvent[] {
      const best = new Map<string | number, TokenEvent>();
      for (const event of events.values()) {
        const mark = event.key ?? event.seq;
        const known = best.get(mark);
        if (!known || event.outputTokens > known.outputTokens) best.set(mark, event);
      }
      return [...best.values()];
    },
  };
};

const slotOf = (event: TokenEvent, reader: LogReader): UsageSlot => {
  const { runtime, conversationId, cwd, startedAt } = reader.facts();
  const at = Date.parse(event.at ?? startedAt ?? '1970-01-01T00:00:00.000Z');
  return {
    ...event,
    slot: at - (at % SLOT),
    runtime,
    conversationId: conversationId ?? '',
    folder: cwd,
    promptOver: promptOver(event),
  };
};

/** The kind of log these bytes begin, once there are enough; null: not yet. */
const kindBy = (kinds: readonly LogKind[], head: Buffer, isAll: boolean): LogKind | 'none' | null => {
  if (head.length < HEAD && !isAll) return null;
  const text = head.toString('utf8', 0, HEAD);
  return kinds.find((kind) => kind.recognises(text)) ?? 'none';
};

/** Reads any log file whole, compressed or not; needs no index. */
export const readLogFile = async (
  kinds: readonly LogKind[],
  path: string,
  pricing: Pricing,
): Promise<Result<WholeLog, NotALog>> => {
  const collection = createCollection();
  let head: Buffer | null = Buffer.alloc(0);
  let reader: LogReader | null = null;
  let bytes = 0;
  const recognise = (isAll: boolean): void => {
    const kind = head && kindBy(kinds, head, isAll);
    if (!head || !kind || kind === 'none') return;
    reader = kind.reader(null);
    collection.take(reader.push(head));
    head = null;
  };
  try {
    for await (const piece of bytesOf(path, 0)) {
      bytes += piece.length;
      if (reader === null) {
        head = Buffer.concat([head ?? Buffer.alloc(0), piece]);
        if (head.length >= HEAD) recognise(false);
        if (reader === null && head !== null && head.length >= HEAD) break;
      } else collection.take(feed(reader, piece));
    }
  } catch (problem) {
    if (!(problem instanceof CutShort)) throw problem;
    if (problem.passing) return err({ code: 'not-a-log', path, reason: problem.message });
  }
  if (reader === null) recognise(true);
  if (reader === null)
    return err({ code: 'not-a-log', path, reason: 'It does not begin like the log of a known CLI.' });
  return ok(whole(reader, collection, { path, bytes, pricing }));
};

/** TypeScript does not see that a closure has set the reader. */
const feed = (reader: LogReader, piece: Uint8Array) => reader.push(piece);

const whole = (
  reader: LogReader,
  collection: ReturnType<typeof createCollection>,
  { path, bytes, pricing }: { path: string; bytes: number; pricing: Pricing },
): WholeLog => {
  collection.take(reader.end());
  const session = reader.facts();
  const steps = collection.steps();
  // What another conversation asked for is in its own log.
  const own = collection.events().filter(({ owner }) => owner === null || owner === session.conversationId);
  const head: LogHead = {
    session,
    log: { path, bytes, goneAt: null },
    steps: steps.length,
    skippedLines: reader.skippedLines(),
    usage: sumSlots(
      own.map((event) => slotOf(event, reader)),
      pricing,
    ),
  };
  return { steps, head };
};
