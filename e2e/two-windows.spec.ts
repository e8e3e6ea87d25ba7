import { readdirSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { LIVE, ask, makeAgent, ready, resume, row, startAgent, stop, terminal } from './support/desk.ts';
import { startServe, usable, type Face } from './support/face.ts';
import { expect, test } from './support/fixtures.ts';
import { say } from './support/models/script.ts';
import type { World } from './support/world.ts';

/** A second window, in a browser, whose news can be made late: what main says to it is held back, in order. */
const openSecond = async (world: World, browser: Browser) => {
  const { child, url } = await startServe(world);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  let held: (() => void)[] | null = null;
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    const main = socket.connectToServer();
    main.onMessage((message) => {
      if (held) held.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  await page.goto(url);
  await usable(page);
  return {
    page,
    holdNews(): void {
      held = [];
    },
    releaseNews(): void {
      for (const send of held ?? []) send();
      held = null;
    },
    async close(): Promise<void> {
      await context.close();
      child.kill('SIGTERM');
    },
  };
};

/** Presses `Resume` in both windows without a look in between: one of them may be a moment late. */
const resumeInBoth = async (pages: readonly Page[], title: string): Promise<void> => {
  const buttons = await Promise.all(
    pages.map((page) =>
      terminal(page, title).region.getByRole('button', { name: 'Resume', exact: true }).elementHandle(),
    ),
  );
  await Promise.all(
    buttons.map((button) => button?.evaluate((element) => element instanceof HTMLElement && element.click())),
  );
};

test('a second window sees a live session at the size of the first, may take the keyboard, and both stay exact', async ({
  world,
  face,
  browser,
}) => {
  const { models, workspace } = world;
  models.when(/from the first/, [say('Heard the first.')]);
  models.when(/from the second/, [say('Heard the second.')]);
  const first = await face.open();
  await makeAgent(first, { name: 'shared', runtime: 'codex', workspace });
  await startAgent(first, 'shared');
  const mine = terminal(first, 'shared');
  await ready(mine, 'codex');
  await ask(mine, 'A word from the first', models);
  await mine.shows('Heard the first.');

  const { child, url } = await startServe(world);
  const context = await browser.newContext({ viewport: { width: 1100, height: 700 } });
  const second = await context.newPage();
  await second.goto(url);
  await usable(second);
  await row(second, 'shared').click();
  const theirs = terminal(second, 'shared');
  await theirs.shows('Heard the first.');
  const take = theirs.region.getByRole('button', { name: 'Take the keyboard' });
  await take.click();
  // What is typed before the supervisor has handed it over is dropped.
  await expect(take).toBeHidden();
  await ask(theirs, 'A word from the second', models);
  await theirs.shows('Heard the second.');
  await expect(mine.region.getByRole('button', { name: 'Take the keyboard' })).toBeVisible();
  await mine.shows('Heard the second.');
  // One has been there all the time and the other came late: cell by cell and colour by colour they agree.
  await expect(async () => expect(await theirs.drawn()).toEqual(await mine.drawn())).toPass();
  await context.close();
  child.kill('SIGTERM');
});

/** A session that was stopped, in two windows that both show it with its Resume. */
const stoppedInBoth = async ({ world, face }: { world: World; face: Face }, browser: Browser) => {
  const { models, workspace } = world;
  models.when(/a word/, [say('One word.')]);
  const first = await face.open();
  await makeAgent(first, { name: 'single', runtime: 'codex', workspace });
  await startAgent(first, 'single');
  const mine = terminal(first, 'single');
  await ready(mine, 'codex');
  await ask(mine, 'Say a word', models);
  await mine.shows('One word.');
  await stop(first);
  await expect(row(first, 'single')).toHaveAccessibleName(/Stopped/);
  const { page: second, ...news } = await openSecond(world, browser);
  await row(second, 'single').click();
  const theirs = terminal(second, 'single');
  await theirs.shows('One word.');
  return { first, second, mine, theirs, news };
};

/** Runs that toc has a folder of. */
const runs = (world: World): number => readdirSync(world.path('toc/runs')).length;

test('a session resumed in two windows at once gets one process, which both show', async ({
  world,
  face,
  browser,
}) => {
  const { first, second, mine, theirs, news } = await stoppedInBoth({ world, face }, browser);
  await resumeInBoth([first, second], 'single');
  for (const page of [first, second]) await expect(row(page, 'single')).toHaveAccessibleName(LIVE);
  for (const on of [mine, theirs]) await expect(on.region.locator('.xterm-rows')).toContainText('One word.');
  expect(world.clis('codex')).toHaveLength(1);
  expect(runs(world)).toBe(2);
  await news.close();
});

test('a window that has not heard of a Resume and presses it too is told where the session is live', async ({
  world,
  face,
  browser,
}) => {
  const { first, second, theirs, news } = await stoppedInBoth({ world, face }, browser);
  news.holdNews();
  await resume(first, 'single', 'codex', 'One word.');
  await theirs.region.getByRole('button', { name: 'Resume', exact: true }).click();
  news.releaseNews();
  const [pid, ...others] = world.clis('codex');
  expect(others).toEqual([]);
  const told = second.getByText(
    `This session is live already, in process ${pid}. Open it to watch it there.`,
  );
  await expect(told).toBeVisible();
  await second.getByRole('button', { name: 'Watch', exact: true }).click();
  await expect(told).toBeHidden();
  await expect(theirs.region.getByRole('button', { name: 'Take the keyboard' })).toBeVisible();
  await theirs.shows('One word.');
  expect(world.clis('codex')).toEqual([pid]);
  expect(runs(world)).toBe(2);
  await news.close();
});
