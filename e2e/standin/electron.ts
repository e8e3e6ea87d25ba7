// The module that the app gets when it imports 'electron'.
import { app } from './app.ts';
import { BrowserWindow, closeAllWindows } from './browser-window.ts';
import { guard } from './guard.ts';
import { WebContents } from './web-contents.ts';

app.closeWindows = closeAllWindows;

export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { clipboard, crashReporter, dialog, nativeImage, Notification } from './desktop.ts';
export { powerMonitor, screen, shell, Tray } from './desktop.ts';
export { ipcMain } from './ipc.ts';
export { Menu, MenuItem } from './menu.ts';
export { MessageChannelMain, MessagePortMain } from './ports.ts';
export { net, protocol } from './protocol.ts';
export { session } from './session.ts';
export { nativeTheme } from './theme.ts';

export const webContents = guard('webContents', {
  fromDevToolsTargetId: (id: string) => WebContents.fromTarget(id),
  getAllWebContents: () => WebContents.all(),
  getFocusedWebContents: () => BrowserWindow.getFocusedWindow()?.webContents ?? null,
});

const missing = (name: string): object => guard(name, {});

export const autoUpdater = missing('autoUpdater');
export const contentTracing = missing('contentTracing');
export const desktopCapturer = missing('desktopCapturer');
export const globalShortcut = missing('globalShortcut');
export const powerSaveBlocker = missing('powerSaveBlocker');
export const safeStorage = missing('safeStorage');
export const systemPreferences = missing('systemPreferences');
export const utilityProcess = missing('utilityProcess');
export const webFrameMain = missing('webFrameMain');
