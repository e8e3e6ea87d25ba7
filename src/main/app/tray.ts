import { join } from 'node:path';
import { app, Menu, nativeImage, Tray } from 'electron';
import type { SessionId } from '#shared/contract/ids.ts';
import { waitingSentence } from '#shared/notice-words.ts';
import type { Main } from '../boot/boot.ts';
import { followWaiting } from './notify.ts';
import { trayMenu } from './tray-menu.ts';

/** On macOS a template: the system draws it in the colour of its menu bar, and finds the sharp one by its name. */
const picture = () => {
  const name = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png';
  return nativeImage.createFromPath(join(app.getAppPath(), 'resources', name));
};

/** Keeps an icon among the system's own for as long as it is wished for: what waits, by name. */
export const keepTray = (main: Main, open: (session: SessionId | null) => void): void => {
  let tray: Tray | null = null;
  let drawn = '';
  const make = (): Tray => {
    const made = new Tray(picture());
    // On macOS a click opens the menu.
    if (process.platform !== 'darwin') made.on('click', () => open(null));
    return made;
  };
  const draw = (): void => {
    if (!main.preferences().tray) {
      tray?.destroy();
      tray = null;
      drawn = '';
      return;
    }
    tray ??= make();
    const waiting = main.waiting();
    // A menu that is set anew closes under the pointer.
    const now = JSON.stringify(waiting.map(({ id, title, status }) => [id, title, status.cause]));
    if (now === drawn) return;
    drawn = now;
    tray.setToolTip(`toc: ${waitingSentence(waiting.length)}`);
    tray.setContextMenu(Menu.buildFromTemplate(trayMenu(waiting, { open, quit: () => app.quit() })));
  };
  followWaiting(main, draw);
};
