import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { contract } from '#shared/contract/contract.ts';

export type Client = ContractRouterClient<typeof contract>;

export interface LocalClient {
  readonly calls: Client;
  /** Resolves when main has gone away or `close` was called. */
  readonly closed: Promise<void>;
  /** False from the moment it begins to close. */
  isOpen(): boolean;
  close(): void;
}

/** The four members oRPC uses, typed as a browser's socket; ws has them all but types its events otherwise. */
const asBrowserSocket = (socket: WebSocket) => ({
  get readyState() {
    return socket.readyState;
  },
  send: (data: string | ArrayBufferLike | Blob | ArrayBufferView) => {
    if (typeof data === 'string') socket.send(data);
    else if (ArrayBuffer.isView(data)) socket.send(data);
    else throw new Error('Only text and byte views travel on this socket.');
  },
  addEventListener: (event: string, handle: unknown) =>
    Reflect.apply(socket.addEventListener, socket, [event, handle]),
  removeEventListener: (event: string, handle: unknown) =>
    Reflect.apply(socket.removeEventListener, socket, [event, handle]),
});

/** Connects to the main that holds a TOC_HOME; null when nobody answers at its socket. */
export const connectLocal = (socketPath: string): Promise<LocalClient | null> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws+unix:${socketPath}:/rpc`, ['toc'], { handshakeTimeout: 5000 });
    const closed = new Promise<void>((gone) => socket.once('close', () => gone()));
    socket.once('error', () => resolve(null));
    socket.once('open', () => {
      socket.on('error', () => {
        // The close that follows tells whoever waits.
      });
      const calls: Client = createORPCClient(new RPCLink({ websocket: asBrowserSocket(socket) }));
      const isOpen = (): boolean => socket.readyState === WebSocket.OPEN;
      resolve({ calls, closed, isOpen, close: () => socket.close() });
    });
  });
