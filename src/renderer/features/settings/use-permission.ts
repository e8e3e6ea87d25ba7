import { useState } from 'react';

/** Whether this browser shows notifications of toc: `default` is not asked yet. */
type Permission = NotificationPermission | 'unsupported';

const read = (): Permission => ('Notification' in window ? Notification.permission : 'unsupported');

/** What the browser lets toc show, and how to ask for it: only ever because a person pressed a button. */
export const usePermission = (): { readonly permission: Permission; readonly ask: () => void } => {
  const [permission, setPermission] = useState(read);
  const ask = (): void => {
    Notification.requestPermission().then(setPermission, () => setPermission(read()));
  };
  return { permission, ask };
};
