import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';

/** Makes a Node of ours open an inspector, on a port that is free; it prints the address. */
export const INSPECT = '--inspect=127.0.0.1:0';

const Answer = z.object({ id: z.number().optional(), result: z.unknown() });
const Evaluated = z.object({ result: z.object({ value: z.string() }) });
const Memory = z.object({ heapUsed: z.number(), external: z.number() });

/** The newest address that a process printed. */
export const inspectorIn = (printed: string): string => {
  const address = printed.match(/ws:\/\/127\.0\.0\.1:\d+\/[\w-]+/g)?.at(-1);
  if (address === undefined) throw new Error(`No inspector was announced:\n${printed}`);
  return address;
};

/** What a process still holds of its heap, and outside of it for its objects, once all garbage is collected; bytes. */
export const heapOf = async (inspector: string): Promise<number> => {
  const socket = new WebSocket(inspector);
  await once(socket, 'open');
  const waiting = new Map<number, (result: unknown) => void>();
  socket.on('message', (data: Buffer) => {
    const { id, result } = Answer.parse(JSON.parse(data.toString()));
    if (id !== undefined) waiting.get(id)?.(result);
  });
  let asked = 0;
  const ask = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      asked += 1;
      waiting.set(asked, resolve);
      socket.send(JSON.stringify({ id: asked, method, params }));
    });
  // What a finalizer frees is collected by the second.
  for (let times = 0; times < 3; times += 1) await ask('HeapProfiler.collectGarbage');
  const expression = 'JSON.stringify(process.memoryUsage())';
  const { result } = Evaluated.parse(await ask('Runtime.evaluate', { expression }));
  const closed = once(socket, 'close');
  socket.close();
  await closed;
  const { heapUsed, external } = Memory.parse(JSON.parse(result.value));
  return heapUsed + external;
};
