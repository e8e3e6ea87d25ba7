import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { callsOver, type Handlers, type Port, type Reply } from './thread-calls.ts';
import type { ThreadData } from './threads.ts';

/** A running worker, seen from outside. */
export interface ThreadEnd extends Port<Reply> {
  /** Resolves when it is gone, with why. */
  readonly ended: Promise<Error>;
  stop(): Promise<void>;
}

/** Starts one of the two workers of this room. */
export type StartThread = (name: 'indexer' | 'query', data: ThreadData) => ThreadEnd;

/** Built, the entries lie beside this file; unbuilt, they are TypeScript that Node runs as it is. */
const ending = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';

/** Lines of logs die young: more room for them is more memory and no more speed. Megabytes. */
const YOUNG = 6;

/** As a worker thread of this process. It keeps no command alive that is done. */
export const startWorker: StartThread = (name, data) => {
  const entry = join(import.meta.dirname, `${name}.${ending}`);
  const worker = new Worker(entry, {
    workerData: data,
    execArgv: [],
    name: `toc ${name}`,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
  });
  let fault = new Error('The worker ended.');
  worker.once('error', (problem) => {
    fault = problem instanceof Error ? problem : new Error(String(problem));
  });
  const ended = new Promise<Error>((resolve) => worker.once('exit', () => resolve(fault)));
  worker.unref();
  return {
    listen: (hear: (reply: Reply) => void) => void worker.on('message', hear),
    post: (message) => worker.postMessage(message),
    ended,
    async stop(): Promise<void> {
      worker.ref();
      await worker.terminate();
      await ended;
    },
  };
};

type Closing = Handlers & { close(): unknown };

/** What can be asked of a worker. `died` is called once, unless it was closed. */
export const openThread = <Served extends Closing, Event>(
  end: ThreadEnd,
  on: { event(event: Event): void; died(problem: Error): void },
) => {
  const calls = callsOver<Served, Event>(end, on.event);
  let isClosing = false;
  void end.ended.then((problem) => {
    calls.fail(problem);
    if (!isClosing) on.died(problem);
  });
  return {
    ask: calls.ask,
    async close(): Promise<void> {
      isClosing = true;
      // One that has refused or died answers nothing; then there is nothing to wait for.
      await Promise.race([calls.ask('close', undefined).catch(() => {}), end.ended]);
      await end.stop();
    },
  };
};

export type Thread<Served extends Closing, Event> = ReturnType<typeof openThread<Served, Event>>;
