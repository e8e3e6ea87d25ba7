import { app } from './app.ts';
import { guard, KnownEvents, record, vetoable } from './guard.ts';
import { chromium } from './state.ts';
import { WebContents } from './web-contents.ts';

const EVENTS = [
  'ready-to-show',
  'show',
  'hide',
  'focus',
  'blur',
  'close',
  'closed',
  'resize',
  'resized',
  'move',
  'moved',
  'minimize',
  'restore',
  'maximize',
  'unmaximize',
  'enter-full-screen',
  'leave-full-screen',
  'page-title-updated',
  'unresponsive',
  'responsive',
  'session-end',
];

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Options extends Partial<Bounds> {
  readonly show?: boolean;
  readonly title?: string;
  readonly webPreferences?: {
    readonly preload?: string;
    readonly sandbox?: boolean;
    readonly contextIsolation?: boolean;
    readonly nodeIntegration?: boolean;
  };
}

const open = new Map<number, BrowserWindow>();
let lastId = 0;
let focused: number | null = null;

/** A window: a page of headless Chromium, and what a window manager would keep about it. */
export class BrowserWindow extends KnownEvents {
  readonly id: number;
  readonly webContents: WebContents;
  private bounds: Bounds;
  private visible: boolean;
  private title: string;
  private state: 'normal' | 'minimized' | 'maximized' | 'full-screen' = 'normal';
  private destroyed = false;

  constructor(options: Options = {}) {
    super('BrowserWindow', EVENTS);
    const browser = chromium();
    if (!browser) throw new Error('Cannot create BrowserWindow before app is ready');
    const { sandbox, contextIsolation, nodeIntegration, preload } = options.webPreferences ?? {};
    if (sandbox === false || contextIsolation === false || nodeIntegration === true) {
      throw new Error('stand-in: only sandboxed, isolated pages without Node are implemented');
    }
    lastId += 1;
    this.id = lastId;
    this.visible = options.show !== false;
    this.title = options.title ?? app.name;
    this.bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.webContents = new WebContents(browser.cdp, preload, this.bounds);
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.webContents.once('destroyed', () => this.wasClosed());
    const self = guard('BrowserWindow', this);
    open.set(this.id, self);
    app.emit('web-contents-created', {}, this.webContents);
    app.emit('browser-window-created', {}, self);
    return self;
  }

  static getAllWindows(): BrowserWindow[] {
    return [...open.values()];
  }

  static fromId(id: number): BrowserWindow | null {
    return open.get(id) ?? null;
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...open.values()].find((one) => one.webContents.id === contents.id) ?? null;
  }

  static getFocusedWindow(): BrowserWindow | null {
    return focused === null ? null : (open.get(focused) ?? null);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.visible = true;
    this.emit('show');
    this.focus();
  }

  showInactive(): void {
    this.visible = true;
    this.emit('show');
  }

  hide(): void {
    this.visible = false;
    this.emit('hide');
  }

  focus(): void {
    focused = this.id;
    record('BrowserWindow.focus', this.id);
    this.emit('focus');
    app.emit('browser-window-focus', {}, open.get(this.id));
  }

  isVisible(): boolean {
    return this.visible;
  }

  isFocused(): boolean {
    return focused === this.id;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  minimize(): void {
    this.state = 'minimized';
    this.emit('minimize');
  }

  restore(): void {
    this.state = 'normal';
    this.emit('restore');
  }

  maximize(): void {
    this.state = 'maximized';
    this.emit('maximize');
  }

  unmaximize(): void {
    this.state = 'normal';
    this.emit('unmaximize');
  }

  setFullScreen(wanted: boolean): void {
    this.state = wanted ? 'full-screen' : 'normal';
    this.emit(wanted ? 'enter-full-screen' : 'leave-full-screen');
  }

  isMinimized(): boolean {
    return this.state === 'minimized';
  }

  isMaximized(): boolean {
    return this.state === 'maximized';
  }

  isFullScreen(): boolean {
    return this.state === 'full-screen';
  }

  getBounds(): Bounds {
    return { ...this.bounds };
  }

  getNormalBounds(): Bounds {
    return this.getBounds();
  }

  getContentBounds(): Bounds {
    return this.getBounds();
  }

  getSize(): [number, number] {
    return [this.bounds.width, this.bounds.height];
  }

  setBounds(bounds: Partial<Bounds>): void {
    this.bounds = { ...this.bounds, ...bounds };
    void this.webContents.ready.then(() => this.webContents.resize(this.bounds));
    for (const event of ['resize', 'resized', 'move', 'moved']) this.emit(event);
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  setContentSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  getTitle(): string {
    return this.title;
  }

  setTitle(title: string): void {
    this.title = title;
  }

  setBackgroundColor(colour: string): void {
    record('BrowserWindow.setBackgroundColor', colour);
  }

  setTitleBarOverlay(options: object): void {
    record('BrowserWindow.setTitleBarOverlay', options);
  }

  setMenuBarVisibility(visible: boolean): void {
    record('BrowserWindow.setMenuBarVisibility', visible);
  }

  setMinimumSize(width: number, height: number): void {
    record('BrowserWindow.setMinimumSize', width, height);
  }

  flashFrame(wanted: boolean): void {
    record('BrowserWindow.flashFrame', wanted);
  }

  setProgressBar(progress: number): void {
    record('BrowserWindow.setProgressBar', progress);
  }

  reload(): void {
    this.webContents.reload();
  }

  /** Asks the window to close; false when a listener kept it open. */
  tryClose(): boolean {
    if (this.destroyed) return true;
    const event = vetoable({});
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroy();
    return true;
  }

  close(): void {
    this.tryClose();
  }

  destroy(): void {
    const { targetId } = this.webContents;
    void chromium()
      ?.cdp.send('Target.closeTarget', { targetId })
      .catch(() => {
        // It closed by itself.
      });
    this.webContents.gone();
  }

  private wasClosed(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    open.delete(this.id);
    if (focused === this.id) focused = null;
    this.emit('closed');
    setImmediate(() => {
      if (open.size === 0) app.allWindowsClosed();
    });
  }
}

/** Windows are made by name in `app`'s own work too: how quit closes them. */
export const closeAllWindows = (): boolean => [...open.values()].every((one) => one.tryClose());
