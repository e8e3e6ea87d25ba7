import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, makeAgent, ready, startAgent, terminal } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, say } from './support/models/script.ts';
import { sizeSeenBy } from './support/processes.ts';
import type { World } from './support/world.ts';

/** A window with room for one cell. toc promises two columns: its screens know no narrower ones. */
const ONE_CELL = { width: 80, height: 100 };
const SMALLEST = '1 2';

/** Everything that Codex has written down of its conversations. */
const written = (world: World): string => {
  const folder = world.path('home/.codex/sessions');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
};

test('a terminal of one row and two columns, the smallest there is: the program lives on in it, and is exact once it has room', async ({
  world,
  face,
}) => {
  const { models, workspace } = world;
  const gate = models.gate();
  models.when(/squeezed/, [say('It begins with room.'), hold(gate), say('It goes on without.')]);
  models.when(/room again/, [say('Room as before.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'tiny', runtime: 'codex', workspace });
  await startAgent(page, 'tiny');
  const on = terminal(page, 'tiny');
  await ready(on, 'codex');
  const [pid = 0, ...others] = world.clis('codex');
  expect(others).toEqual([]);
  const roomy = await sizeSeenBy(pid);
  await ask(on, 'Will you be squeezed', models);
  await on.shows('It begins with room.');

  await page.setViewportSize(ONE_CELL);
  await expect.poll(() => sizeSeenBy(pid)).toBe(SMALLEST);
  // The rest of the turn is drawn where there is no room for it.
  gate.open();
  await expect.poll(() => written(world)).toContain('It goes on without.');
  expect(await sizeSeenBy(pid)).toBe(SMALLEST);

  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(() => sizeSeenBy(pid)).toBe(roomy);
  await on.shows('It goes on without.');
  await ready(on, 'codex');
  await ask(on, 'Is there room again', models);
  await on.shows('Room as before.');
  await ready(on, 'codex');
  expect(world.clis('codex')).toEqual([pid]);
  // What the window made of it step by step is what a window that comes now is given at once.
  const drawn = await on.drawn();
  await page.reload();
  await on.shows('Room as before.');
  await expect.poll(() => on.drawn()).toEqual(drawn);
});
