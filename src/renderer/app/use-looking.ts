import { useCallback, useEffect, useRef } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import { useBridge, useConnection } from '#renderer/bridge/bridge.tsx';
import type { Data } from './use-data.ts';
import type { Desk } from './use-desk.ts';

/** Main forgets after three times as long. */
const AGAIN = 10_000;

/** The contract takes no more. */
const MOST = 64;

/** Whether a person has this window in front of them. */
export const isInFront = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

/** The sessions that a view shows: their terminals, or what one of them has written. */
export const shownBy = (
  { view, panes }: Pick<Desk, 'view' | 'panes'>,
  { sessions }: Pick<Data, 'sessions'>,
): SessionId[] => {
  switch (view.kind) {
    case 'panes':
      return [...panes.open];
    case 'transcript':
      return (sessions ?? [])
        .filter(({ conversations }) => conversations.some(({ id }) => id === view.conversationId))
        .map(({ id }) => id)
        .slice(0, MOST);
    case 'sessions':
    case 'usage':
    case 'processes':
    case 'audit':
    case 'doctor':
    case 'settings':
    case 'new-agent':
    case 'agent':
      return [];
  }
};

/** Keeps main told what this window shows to a person: it notifies nobody of that. */
export const useLooking = (shown: readonly SessionId[]): void => {
  const { client, windowId } = useBridge();
  const connected = useConnection() === 'connected';
  const latest = useRef(shown);
  const tell = useCallback((): void => {
    const sessions = isInFront() ? [...latest.current] : null;
    client.system.looking({ window: windowId, sessions }).catch(() => {
      // The road broke: over the next one it is told anew.
    });
  }, [client, windowId]);
  useEffect(() => {
    latest.current = shown;
  });
  const names = shown.join();
  useEffect(() => {
    if (connected) tell();
  }, [connected, names, tell]);
  useEffect(() => {
    const timer = setInterval(tell, AGAIN);
    window.addEventListener('focus', tell);
    window.addEventListener('blur', tell);
    document.addEventListener('visibilitychange', tell);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', tell);
      window.removeEventListener('blur', tell);
      document.removeEventListener('visibilitychange', tell);
    };
  }, [tell]);
};
