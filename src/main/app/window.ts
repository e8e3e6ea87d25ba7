import { join } from 'node:path';
import { BrowserWindow, nativeTheme } from 'electron';
import type { Preferences } from '#shared/contract/system.ts';
import { PAGE } from './addresses.ts';
import { guardContents } from './guards.ts';

/** What the window is drawn on before the page is there: --bg-window of both themes. */
const BACKGROUND = { light: '#f7f7f8', dark: '#121316' } as const;

const SIZE = { width: 1280, height: 800 } as const;

/** Opens the one window, where and as large as it was. */
export const openWindow = (
  preferences: Preferences,
  savePlace: (place: Preferences['window']) => void,
): BrowserWindow => {
  nativeTheme.themeSource = preferences.theme;
  const window = new BrowserWindow({
    ...(preferences.window ?? SIZE),
    minWidth: 640,
    minHeight: 420,
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
  void window.loadURL(PAGE);
  return window;
};
