import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { moment, systemClock } from '../machine/clock.ts';
import type { LogKind } from '../runtimes/reader.ts';
import { setAside, writeFault } from '../store/database.ts';
import { openLogs } from '../store/logs-database.ts';
import { logsWriter } from '../store/logs-writer.ts';
import { createAnswers } from './answers.ts';
import { createIndexing, type Indexing } from './indexing.ts';
import type { Stage } from './switches.ts';
import { answerCalls, tellEvent, type Port, type Request } from './thread-calls.ts';

/** What a worker of this room is started with. */
const ThreadData = z.object({
  store: z.string(),
  env: z.record(z.string(), z.string()),
  paused: z.boolean(),
});
export type ThreadData = z.output<typeof ThreadData>;

/** This worker's end of the channel to who started it. */
export const threadPort = (): Port<Request> => {
  const own = parentPort;
  if (!own) throw new Error('This is the entry of a worker thread.');
  return {
    listen: (hear: (message: Request) => void) => void own.on('message', hear),
    post: (message) => own.postMessage(message),
  };
};

/** What this worker was started with. */
export const threadData = (): ThreadData => ThreadData.parse(workerData);

/** What the indexer answers. */
const indexerCalls = (indexing: Indexing, close: () => Promise<void>) => ({
  settled: async (until: Stage): Promise<void> => indexing.settled(until),
  reindex: async (): Promise<void> => indexing.reindex(),
  forget: (conversationId: string): Promise<void> => indexing.forget(conversationId),
  pause: (paused: boolean): void => indexing.pause(paused),
  close: async (): Promise<void> => close(),
});

export type IndexerCalls = ReturnType<typeof indexerCalls>;

const mark = (): string => moment(systemClock.now()).replaceAll(':', '-');

/** The whole life of the indexer's thread. It ends when it is told to, or throws with a fault of ours. */
export const runIndexer = (
  kinds: readonly LogKind[],
  port: Port<Request>,
  { store, env, paused }: ThreadData,
): void => {
  const opened = openLogs(store, mark());
  if (!opened.ok) {
    const { error } = opened;
    const why =
      error.code === 'newer-database'
        ? `${store} is version ${error.version}; this toc knows only ${error.known}. Update toc.`
        : `${store} cannot be opened: ${error.reason}. Check who may read and write it.`;
    tellEvent(port, { kind: 'refused', why });
    return;
  }
  const { database, setAside: aside } = opened.value;
  if (aside !== null) tellEvent(port, { kind: 'set-aside', path: aside });
  const writer = logsWriter(database);
  const tell = (told: object): void => tellEvent(port, { kind: 'told', ...told });
  const indexing = createIndexing({ kinds, env, writer, store, clock: systemClock, paused, tell });
  const running = indexing.run().catch((problem: unknown) => {
    writer.rollback();
    writer.close();
    if (writeFault(problem) === 'damaged') {
      const path = setAside(store, mark());
      tellEvent(port, { kind: 'set-aside', path });
    }
    throw problem;
  });
  const close = async (): Promise<void> => {
    indexing.close();
    await running;
    writer.close();
  };
  answerCalls(port, indexerCalls(indexing, close));
};

/** The whole life of the query worker's thread. */
export const runQueries = (kinds: readonly LogKind[], port: Port<Request>, { store }: ThreadData): void => {
  answerCalls(port, createAnswers(store, kinds));
};
