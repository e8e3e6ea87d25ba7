import { join } from 'node:path';
import { app, dialog, nativeTheme, type BrowserWindow } from 'electron';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Preferences } from '#shared/contract/system.ts';
import { ok } from '#shared/result.ts';
import { bootOrExplain, type Main } from '../boot/boot.ts';
import { systemClock } from '../machine/clock.ts';
import { pathsFor } from '../machine/paths.ts';
import type { Face } from '../rpc/router.ts';
import { denyPermissions, openOutside } from './guards.ts';
import { setMenu } from './menu.ts';
import { showBadge, showNotices } from './notify.ts';
import { servePorts } from './ports.ts';
import { becomeMain, giveUp } from './role.ts';
import { registerScheme, serveScheme } from './scheme.ts';
import { keepTray } from './tray.ts';
import { openWindow } from './window.ts';

const paths = pathsFor(process.env);
const rendererFolder = join(import.meta.dirname, '../renderer');
let window: BrowserWindow | null = null;
/** From here on the store closes: nothing more is saved. */
let quitting = false;

const face: Face = {
  name: 'electron',
  async chooseFolder() {
    const { canceled, filePaths } = await dialog.showOpenDialog({
      properties: ['openDirectory', 'createDirectory'],
    });
    return ok(canceled ? null : (filePaths[0] ?? null));
  },
  openLink: async (url) => ok(await openOutside(url, window)),
  focusWindow() {
    if (window === null) return false;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    return true;
  },
  yieldHome: () => false,
};

/** Where the window was is kept where it can be: a full disk keeps nobody from closing it. */
const keepPlace = (main: Main, place: Preferences['window']): void => {
  try {
    main.savePreferences({ window: place });
  } catch (problem) {
    main.log.error('place-not-saved', problem);
  }
};

/** Brings the window to the front, with a session where one is named. */
const showWindow = (main: Main, session: SessionId | null = null): void => {
  if (face.focusWindow()) {
    if (session !== null) main.publish({ kind: 'command', command: `open-session ${session}` });
    return;
  }
  window = openWindow({
    preferences: main.preferences(),
    session,
    savePlace: (place) => {
      if (!quitting) keepPlace(main, place);
    },
    log: main.log,
  });
  window.on('closed', () => {
    window = null;
  });
};

/** A quit must not hang on something that no longer answers; the runs are the supervisor's anyway. */
const PATIENCE = 5000;

const closeBeforeQuit = (main: Main): void => {
  let state: 'open' | 'closing' | 'closed' = 'open';
  const close = (): void => {
    if (window) {
      keepPlace(main, window.getNormalBounds());
      window.hide();
    }
    quitting = true;
    systemClock.after(PATIENCE, () => app.exit(1));
    main.close().then(
      () => {
        state = 'closed';
        app.quit();
      },
      (problem: unknown) => {
        main.log.error('close-failed', problem);
        app.exit(1);
      },
    );
  };
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    // A debugger calls quit in the middle of anything. A socket closed while Node hands over what it read ends Node.
    setImmediate(close);
  });
};

const start = async (): Promise<void> => {
  const lock = await becomeMain(paths);
  if (lock === null) return app.quit();
  const main = await bootOrExplain({ paths, version: app.getVersion(), face, lock, rendererFolder });
  serveScheme(rendererFolder);
  denyPermissions();
  servePorts(main, () => window);
  setMenu(
    (command) => main.publish({ kind: 'command', command }),
    () => window,
  );
  main.onNews((news) => {
    if (news.kind === 'preferences-changed') nativeTheme.themeSource = news.preferences.theme;
  });
  showNotices(main, (session) => showWindow(main, session));
  showBadge(main);
  keepTray(main, (session) => showWindow(main, session));
  closeBeforeQuit(main);
  app.on('activate', () => showWindow(main));
  showWindow(main);
};

app.setPath('userData', join(paths.home, 'electron'));
registerScheme();
// Closing the window ends nothing that runs: only main goes, and the supervisor holds the rest.
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});
app.whenReady().then(start).catch(giveUp);
