import type { EventEmitter } from 'node:events';
import { unlessGone, type Cdp } from './cdp.ts';
import { guard, KnownEvents, record, vetoable } from './guard.ts';
import { PRELOAD_WORLD, pageScripts } from './page/scripts.ts';
import { PageRoad } from './page-road.ts';
import type { MessagePortMain } from './ports.ts';
import { answer, fromChromium, SCHEME_PATTERN, toChromium } from './protocol.ts';
import { defaultSession, permissionsFor } from './session.ts';
import { colourScheme } from './theme.ts';

/** What may be listened to; 'before-input-event', 'will-prevent-unload' and other works of a real window are never sent. */
const EVENTS = [
  'will-prevent-unload',
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'did-navigate',
  'did-finish-load',
  'did-fail-load',
  'did-stop-loading',
  'dom-ready',
  'console-message',
  'preload-error',
  'render-process-gone',
  'before-input-event',
  'context-menu',
  'page-title-updated',
  'zoom-changed',
  'unresponsive',
  'responsive',
  'destroyed',
];

interface Size {
  readonly width: number;
  readonly height: number;
}

interface OpenDecision {
  readonly action: 'allow' | 'deny';
}

type OpenHandler = (details: { url: string; frameName: string; disposition: string }) => OpenDecision;

type Details = Record<string, never> & {
  frame: { parentId?: string; url: string; urlFragment?: string };
  request: { url: string; method: string; headers: Record<string, string> };
};

const alive = new Map<string, WebContents>();
let lastId = 0;

/** The page of a window: a target of Chromium, our preload in a world of its own, and the road between. */
export class WebContents extends KnownEvents {
  readonly id: number;
  readonly session = defaultSession;
  readonly ready: Promise<void>;
  readonly mainFrame: object;
  private readonly self: WebContents;
  readonly navigationHistory = guard('navigationHistory', {
    canGoBack: () => false,
    canGoForward: () => false,
  });
  targetId = '';
  private readonly cdp: Cdp;
  private readonly preload: string | undefined;
  private readonly road: PageRoad;
  private sessionId = '';
  private address = '';
  private expected = '';
  private dead = false;
  private zoom = 1;
  private opens: { url: string; windowName: string }[] = [];
  private popups: string[] = [];
  private openHandler: OpenHandler = () => ({ action: 'allow' });

  constructor(cdp: Cdp, preload: string | undefined, size: Size) {
    super('webContents', EVENTS);
    // The app compares senders with its windows' contents: there must be one of it.
    this.self = guard('webContents', this);
    lastId += 1;
    this.id = lastId;
    this.cdp = cdp;
    this.preload = preload;
    const url = (): string => this.address;
    this.mainFrame = guard('webFrameMain', {
      get url() {
        return url();
      },
      get origin() {
        return new URL(url()).origin === 'null'
          ? url().split('/').slice(0, 3).join('/')
          : new URL(url()).origin;
      },
      parent: null,
      top: null,
      isDestroyed: () => this.dead,
    });
    this.road = new PageRoad({
      command: (method, params) => this.command(method, params),
      sender: () => ({
        sender: this.self,
        senderFrame: this.mainFrame,
        frameId: 1,
        processId: 1,
      }),
      opens: (wanted) => this.decide(wanted),
      preloadFailed: (text) => {
        console.error('stand-in: the preload threw', text);
        this.emit('preload-error', {}, this.preload, new Error(text));
      },
    });
    this.ready = this.create(size);
    this.ready.catch((problem: unknown) => console.error('stand-in: no window', problem));
    return this.self;
  }

  static fromTarget(targetId: string): WebContents | undefined {
    return alive.get(targetId);
  }

  static all(): WebContents[] {
    return [...alive.values()];
  }

  command(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return this.cdp.send(method, params, this.sessionId);
  }

  private async create({ width, height }: Size): Promise<void> {
    const made = await this.cdp.send('Target.createTarget', {
      url: 'about:blank',
      width,
      height,
      newWindow: true,
    });
    this.targetId = String(made['targetId']);
    alive.set(this.targetId, this.self);
    const attached = await this.cdp.send('Target.attachToTarget', { targetId: this.targetId, flatten: true });
    this.sessionId = String(attached['sessionId']);
    const events = this.cdp.session(this.sessionId);
    this.road.listen(events, this.targetId);
    this.listen(events);
    const scripts = pageScripts(this.preload);
    await Promise.all([
      this.command('Page.enable'),
      this.command('Runtime.enable'),
      this.command('Fetch.enable', {
        patterns: [{ urlPattern: SCHEME_PATTERN }, { urlPattern: '*', resourceType: 'Document' }],
      }),
      this.command('Runtime.addBinding', { name: 'standInSend', executionContextName: PRELOAD_WORLD }),
      this.command('Page.addScriptToEvaluateOnNewDocument', { source: scripts.page }),
      this.command('Page.addScriptToEvaluateOnNewDocument', {
        worldName: PRELOAD_WORLD,
        source: scripts.preload,
      }),
      this.resize({ width, height }),
      this.showColours(),
    ]);
  }

  private listen(events: EventEmitter): void {
    const on = (name: string, handle: (details: Details) => void): void => void events.on(name, handle);
    on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId) return;
      this.address = fromChromium(frame.url + (frame.urlFragment ?? ''));
      this.emit('did-navigate', {}, this.address, 200, 'OK');
      void unlessGone(this.askPermissions(new URL(frame.url).origin));
    });
    on('Page.domContentEventFired', () => this.emit('dom-ready', {}));
    on('Page.loadEventFired', () => {
      if (this.address === '' || this.address === 'about:blank') return;
      this.emit('did-finish-load', {});
      this.emit('did-stop-loading', {});
    });
    on('Page.windowOpen', (details) => {
      this.opens.push(details as unknown as { url: string; windowName: string });
      this.settlePopups();
    });
    on('Inspector.targetCrashed', () =>
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }),
    );
    on('Fetch.requestPaused', (details) => void this.fetch(details));
  }

  /** A page that this one opened came to be; the app's handler says whether it may stay. */
  popup(targetId: string): void {
    this.popups.push(targetId);
    this.settlePopups();
  }

  private settlePopups(): void {
    while (this.popups.length > 0 && this.opens.length > 0) {
      const targetId = this.popups.shift();
      const open = this.opens.shift();
      this.decide({ url: open?.url ?? '', windowName: open?.windowName ?? '' });
      void unlessGone(this.cdp.send('Target.closeTarget', { targetId }));
    }
  }

  /** Asks the app whether a page may open a window. */
  private decide({ url, windowName }: { readonly url: string; readonly windowName: string }): void {
    const wanted = { url: fromChromium(url), frameName: windowName, disposition: 'foreground-tab' };
    const { action } = this.openHandler(wanted);
    if (action === 'allow') throw new Error('stand-in: windows opened by pages are not implemented');
  }

  private async fetch(details: Details): Promise<void> {
    const requestId = details['requestId'];
    const { url, method, headers } = details.request;
    const ours = details['frameId'] === this.targetId;
    if (details['resourceType'] === 'Document' && ours && url !== this.expected) {
      const event = vetoable({ url: fromChromium(url), isMainFrame: true, isSameDocument: false });
      this.emit('will-frame-navigate', event);
      this.emit('will-navigate', event, event.url);
      if (event.defaultPrevented) {
        await this.settle('failRequest', { requestId, errorReason: 'Aborted' });
        return;
      }
    }
    try {
      const response = await answer(url, method, headers);
      if (!response) {
        await this.settle('continueRequest', { requestId });
        return;
      }
      await this.settle('fulfillRequest', {
        requestId,
        responseCode: response.status,
        responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
        body: Buffer.from(await response.arrayBuffer()).toString('base64'),
      });
    } catch (problem) {
      console.error('stand-in: protocol handler failed', problem);
      await this.settle('failRequest', { requestId, errorReason: 'Failed' });
    }
  }

  /** Answers a request; one that a reload or a closed page took away meanwhile needs no answer. */
  private async settle(how: string, params: Record<string, unknown>): Promise<void> {
    await unlessGone(this.command(`Fetch.${how}`, params));
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.dead) throw new TypeError('Object has been destroyed');
    this.road.send(channel, args);
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    this.road.postMessage(channel, message, transfer);
  }

  async loadURL(url: string): Promise<void> {
    await this.ready;
    this.expected = toChromium(url);
    const loaded = new Promise((resolve) => this.once('did-finish-load', resolve));
    const { errorText } = await this.command('Page.navigate', { url: this.expected });
    if (errorText) {
      this.emit('did-fail-load', {}, -2, errorText, url, true);
      throw new Error(`${JSON.stringify(errorText)} loading '${url}'`);
    }
    await loaded;
  }

  /** Asks the app now, since Chromium cannot ask it later. */
  private async askPermissions(origin: string): Promise<void> {
    if (origin === 'null') return;
    await Promise.all(
      permissionsFor(this.self, fromChromium(origin)).map(([name, setting]) =>
        this.cdp.send('Browser.setPermission', { permission: { name }, setting, origin }),
      ),
    );
  }

  async resize({ width, height }: Size): Promise<void> {
    await this.command('Emulation.setDeviceMetricsOverride', {
      width,
      height,
      deviceScaleFactor: 1,
      mobile: false,
    });
  }

  async showColours(): Promise<void> {
    const scheme = colourScheme();
    const features = scheme === null ? [] : [{ name: 'prefers-color-scheme', value: scheme }];
    await this.command('Emulation.setEmulatedMedia', { features });
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }

  getURL(): string {
    return this.address;
  }

  isDestroyed(): boolean {
    return this.dead;
  }

  isLoading(): boolean {
    return false;
  }

  reload(): void {
    void unlessGone(this.command('Page.reload'));
  }

  setZoomFactor(factor: number): void {
    this.zoom = factor;
    record('webContents.setZoomFactor', factor);
  }

  getZoomFactor(): number {
    return this.zoom;
  }

  openDevTools(): void {
    record('webContents.openDevTools');
  }

  focus(): void {
    record('webContents.focus');
  }

  gone(): void {
    if (this.dead) return;
    this.dead = true;
    this.road.gone();
    alive.delete(this.targetId);
    this.emit('destroyed');
  }
}
