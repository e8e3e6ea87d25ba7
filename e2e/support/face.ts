import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { _electron, type Browser, type ElectronApplication, type Page } from '@playwright/test';
import type { World } from './world.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
const NODE = join(ROOT, 'node_modules/.bin/node');

/** Which Electron runs: its own binary where it is there, else the stand-in. */
export const electronKind = (): 'real' | 'stand-in' => {
  const folder = join(ROOT, 'node_modules/electron');
  const told = join(folder, 'path.txt');
  const real = existsSync(told) && existsSync(join(folder, 'dist', readFileSync(told, 'utf8')));
  if (!real && process.env['TOC_E2E_REAL_ELECTRON'] === '1') {
    throw new Error("Electron's binary is not there: run npx install-electron.");
  }
  return real && process.env['TOC_E2E_STANDIN'] !== '1' ? 'real' : 'stand-in';
};

/** The window as a person has it: it can be opened, closed and opened again, and its main can die. */
export interface Face {
  readonly kind: 'electron' | 'browser';
  /** The running Electron; null in the browser. */
  app(): ElectronApplication | null;
  /** Opens the window; starts main where none runs. */
  open(): Promise<Page>;
  /** Closes the window as its owner would. */
  closeWindow(): Promise<void>;
  /** Ends main as the kernel would. */
  killMain(): Promise<void>;
  /** What the process said, for a failed test. */
  said(): string;
  close(): Promise<void>;
}

const READY = 20_000;

/** The page is up once main has answered it: before, the lists would still push down what is clicked. */
export const usable = async (page: Page): Promise<Page> => {
  await page.locator('div:has(> main)[aria-busy="false"]').waitFor({ timeout: READY });
  await page.getByRole('button', { name: 'New agent' }).first().waitFor({ timeout: READY });
  return page;
};

/** Starts Electron on the built app; the window may still be to come. */
export const launchElectron = (world: World): Promise<ElectronApplication> => {
  if (electronKind() === 'real') return _electron.launch({ args: ['.'], cwd: ROOT, env: world.env });
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = join(ROOT, 'e2e/standin/dist');
  // The stand-in draws with the Chromium that the tests were given: another need not be there.
  const chromium = process.env['TOC_CHROMIUM'];
  const env = chromium === undefined ? world.env : { ...world.env, TOC_CHROMIUM: chromium };
  return _electron.launch({ args: ['.'], cwd: ROOT, env });
};

/** The Electron face: one process is main and window. */
const electronFace = (world: World): Face => {
  let running: { app: ElectronApplication; main: ChildProcess; ended: Promise<unknown> } | null = null;
  let said = '';
  /** Lets go of what runs; null where nothing does. */
  const take = (): typeof running => {
    const taken = running;
    running = null;
    return taken;
  };
  /** An app that crashed while it closed has closed as well: only its exit code tells. */
  const endedWell = async ({ main, ended }: NonNullable<typeof running>): Promise<void> => {
    await ended;
    const { exitCode, signalCode } = main;
    if (exitCode !== 0) throw new Error(`The app ended with ${exitCode ?? signalCode}: ${said}`);
  };
  return {
    kind: 'electron',
    app: () => running?.app ?? null,
    said: () => said,
    async open() {
      if (running) throw new Error('The window is open already.');
      const app = await launchElectron(world);
      const main = app.process();
      running = { app, main, ended: once(main, 'exit') };
      main.stderr?.on('data', (data) => (said += String(data)));
      main.stdout?.on('data', (data) => (said += String(data)));
      return usable(await app.firstWindow({ timeout: READY }));
    },
    async closeWindow() {
      const closing = take();
      if (!closing) return;
      await closing.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
      await endedWell(closing);
    },
    async killMain() {
      const closing = take();
      if (closing?.main.pid === undefined) throw new Error('No main runs.');
      process.kill(closing.main.pid, 'SIGKILL');
      await closing.ended;
    },
    async close() {
      const closing = take();
      if (!closing) return;
      await closing.app.close();
      await endedWell(closing);
    },
  };
};

/** Starts `toc serve`; resolves with its address. */
export const startServe = async (
  world: World,
  args: readonly string[] = [],
): Promise<{ child: ChildProcess; url: string; said(): string }> => {
  const child = spawn(NODE, ['out/main/command.js', 'serve', ...args], {
    cwd: ROOT,
    env: world.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const url = await new Promise<string>((found, failed) => {
    const hear = (data: unknown): void => {
      said += String(data);
      const address = /toc is at (\S+)/.exec(said)?.[1];
      if (address) found(address);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => failed(new Error(`toc serve ended with ${code}: ${said}`)));
  });
  return { child, url, said: () => said };
};

/** The browser face: `toc serve` is main, and a page of Chromium the window. */
const browserFace = (world: World, browser: Browser): Face => {
  let serving: Awaited<ReturnType<typeof startServe>> | null = null;
  let page: Page | null = null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = serving?.child;
    serving = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    kind: 'browser',
    app: () => null,
    said: () => serving?.said() ?? '',
    async open() {
      serving ??= await startServe(world);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      page = await context.newPage();
      await page.goto(serving.url);
      return usable(page);
    },
    async closeWindow() {
      await page?.context().close();
      page = null;
    },
    async killMain() {
      if (!serving) throw new Error('No main runs.');
      await page?.context().close();
      page = null;
      await end('SIGKILL');
    },
    async close() {
      await page?.context().close();
      page = null;
      await end('SIGTERM');
    },
  };
};

/** The window on a world, in the face that is asked for. */
export const openFace = (kind: Face['kind'], world: World, browser: Browser): Face =>
  kind === 'electron' ? electronFace(world) : browserFace(world, browser);
