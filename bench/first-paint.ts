import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from '@playwright/test';

const VISITS = 7;

/** Milliseconds of one visit, from going to the address. */
export interface Visit {
  /** The window's frame is there: the first paint with anything on it. */
  readonly frame: number;
  /** The lists are there: sessions, agents and folders. */
  readonly lists: number;
}

const visited = async (browser: Browser, url: string): Promise<Visit> => {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    // Looked for in every frame: the moment is the page's own, not that of a question from outside.
    const lists = await page.waitForFunction(
      () => document.querySelector('[aria-busy="false"]') !== null && performance.now(),
      null,
      { polling: 'raf' },
    );
    const frame = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    );
    return { frame, lists: Number(await lists.jsonValue()) };
  } finally {
    await context.close();
  }
};

/** Visits to the window in a browser with nothing cached. */
export const visits = async (browser: Browser, folder: string): Promise<readonly Visit[]> => {
  const command = join(import.meta.dirname, '..', 'out', 'main', 'command.js');
  const serve = spawn(process.execPath, [command, 'serve', '--port', '0'], {
    env: { ...process.env, TOC_HOME: join(folder, 'served'), XDG_RUNTIME_DIR: folder, SHELL: '/bin/sh' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let url: string | undefined;
    for await (const line of createInterface({ input: serve.stdout })) {
      url = /http:\/\/127\.0\.0\.1:\S+/.exec(line)?.[0];
      if (url !== undefined) break;
    }
    if (url === undefined) throw new Error('toc serve told no address.');
    const made: Visit[] = [];
    for (let visit = 0; visit < VISITS; visit += 1) made.push(await visited(browser, url));
    return made;
  } finally {
    serve.kill('SIGINT');
    if (serve.exitCode === null) await once(serve, 'exit');
  }
};
