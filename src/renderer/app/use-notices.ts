import { useEffect, useRef } from 'react';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Notice } from '#shared/contract/system.ts';
import { useBridge } from '#renderer/bridge/bridge.tsx';
import { isInFront } from './use-looking.ts';

const notify = ({ sessionId, title, text, sound }: Notice, open: (id: SessionId) => void): void => {
  // In the electron face the page has no permission: main itself notifies.
  if (!('Notification' in window) || Notification.permission !== 'granted' || isInFront()) return;
  try {
    // With the tag, two tabs of toc show one.
    const shown = new Notification(title, { body: text, tag: sessionId, silent: !sound });
    shown.addEventListener('click', () => {
      window.focus();
      open(sessionId);
      shown.close();
    });
  } catch {
    // Browsers of phones have the constructor and refuse to be called by it; the title counts what waits.
  }
};

/** Shows what main wants a person to know, where the browser may and the page is not in front. */
export const useNotices = (open: (id: SessionId) => void): void => {
  const { onNotice } = useBridge();
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => onNotice((notice) => notify(notice, (id) => latest.current(id))), [onNotice]);
};
