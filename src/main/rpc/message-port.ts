import { RPCHandler } from '@orpc/server/message-port';
import type { Log } from '../machine/log.ts';
import type { Router } from './router.ts';
import { logged } from './logged.ts';

/** The part of Electron's MessagePortMain that we use. */
export interface Port {
  on(event: 'message', handle: (event: { data: unknown }) => void): unknown;
  on(event: 'close', handle: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** Whether a text is what oRPC sends. The adapter parses it without a catch, and a throw there would end main. */
const isMessage = (data: unknown): data is string => {
  if (typeof data !== 'string') return false;
  try {
    return typeof JSON.parse(data) === 'object';
  } catch {
    return false;
  }
};

/** Answers the contract's calls on a port from a window of ours, until the port closes. */
export const servePort = (port: Port, router: Router, log: Log): void => {
  const handler = new RPCHandler(router, { interceptors: [logged(log)] });
  handler.upgrade({
    on: (event: string, handle: (event?: { data: unknown }) => void) => {
      if (event === 'close') port.on('close', () => handle());
      if (event === 'message') {
        port.on('message', (message) => {
          if (isMessage(message.data)) handle(message);
          else log.error('malformed-port-message', typeof message.data);
        });
      }
    },
    postMessage: (data: unknown) => port.postMessage(data),
  });
  port.start();
};
