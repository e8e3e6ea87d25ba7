import type { Chromium } from './chromium.ts';

/** How the app was started, set by boot.ts before anything of the app runs. */
export interface Start {
  readonly executable: string;
  readonly appFolder: string;
  readonly manifest: { readonly name?: string; readonly productName?: string; readonly version?: string };
}

let started: Start | null = null;
let browser: Chromium | null = null;

export const begin = (start: Start): void => {
  started = start;
};

export const start = (): Start => {
  if (!started) throw new Error('stand-in: not started by boot.ts');
  return started;
};

export const setChromium = (chromium: Chromium): void => {
  browser = chromium;
};

/** Null until the app is ready. */
export const chromium = (): Chromium | null => browser;
