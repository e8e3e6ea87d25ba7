import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Port } from '../thread-calls.ts';
import type { StartThread } from '../thread.ts';
import { runIndexer, runQueries } from '../threads.ts';
import { fakeKind } from './fake-kind.ts';

const over = <Heard>(port: MessagePort): Port<Heard> => ({
  listen: (hear: (message: Heard) => void) => void port.on('message', hear),
  post: (message) => port.postMessage(message),
});

/** The workers of this room in the test's own thread, reading trivial logs; `kill` ends the last indexer. */
export const nearThreads = () => {
  let kill: (problem: Error) => void = () => {};
  const start: StartThread = (name, data) => {
    const { port1, port2 } = new MessageChannel();
    const ended = new Promise<Error>((resolve) => {
      port1.once('close', () => resolve(new Error('It was stopped.')));
      if (name === 'indexer') kill = resolve;
    });
    const run = name === 'indexer' ? runIndexer : runQueries;
    run([fakeKind()], over(port2), data);
    return { ...over(port1), ended, stop: async () => port1.close() };
  };
  return { start, kill: (problem: Error): void => kill(problem) };
};
