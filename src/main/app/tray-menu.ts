import type { MenuItemConstructorOptions } from 'electron';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { wants } from '#shared/notice-words.ts';

export interface TrayActions {
  open(session: SessionId | null): void;
  quit(): void;
}

/** A menu of a tray does not scroll everywhere. */
const MOST = 10;

/** A label as it is meant: a single `&` would mark the letter after it. */
const literal = (text: string): string => text.replaceAll('&', '&&');

/** The menu of the tray: what waits for a person, the window, and the way out. Pure. */
export const trayMenu = (
  waiting: readonly Pick<Session, 'id' | 'title' | 'status'>[],
  actions: TrayActions,
): MenuItemConstructorOptions[] => {
  const rest = waiting.length - MOST;
  return [
    ...waiting.slice(0, MOST).map(({ id, title, status }) => ({
      label: literal(`${title}: ${wants(status.cause)}`),
      click: () => actions.open(id),
    })),
    ...(rest > 0 ? [{ label: `${rest} more`, click: () => actions.open(null) }] : []),
    ...(waiting.length > 0 ? [{ type: 'separator' as const }] : []),
    { label: 'Open toc', click: () => actions.open(null) },
    { label: 'Quit', click: () => actions.quit() },
  ];
};
