import type { ElectronApplication, Page } from '@playwright/test';
import { usable, type Face } from './face.ts';
import './stand-in.ts';

/** What a person is told outside the window. */
export interface Told {
  readonly title: string;
  readonly text: string;
  readonly silent: boolean;
}

interface Desktop {
  /** Every notification so far, the oldest first. */
  told(): Promise<readonly Told[]>;
  /** Clicks the newest one. */
  click(): Promise<void>;
  /** Turns to another program, where the window stays open behind. */
  turnAway(): Promise<void>;
}

interface PageTold extends Told {
  click(): void;
}

declare global {
  interface Window {
    told?: PageTold[];
    turnedAway?: boolean;
  }
}

/** A browser without a screen shows no notification: the page gets one that keeps what it is told. */
const stubNotification = (): void => {
  const told: PageTold[] = [];
  class Kept extends EventTarget {
    static readonly permission = 'granted';
    constructor(title: string, { body = '', silent = false }: NotificationOptions) {
      super();
      const click = (): void => void this.dispatchEvent(new Event('click'));
      told.push({ title, text: body, silent: silent === true, click });
    }
    close(): void {
      // What was told stays told.
    }
  }
  Object.assign(window, { Notification: Kept, told, turnedAway: false });
  document.hasFocus = () => window.turnedAway !== true;
};

const inBrowser = async (page: Page): Promise<Desktop> => {
  await page.addInitScript(stubNotification);
  await page.reload();
  await usable(page);
  return {
    told: () =>
      page.evaluate(() => (window.told ?? []).map(({ title, text, silent }) => ({ title, text, silent }))),
    click: () => page.evaluate(() => window.told?.at(-1)?.click()),
    turnAway: () =>
      page.evaluate(() => {
        window.turnedAway = true;
        window.dispatchEvent(new Event('blur'));
      }),
  };
};

const onStandIn = (app: ElectronApplication, page: Page): Desktop => ({
  told: () =>
    app.evaluate(() =>
      (globalThis.standIn?.notifications ?? []).map(({ title, body, silent }) => ({
        title,
        text: body,
        silent,
      })),
    ),
  click: () => app.evaluate(() => void globalThis.standIn?.notifications.at(-1)?.emit('click')),
  turnAway: () =>
    page.evaluate(() => {
      document.hasFocus = () => false;
      window.dispatchEvent(new Event('blur'));
    }),
});

/** The desktop around a window that is open. */
export const desktopAround = async (face: Face, page: Page): Promise<Desktop> => {
  const app = face.app();
  return app === null ? inBrowser(page) : onStandIn(app, page);
};
