import { z } from 'zod';
import type { ConversationId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { News } from '#shared/contract/system.ts';
import type { ConversationSummary, IndexState, LogHead, Step } from '#shared/contract/transcripts.ts';
import type { PriceCorrection } from '#shared/contract/usage.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Clock } from '../machine/clock.ts';
import type { Log } from '../machine/log.ts';
import type { Environment } from '../runtimes/runtime.ts';
import type { FoundQuery } from '../store/logs-reader.ts';
import type { UsageRows } from '../usage/rows.ts';
import { createIndexThread } from './index-thread.ts';
import type { NotALog } from './log-file.ts';
import { resolveId, type IdRefused } from './resolve-id.ts';
import { createQueryThread, type QueryThread } from './query-thread.ts';
import { startWorker, type StartThread } from './thread.ts';

export type { NotALog } from './log-file.ts';
export type { IdRefused } from './resolve-id.ts';

export interface TranscriptRooms {
  /** Path of logs.db. */
  readonly store: string;
  readonly environment: () => Promise<Environment>;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: { read(name: string): unknown; write(name: string, value: unknown): void };
  readonly sessions: () => Promise<readonly Pick<Session, 'id' | 'conversations'>[]>;
  readonly corrections: () => readonly PriceCorrection[];
  readonly publish: (news: News) => void;
  readonly startThread?: StartThread;
}

type Piece = { kind: 'steps'; steps: Step[] } | { kind: 'head'; head: LogHead };
type LogNotFound = Extract<IdRefused, { code: 'log-not-found' }>;

interface StepsAsked {
  readonly conversationId: ConversationId;
  readonly from: number;
  readonly limit: number;
}

interface PlaceAsked {
  readonly conversationId: ConversationId;
  readonly what: 'prompt' | 'failure';
  readonly from: number;
  readonly direction: 'next' | 'previous';
}

const PAUSED = 'index-paused';

/** The pieces of an opened transcript, each made when the one before has been taken. */
async function* pieces(
  reading: ReturnType<QueryThread['reading']>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Piece, void> {
  try {
    while (signal?.aborted !== true) {
      const piece = await reading.next();
      if (piece === null) return;
      yield piece.kind === 'head' ? piece : { kind: 'steps', steps: [...piece.steps] };
    }
  } finally {
    await reading.drop();
  }
}

const found = <Value>(id: string, value: Value | null): Result<Value, LogNotFound> =>
  value === null ? err({ code: 'log-not-found', id }) : ok(value);

/** Reads any log file, with no database and no index; `close` when it was read. */
export const openLogFile = async (
  path: string,
  { corrections, log }: { readonly corrections: PriceCorrection[]; readonly log: Log },
): Promise<{ reading: Result<AsyncGenerator<Piece, void>, NotALog>; close(): Promise<void> }> => {
  const query = createQueryThread({ store: '', log }, startWorker);
  const opened = await query.ask('openFile', { path, corrections });
  return {
    reading: opened.ok ? ok(pieces(query.reading(opened.value), undefined)) : opened,
    close: query.close,
  };
};

/** Questions that the query worker answers. */
const createLookups = (rooms: TranscriptRooms, query: QueryThread, corrections: () => PriceCorrection[]) => ({
  async found(asked: Omit<FoundQuery, 'without'>) {
    const ours = (await rooms.sessions()).flatMap(({ conversations }) => conversations.map(({ id }) => id));
    return query.ask('found', { ...asked, without: ours });
  },
  head: async (id: ConversationId): Promise<Result<LogHead, LogNotFound>> =>
    found(id, await query.ask('head', { id, corrections: corrections() })),
  steps: async ({ conversationId: id, ...page }: StepsAsked): Promise<Result<Step[], LogNotFound>> =>
    found(id, await query.ask('steps', { id, ...page })),
  summary: async (id: ConversationId): Promise<Result<ConversationSummary, LogNotFound>> =>
    found(id, await query.ask('summary', id)),
  async find({ conversationId: id, ...asked }: PlaceAsked): Promise<Result<number | null, LogNotFound>> {
    const place = found(id, await query.ask('find', { id, ...asked }));
    return place.ok ? ok(place.value.seq) : place;
  },
});

/** Whole transcripts, and what must wait until every log there is has been looked at. */
const createReads = (
  rooms: TranscriptRooms,
  query: QueryThread,
  index: ReturnType<typeof createIndexThread>,
  corrections: () => PriceCorrection[],
) => {
  const openId = async (text: string): Promise<Result<number, IdRefused>> => {
    await index.settled('counted');
    const id = resolveId(text, await rooms.sessions(), await query.ask('named', text));
    if (!id.ok) return id;
    return found(text, await query.ask('openId', { id: id.value, corrections: corrections() }));
  };
  return {
    /** A whole transcript in pieces of at most 500 steps; the head comes first. */
    async read(
      what: { by: 'id'; id: string } | { by: 'file'; path: string },
      signal: AbortSignal | undefined,
    ): Promise<Result<AsyncGenerator<Piece, void>, IdRefused | NotALog>> {
      const opened =
        what.by === 'id'
          ? await openId(what.id)
          : await query.ask('openFile', { path: what.path, corrections: corrections() });
      return opened.ok ? ok(pieces(query.reading(opened.value), signal)) : opened;
    },
    /** What the log of a conversation says of it; null when none is known. */
    async facts(id: string): Promise<LogHead['session'] | null> {
      await index.settled('counted');
      return (await query.ask('head', { id, corrections: [] }))?.session ?? null;
    },
  };
};

const rowsFrom = (query: QueryThread, state: () => IndexState): UsageRows => ({
  report: (request) => query.ask('report', request),
  conversation: (id) => query.ask('conversation', id),
  resumeEstimate: (request) => query.ask('resumeEstimate', request),
  complete: () => state().isCounted,
});

/** What logs tell: reads them in the background, and answers from what was read. */
export const createTranscripts = (rooms: TranscriptRooms) => {
  const startThread = rooms.startThread ?? startWorker;
  const query = createQueryThread(rooms, startThread);
  const isPaused = (): boolean => z.boolean().catch(false).parse(rooms.settings.read(PAUSED));
  const index = createIndexThread({
    ...rooms,
    startThread,
    isPaused,
    renewed: () => void query.renew(),
    tell: ({ conversations, state }) =>
      rooms.publish({ kind: 'logs-changed', conversations: [...conversations], index: state }),
  });
  const corrections = () => [...rooms.corrections()];

  return {
    ...createLookups(rooms, query, corrections),
    ...createReads(rooms, query, index, corrections),
    /** For `main/usage`. */
    rows: rowsFrom(query, index.state),
    /** Begins to read logs. Whoever asks for what needs it begins it too. */
    start(): Promise<void> {
      query.expect();
      return index.start();
    },
    async forget(id: ConversationId): Promise<Result<{ conversationId: ConversationId }, LogNotFound>> {
      const kept = await query.ask('steps', { id, from: 0, limit: 1 });
      if (kept === null) return err({ code: 'log-not-found', id });
      await index.forget(id);
      return ok({ conversationId: id });
    },
    /** Where the reading stands; it begins, if it has not. */
    index(): Promise<IndexState> {
      query.expect();
      return index.start().then(index.state);
    },
    /** Resolves when what is on disk now has been read. */
    settled: (): Promise<void> => index.settled('read'),
    reindex: (): Promise<IndexState> => index.reindex().then(index.state),
    async pauseIndex(paused: boolean): Promise<IndexState> {
      rooms.settings.write(PAUSED, paused);
      await index.pause(paused);
      return index.state();
    },
    async close(): Promise<void> {
      await index.close();
      await query.close();
    },
  };
};

export type Transcripts = ReturnType<typeof createTranscripts>;
