import { createORPCClient, DynamicLink, type ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '#shared/contract/contract.ts';
import type { Face } from './face.ts';

export type Client = ContractRouterClient<typeof contract>;
type Link = ClientLink<Record<never, never>>;

/** One road to main, until it breaks. */
export interface Road {
  readonly link: Link;
  onBroken(handle: () => void): void;
  close(): void;
}

const portRoad = (): Road => {
  const { port1, port2 } = new MessageChannel();
  window.postMessage({ kind: 'toc-rpc' }, location.origin, [port2]);
  const link = new PortLink({ port: port1 });
  port1.start();
  return {
    link,
    onBroken: (handle) => port1.addEventListener('close', handle),
    close: () => port1.close(),
  };
};

const socketRoad = (token: string): Road => {
  const socket = new WebSocket(`ws://${location.host}/rpc`, ['toc', token]);
  return {
    link: new SocketLink({ websocket: socket }),
    onBroken: (handle) => socket.addEventListener('close', handle),
    close: () => socket.close(),
  };
};

/** Opens a road for a face. */
export const openRoad = (face: Exclude<Face, { kind: 'stranger' }>): Road =>
  face.kind === 'electron' ? portRoad() : socketRoad(face.token);

/**
 * The road broke under a call. oRPC tells it with the same AbortError as a call that the page itself gave
 * up, so the bridge tells them apart before anybody sees one.
 */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Waits, or returns early when the signal says so. */
export type Pause = (milliseconds: number) => Promise<void>;

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;

export type ConnectionState = 'connecting' | 'connected' | 'lost';

/** A link that takes the road of the moment, and tells a broken road from a call that the page gave up. */
const overRoads = (current: () => Road | null): Link => {
  const dynamic = new DynamicLink<Record<never, never>>(() => {
    const road = current();
    if (!road) throw new ConnectionLost('There is no connection to toc.');
    return road.link;
  });
  return {
    async call(path, input, options) {
      const used = current();
      try {
        return await dynamic.call(path, input, options);
      } catch (problem) {
        const givenUp = options.signal?.aborted === true;
        const broken = used !== current() || (problem instanceof Error && problem.name === 'AbortError');
        if (givenUp || !broken) throw problem;
        throw new ConnectionLost('The connection to toc broke during the call.', { cause: problem });
      }
    },
  };
};

/** A client that outlives its roads: when one breaks, the next call takes a new one. */
export const createConnection = (open: () => Road, pause: Pause) => {
  let road: Road | null = null;
  let state: ConnectionState = 'connecting';
  const listeners = new Set<() => void>();
  const become = (next: ConnectionState): void => {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener();
  };

  /** One road from opening to breaking. */
  const travel = async (follow: () => Promise<void>): Promise<void> => {
    const opened = open();
    road = opened;
    const broken = new Promise<void>((resolve) => opened.onBroken(resolve));
    const followed = follow().catch(() => {
      // Whatever ended the news (a broken road, a main that went away) is mended the same way: a new road.
    });
    await Promise.race([broken, followed]);
    road = null;
    opened.close();
    become('lost');
  };

  return {
    client: createORPCClient<Client>(overRoads(() => road)),
    state: (): ConnectionState => state,
    onChange(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Keeps a road open until the signal; `follow` reads the news of one road and says when it is ready. */
    async keep(follow: (ready: () => void) => Promise<void>, signal: AbortSignal): Promise<void> {
      let wait = FIRST_PAUSE;
      const ready = (): void => {
        wait = FIRST_PAUSE;
        become('connected');
      };
      while (!signal.aborted) {
        await travel(() => follow(ready));
        if (signal.aborted) return;
        await pause(wait);
        wait = Math.min(wait * 2, LONGEST_PAUSE);
      }
    },
  };
};

export type Connection = ReturnType<typeof createConnection>;
