import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cdp } from './cdp.ts';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-dev-shm-usage',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-back-forward-cache',
  '--force-color-profile=srgb',
  // Electron has it switched on for its own ports; Chromium has not.
  '--enable-blink-features=MessagePortCloseEvent',
  '--no-startup-window',
  '--remote-debugging-port=0',
];

/**
 * The shell ends its process group when its stdin closes, so Chromium goes with us even when we are killed; the
 * program it starts may be a script, whose child Chromium is.
 */
const KEEPER = '"$0" "$@" & read -r line; kill -9 0';

export interface Chromium {
  readonly cdp: Cdp;
  readonly url: string;
  close(): Promise<void>;
}

const devToolsUrl = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (data) => {
      said += String(data);
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`stand-in: Chromium did not start:\n${said}`)));
  });

const PATIENCE = 3000;

const patience = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, PATIENCE).unref();
  });

/** Starts a Chromium of our own, with a fresh profile, and connects to it. */
export const startChromium = async (): Promise<Chromium> => {
  const profile = mkdtempSync(join(tmpdir(), 'standin-'));
  const program = process.env['TOC_CHROMIUM'] ?? '/usr/bin/chromium';
  const child = spawn('/bin/sh', ['-c', KEEPER, program, ...FLAGS, `--user-data-dir=${profile}`], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const url = await devToolsUrl(child);
  const cdp = await Cdp.open(url);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    cdp,
    url,
    close: async () => {
      const asked = cdp.send('Browser.close').catch(() => {
        // Closed already.
      });
      // A Chromium that no longer answers goes all the same: its keeper kills it when its stdin ends.
      await Promise.race([asked, gone, patience()]);
      child.stdin?.end();
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
