import { Tooltip } from '@base-ui/react/tooltip';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ConversationId, SessionId } from '#shared/contract/ids.ts';
import type { Info, Preferences } from '#shared/contract/system.ts';
import { ActingProvider, type Forgettable } from '#renderer/features/sessions/sessions.tsx';
import { useBridge } from '#renderer/bridge/bridge.tsx';
import { ToastProvider } from '#renderer/ui/toast.tsx';
import { useFrameGone, useFrameKept } from './frame.ts';
import { useData } from './use-data.ts';
import { deskFor, useDesk } from './use-desk.ts';
import { useHiddenMark } from './use-hidden.ts';
import { Window } from './window.tsx';

export interface ShellProps {
  /** What the window remembers; its desk starts with what was kept when it opened. */
  readonly kept: Preferences;
  readonly info: Info;
}

/** What every part of the window stands on: the lists, the desk, and what can be done to sessions. */
export const Shell = ({ kept, info }: ShellProps) => {
  useFrameGone();
  useFrameKept(kept);
  useHiddenMark();
  const data = useData();
  const titleOf = (id: SessionId): string | undefined =>
    data.sessions?.find((session) => session.id === id)?.title;
  const { asked } = useBridge();
  const [first] = useState(() => deskFor(kept, asked));
  const desk = useDesk(first, titleOf);
  const latest = useRef(desk);
  useEffect(() => {
    latest.current = desk;
  });
  const handleOpen = useCallback((id: SessionId) => latest.current.open(id), []);
  const handleGone = useCallback(({ sessionId, conversations }: Forgettable) => {
    const { view, panes, go, close } = latest.current;
    if (view.kind === 'transcript' && conversations.includes(view.conversationId)) go({ kind: 'sessions' });
    if (sessionId !== null && panes.open.includes(sessionId)) close(sessionId);
  }, []);
  const handleRead = useCallback((conversationId: ConversationId, title: string | null) => {
    latest.current.go({ kind: 'transcript', conversationId, title });
  }, []);
  return (
    <Tooltip.Provider delay={400}>
      <ToastProvider>
        <ActingProvider onOpen={handleOpen} onGone={handleGone} onRead={handleRead}>
          <Window data={data} desk={desk} info={info} />
        </ActingProvider>
      </ToastProvider>
    </Tooltip.Provider>
  );
};
