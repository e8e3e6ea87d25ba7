import { useEffect, useRef } from 'react';
import type { Session } from '#shared/contract/sessions.ts';
import { EndedStrip, WatchStrip } from '#renderer/features/sessions/sessions.tsx';
import { keysOf, type Platform } from './keys.ts';

/** A line between head and screen: how an ended session goes on, or that a run is only watched. */
export const PaneStrip = ({
  session,
  focused,
  platform,
}: {
  readonly session: Session;
  readonly focused: boolean;
  readonly platform: Platform;
}) => {
  const { live, kind } = session.run;
  const isStripped = !live || kind === 'background';
  const box = useRef<HTMLDivElement>(null);
  const wasLive = useRef(live);
  useEffect(() => {
    if (wasLive.current === live) return;
    wasLive.current = live;
    // The button that was pressed went with its strip, and the focus with it: the next strip is where one goes on.
    if (isStripped && focused && document.activeElement === document.body) box.current?.focus();
  }, [live, isStripped, focused]);
  if (!isStripped) return null;
  return (
    <div ref={box} tabIndex={-1} className="shrink-0 outline-none">
      {live ? (
        <WatchStrip session={session} keys={keysOf('take-over', platform)} />
      ) : (
        <EndedStrip session={session} />
      )}
    </div>
  );
};
