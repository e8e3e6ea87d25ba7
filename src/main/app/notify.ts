import { app, Notification } from 'electron';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Main } from '../boot/boot.ts';

type Following = Pick<Main, 'onNews' | 'preferences' | 'waiting'>;

/** Shows every notice as a notification of the desktop; a click on it opens its session. */
export const showNotices = (main: Following, open: (session: SessionId) => void): void => {
  // One that nobody holds is collected, and its click with it. A session has one at a time.
  const shown = new Map<SessionId, Notification>();
  main.onNews((news) => {
    if (news.kind !== 'notice' || !Notification.isSupported()) return;
    const { sessionId, title, text, sound } = news.notice;
    const notification = new Notification({ title, body: text, silent: !sound });
    const drop = (): void => {
      if (shown.get(sessionId) === notification) shown.delete(sessionId);
    };
    notification.on('click', () => {
      drop();
      open(sessionId);
    });
    notification.on('close', drop);
    shown.get(sessionId)?.close();
    shown.set(sessionId, notification);
    notification.show();
  });
};

/** Calls at once, and whenever what waits or the wish to see it may have changed. */
export const followWaiting = (main: Following, call: () => void): void => {
  main.onNews(({ kind }) => {
    if (kind === 'session-changed' || kind === 'session-gone' || kind === 'preferences-changed') call();
  });
  call();
};

/** Counts what waits for a person on the app's icon, where the desktop has a place for it. */
export const showBadge = (main: Following): void => {
  let shown = 0;
  followWaiting(main, () => {
    const count = main.preferences().badge ? main.waiting().length : 0;
    if (count !== shown) app.setBadgeCount(count);
    shown = count;
  });
};
