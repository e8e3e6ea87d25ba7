import { ask, makeAgent, ready, row, startAgent, terminal } from './support/desk.ts';
import { startServe } from './support/face.ts';
import { expect, test } from './support/fixtures.ts';
import { say } from './support/models/script.ts';

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
  await ask(mine, 'A word from the first');
  await mine.shows('Heard the first.');

  const { child, url } = await startServe(world);
  const context = await browser.newContext({ viewport: { width: 1100, height: 700 } });
  const second = await context.newPage();
  await second.goto(url);
  await row(second, 'shared').click();
  const theirs = terminal(second, 'shared');
  await theirs.shows('Heard the first.');
  await theirs.region.getByRole('button', { name: 'Take the keyboard' }).click();
  await ask(theirs, 'A word from the second');
  await theirs.shows('Heard the second.');
  await expect(mine.region.getByRole('button', { name: 'Take the keyboard' })).toBeVisible();
  await mine.shows('Heard the second.');
  // One has been there all the time and the other came late: cell by cell and colour by colour they agree.
  await expect(async () => expect(await theirs.drawn()).toEqual(await mine.drawn())).toPass();
  await context.close();
  child.kill('SIGTERM');
});
