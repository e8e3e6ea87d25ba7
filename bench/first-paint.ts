import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from '@playwright/test';

const VISITS = 5;

/** Milliseconds from going to the address to the first paint of the window, for visits with nothing cached. */
export const paintTimes = async (browser: Browser, folder: string): Promise<readonly number[]> => {
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
    const times: number[] = [];
    for (let visit = 0; visit < VISITS; visit += 1) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
      times.push(
        await page.evaluate(
          () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
        ),
      );
      await context.close();
    }
    return times;
  } finally {
    serve.kill('SIGINT');
    if (serve.exitCode === null) await once(serve, 'exit');
  }
};
