import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Preferences } from '#shared/contract/system.ts';
import { PAGE } from './addresses.ts';
import type { Log } from '../machine/log.ts';
import { guardContents } from './guards.ts';
import { placeFor, SMALLEST } from './place.ts';

/** What the window is drawn on before the page is there: --bg-window of both themes. */
const BACKGROUND = { light: '#f2f3f5', dark: '#121316' } as const;

export interface WindowRooms {
  readonly preferences: Preferences;
  /** Shown in it at once. */
  readonly session: SessionId | null;
  readonly savePlace: (place: Preferences['window']) => void;
  readonly log: Log;
}

/** A page that dies again this soon after it was brought back stays down, or it would spin for ever. */
const SOON = 10_000;

/** A page that died is loaded again: what it showed lives in main and in the supervisor. */
const bringBack = (window: BrowserWindow, log: Log): void => {
  let last = -SOON;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log.error('page-gone', reason);
    const now = performance.now();
    if (reason !== 'clean-exit' && now - last >= SOON) window.webContents.reload();
    last = now;
  });
};

/** Opens the one window, where and as large as it was. */
export const openWindow = ({ preferences, session, savePlace, log }: WindowRooms): BrowserWindow => {
  nativeTheme.themeSource = preferences.theme;
  const window = new BrowserWindow({
    ...placeFor(
      preferences.window,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'toc',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    ...(process.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' as const } : {}),
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  guardContents(window.webContents, () => window);
  window.once('ready-to-show', () => window.show());
  window.on('close', () => savePlace(window.getNormalBounds()));
  bringBack(window, log);
  const page = session === null ? PAGE : `${PAGE}#session=${session}`;
  window.loadURL(page).catch((problem: unknown) => log.error('page-not-loaded', problem));
  return window;
};
