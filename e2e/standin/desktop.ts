import { existsSync, readFileSync } from 'node:fs';
import { guard, KnownEvents, record } from './guard.ts';
import type { Menu } from './menu.ts';

/** A dialog that stands open until a test answers it: `globalThis.standIn.dialogs[0].answer({ response: 0 })`. */
export interface OpenDialog {
  readonly kind: string;
  readonly options: unknown;
  answer(value: unknown): void;
}

export const dialogs: OpenDialog[] = [];

const show =
  (kind: string) =>
  (...args: unknown[]): Promise<unknown> =>
    new Promise((resolve) => {
      const options = args.at(-1);
      const open: OpenDialog = {
        kind,
        options,
        answer: (value) => {
          dialogs.splice(dialogs.indexOf(open), 1);
          resolve(value);
        },
      };
      dialogs.push(open);
    });

export const dialog = guard('dialog', {
  showOpenDialog: show('showOpenDialog'),
  showSaveDialog: show('showSaveDialog'),
  showMessageBox: show('showMessageBox'),
  showErrorBox: (title: string, content: string): void => {
    record('dialog.showErrorBox', title, content);
    console.error(`stand-in: error box: ${title}: ${content}`);
  },
});

export const shell = guard('shell', {
  openExternal: async (url: string): Promise<void> => record('shell.openExternal', url),
  openPath: async (path: string): Promise<string> => {
    record('shell.openPath', path);
    return '';
  },
  showItemInFolder: (path: string): void => record('shell.showItemInFolder', path),
  beep: (): void => record('shell.beep'),
});

/** Every notification that was shown and not closed; a test clicks one by `globalThis.standIn.notifications[0].emit('click')`. */
export const notifications: Notification[] = [];

interface NotificationOptions {
  readonly title?: string;
  readonly body?: string;
  readonly silent?: boolean;
}

export class Notification extends KnownEvents {
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;

  constructor(options: NotificationOptions = {}) {
    super('Notification', ['show', 'click', 'close', 'failed', 'action']);
    this.title = options.title ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    record('Notification.show', this.title, this.body);
    notifications.push(this);
    this.emit('show');
  }

  close(): void {
    const at = notifications.indexOf(this);
    if (at < 0) return;
    notifications.splice(at, 1);
    this.emit('close');
  }
}

/** Every icon among the system's own; a test reads its tip and chooses from its menu. */
export const trays: Tray[] = [];

export class Tray extends KnownEvents {
  toolTip = '';
  menu: Menu | null = null;
  private destroyed = false;

  constructor(image: { isEmpty(): boolean }) {
    super('Tray', ['click', 'double-click', 'right-click']);
    if (image.isEmpty()) throw new Error('stand-in: a tray needs a picture');
    record('Tray.new');
    trays.push(this);
  }

  setToolTip(text: string): void {
    this.toolTip = text;
    record('Tray.setToolTip', text);
  }

  setTitle(text: string): void {
    record('Tray.setTitle', text);
  }

  setImage(): void {
    record('Tray.setImage');
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
    record('Tray.setContextMenu', menu?.items.map(({ label }) => label) ?? null);
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    trays.splice(trays.indexOf(this), 1);
    record('Tray.destroy');
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }
}

const picture = (bytes: Buffer) =>
  guard('NativeImage', {
    isEmpty: () => bytes.length === 0,
    toPNG: () => bytes,
    setTemplateImage: () => {},
    resize(): unknown {
      return this;
    },
  });

export const nativeImage = guard('nativeImage', {
  createEmpty: () => picture(Buffer.alloc(0)),
  createFromPath: (path: string) => picture(existsSync(path) ? readFileSync(path) : Buffer.alloc(0)),
  createFromBuffer: picture,
});

let copied = '';
export const clipboard = guard('clipboard', {
  writeText: (text: string): void => {
    copied = text;
    record('clipboard.writeText', text);
  },
  readText: (): string => copied,
});

const display = {
  id: 1,
  scaleFactor: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  size: { width: 1920, height: 1080 },
  workAreaSize: { width: 1920, height: 1040 },
};

export const screen = guard(
  'screen',
  Object.assign(new KnownEvents('screen', ['display-added', 'display-removed', 'display-metrics-changed']), {
    getPrimaryDisplay: () => display,
    getAllDisplays: () => [display],
    getDisplayMatching: () => display,
    getDisplayNearestPoint: () => display,
  }),
);

export const powerMonitor = guard(
  'powerMonitor',
  new KnownEvents('powerMonitor', [
    'suspend',
    'resume',
    'shutdown',
    'lock-screen',
    'unlock-screen',
    'on-ac',
    'on-battery',
  ]),
);

export const crashReporter = guard('crashReporter', {
  start: (): void => record('crashReporter.start'),
});
