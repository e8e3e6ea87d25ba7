import { homedir, tmpdir } from 'node:os';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { KnownEvents, guard, record, vetoable } from './guard.ts';
import { takeInstanceLock, type InstanceLock } from './single-instance.ts';
import { chromium, start } from './state.ts';

const EVENTS = [
  'will-finish-launching',
  'ready',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'activate',
  'second-instance',
  'web-contents-created',
  'browser-window-created',
  'browser-window-focus',
  'browser-window-blur',
  'open-url',
  'open-file',
  'render-process-gone',
  'child-process-gone',
  'certificate-error',
  'select-client-certificate',
  'login',
];

const switches = new Map<string, string>();

const commandLine = guard('app.commandLine', {
  appendSwitch: (name: string, value = ''): void => void switches.set(name, value),
  hasSwitch: (name: string): boolean => switches.has(name),
  getSwitchValue: (name: string): string => switches.get(name) ?? '',
});

class App extends KnownEvents {
  name = '';
  readonly isPackaged = false;
  readonly commandLine = commandLine;
  readonly dock = undefined;
  private readonly paths = new Map<string, string>();
  private readonly becameReady = Promise.withResolvers<void>();
  private lock: InstanceLock | null = null;
  private ready = false;
  private quitting = false;
  /** How quit closes the windows; given by electron.ts, since windows know the app. */
  closeWindows: () => boolean = () => true;

  constructor() {
    super('app', EVENTS);
  }

  /** Called by boot.ts once the app's main module has run. */
  announceReady(): void {
    this.ready = true;
    this.emit('will-finish-launching');
    this.emit('ready', {}, {});
    this.becameReady.resolve();
  }

  whenReady(): Promise<void> {
    return this.becameReady.promise;
  }

  isReady(): boolean {
    return this.ready;
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  getVersion(): string {
    return start().manifest.version ?? '0.0.0';
  }

  getAppPath(): string {
    return start().appFolder;
  }

  getLocale(): string {
    return 'en-US';
  }

  getPath(name: string): string {
    const home = process.env['HOME'] ?? homedir();
    const appData = process.env['XDG_CONFIG_HOME'] ?? join(home, '.config');
    const known: Record<string, string> = {
      home,
      temp: tmpdir(),
      appData,
      exe: start().executable,
      downloads: join(home, 'Downloads'),
      documents: join(home, 'Documents'),
      desktop: join(home, 'Desktop'),
      userData: join(appData, this.name),
      sessionData: join(appData, this.name),
      logs: join(appData, this.name, 'logs'),
    };
    const path = this.paths.get(name) ?? known[name];
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    if (name === 'userData') mkdirSync(path, { recursive: true });
    return path;
  }

  setPath(name: string, path: string): void {
    this.paths.set(name, path);
  }

  requestSingleInstanceLock(extra: unknown = {}): boolean {
    this.lock ??= takeInstanceLock(this.getPath('userData'), extra, ({ argv, folder, extra: data }) =>
      this.emit('second-instance', {}, argv, folder, data),
    );
    return this.lock !== null;
  }

  hasSingleInstanceLock(): boolean {
    return this.lock !== null;
  }

  releaseSingleInstanceLock(): void {
    this.lock?.release();
    this.lock = null;
  }

  allWindowsClosed(): void {
    if (this.quitting) return;
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }

  quit(): void {
    if (this.quitting) return;
    this.quitting = true;
    const event = vetoable({});
    this.emit('before-quit', event);
    const closed = !event.defaultPrevented && this.closeWindows();
    if (closed) this.emit('will-quit', event);
    if (!closed || event.defaultPrevented) {
      this.quitting = false;
      return;
    }
    this.emit('quit', {}, 0);
    this.exit(0);
  }

  exit(code = 0): void {
    this.lock?.release();
    void (chromium()?.close() ?? Promise.resolve()).finally(() => process.exit(code));
  }

  relaunch(options: object = {}): void {
    record('app.relaunch', options);
  }

  focus(): void {
    record('app.focus');
  }

  setAppUserModelId(id: string): void {
    record('app.setAppUserModelId', id);
  }

  setBadgeCount(count: number): boolean {
    record('app.setBadgeCount', count);
    return true;
  }

  setAboutPanelOptions(options: object): void {
    record('app.setAboutPanelOptions', options);
  }

  enableSandbox(): void {
    record('app.enableSandbox');
  }
}

export const app = guard('app', new App());
