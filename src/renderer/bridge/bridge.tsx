import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, use, useEffect, useSyncExternalStore, type ReactNode } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Notice } from '#shared/contract/system.ts';
import { createApi, type Api } from './api.ts';
import { createConnection, openRoad, type Client, type Connection, type ConnectionState } from './client.ts';
import { takeAskedSession, type Face } from './face.ts';
import { followNews } from './live.ts';

/** What the window reaches main with. */
export interface Bridge {
  readonly client: Client;
  readonly api: Api;
  readonly queries: QueryClient;
  readonly state: () => ConnectionState;
  readonly onStateChange: Connection['onChange'];
  /** Commands of the electron face's menu; returns how to stop listening. */
  readonly onCommand: (listener: (command: string) => void) => () => void;
  /** What a person is to be told of; in the electron face main tells it. Returns how to stop listening. */
  readonly onNotice: (listener: (notice: Notice) => void) => () => void;
  readonly face: 'electron' | 'browser';
  /** What main knows this window by, for as long as its page lives. */
  readonly windowId: string;
  /** The session this window was opened for. */
  readonly asked: SessionId | null;
}

/** Those who listen, and how to tell them. */
const createListeners = <Said,>() => {
  const listeners = new Set<(said: Said) => void>();
  return {
    tell: (said: Said): void => {
      for (const listener of listeners) listener(said);
    },
    listen: (listener: (said: Said) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      // News keep the cache true; a window that comes to the front has nothing to ask.
      queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });

/** Makes the bridge of a face and keeps it connected until the signal. */
export const createBridge = (face: Exclude<Face, { kind: 'stranger' }>, signal: AbortSignal): Bridge => {
  const connection = createConnection(
    () => openRoad(face),
    (milliseconds) =>
      new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      }),
  );
  const api = createApi(connection.client);
  const queries = createQueries();
  const commands = createListeners<string>();
  const notices = createListeners<Notice>();
  const windowId = crypto.randomUUID();
  // A main may have pages in browsers beside its window: its menu is not theirs.
  const onCommand = face.kind === 'electron' ? commands.tell : () => {};
  const rooms = { queries, api, windowId, onCommand, onNotice: notices.tell };
  void connection.keep((ready) => followNews(connection.client, rooms, ready), signal);
  return {
    client: connection.client,
    api,
    queries,
    state: connection.state,
    onStateChange: connection.onChange,
    onCommand: commands.listen,
    onNotice: notices.listen,
    face: face.kind,
    windowId,
    asked: takeAskedSession(),
  };
};

const BridgeContext = createContext<Bridge | null>(null);

/** Hands the bridge to every component below. */
export const BridgeProvider = ({
  bridge,
  children,
}: {
  readonly bridge: Bridge;
  readonly children: ReactNode;
}) => (
  <BridgeContext value={bridge}>
    <QueryClientProvider client={bridge.queries}>{children}</QueryClientProvider>
  </BridgeContext>
);

/** The bridge this window stands on. */
export const useBridge = (): Bridge => {
  const bridge = use(BridgeContext);
  if (!bridge) throw new Error('useBridge needs a BridgeProvider above it.');
  return bridge;
};

/** Every call of the contract as query and mutation options. */
export const useApi = (): Api => useBridge().api;

/** Whether main can be reached now. */
export const useConnection = (): ConnectionState => {
  const { state, onStateChange } = useBridge();
  return useSyncExternalStore(onStateChange, state);
};

/** Calls `handle` for every command of the electron face's menu. */
export const useCommands = (handle: (command: string) => void): void => {
  const { onCommand } = useBridge();
  useEffect(() => onCommand(handle), [onCommand, handle]);
};
