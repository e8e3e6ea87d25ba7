import { app, Menu, type BrowserWindow } from 'electron';
import { menuTemplate } from './menu-template.ts';

/** Sets the application menu; what the window carries out goes to it as news. */
export const setMenu = (command: (name: string) => void, window: () => BrowserWindow | null): void => {
  const template = menuTemplate(
    { mac: process.platform === 'darwin', packaged: app.isPackaged },
    {
      command,
      minimize: () => window()?.minimize(),
      close: () => window()?.close(),
      toggleFullScreen: () => window()?.setFullScreen(!window()?.isFullScreen()),
      toggleDevTools: () => window()?.webContents.toggleDevTools(),
      quit: () => app.quit(),
    },
  );
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
};
