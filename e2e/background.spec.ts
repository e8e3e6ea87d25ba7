import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { makeAgent, resume, row, RUNTIMES, startAgent, stop, terminal, ask, ready } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, say } from './support/models/script.ts';
import type { World } from './support/world.ts';
import { pathsFor } from '../src/main/machine/paths.ts';
import { connectLocal } from '../src/main/rpc/local-client.ts';

/** Presses `Run in background` on an agent's row and gives it a prompt. */
const runInBackground = async (page: Page, agent: string, prompt: string): Promise<void> => {
  const item = page.getByRole('treeitem', { name: new RegExp(`^${agent}, `) });
  await item.hover();
  await item.getByRole('button', { name: 'Run in background' }).click();
  const dialog = page.getByRole('dialog', { name: 'Run in background' });
  await dialog.getByLabel('Prompt', { exact: true }).fill(prompt);
  await dialog.getByRole('button', { name: 'Run in background' }).click();
  await expect(dialog).toBeHidden();
};

const watched = (page: Page, title: string) =>
  page.getByRole('region', { name: `Watch ${title}`, exact: true });

/** How many of the CLIs live. */
const clis = (world: World): number => RUNTIMES.flatMap((runtime) => world.clis(runtime)).length;

const continueWith = async (page: Page, prompt: string): Promise<void> => {
  const dialog = page.getByRole('dialog', { name: /^Continue / });
  await dialog.getByLabel('Prompt', { exact: true }).fill(prompt);
  await dialog.getByRole('button', { name: 'Continue in background' }).click();
  await expect(dialog).toBeHidden();
};

for (const runtime of RUNTIMES) {
  test(`${runtime}: a run in the background is watched to its end, and continued there`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/mend the lamp/, [say('I look at it.'), hold(gate), say('It is mended.')]);
    models.when(/which lamp/, [say('The one in the hall.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'mender', runtime, workspace, permission: 'Bypass' });
    await runInBackground(page, 'mender', 'Please mend the lamp in the hall');
    await expect(row(page, 'mender')).toHaveAccessibleName(/, Working, /);
    await models.asked(/mend the lamp/);

    const [runFolder] = readdirSync(world.path('toc/runs'));
    const prompt = world.path(`toc/runs/${runFolder}/prompt.txt`);
    expect(readFileSync(prompt, 'utf8')).toContain('Please mend the lamp in the hall');
    expect(statSync(prompt).mode & 0o777).toBe(0o600);
    expect(world.processes().filter(({ command }) => command.includes('mend the lamp'))).toEqual([]);

    await row(page, 'mender').click();
    const pane = watched(page, 'mender');
    await expect(pane).toContainText('Please mend the lamp in the hall');
    gate.open();
    await expect(pane).toContainText('It is mended.');
    await expect(row(page, 'mender')).toHaveAccessibleName(/, Ended, /);
    expect(clis(world)).toBe(0);

    await pane.getByRole('button', { name: 'Continue in background' }).first().click();
    await continueWith(page, 'And which lamp was it');
    const asked = await models.asked(/which lamp/);
    expect(asked.turns.map(({ text }) => text).join('\n')).toContain('Please mend the lamp in the hall');
    await expect(watched(page, 'mender')).toContainText('The one in the hall.');
  });

  test(`${runtime}: taken over, a background run goes on in a terminal`, async ({ world, face }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/paint the fence/, [say('The first board is white.'), hold(gate), say('All are white.')]);
    models.when(/what colour/, [say('White.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'painter', runtime, workspace });
    await runInBackground(page, 'painter', 'Please paint the fence');
    await models.asked(/paint the fence/);
    await row(page, 'painter').click();
    await expect(watched(page, 'painter')).toContainText('Please paint the fence');
    await watched(page, 'painter').getByRole('button', { name: 'Take over' }).click();
    const on = terminal(page, 'painter');
    await expect(on.region).toBeVisible();
    await ready(on, runtime);
    expect(clis(world)).toBe(1);
    await ask(on, 'Tell me what colour it is', models);
    const asked = await models.asked(/what colour/);
    expect(asked.turns.map(({ text }) => text).join('\n')).toContain('Please paint the fence');
    gate.open();
  });

  test(`${runtime}: a background run goes on while no window and no main is there`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/count the stars/, [say('One, two.'), hold(gate), say('There are many.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'counter', runtime, workspace });
    await runInBackground(page, 'counter', 'Please count the stars');
    await models.asked(/count the stars/);
    await face.closeWindow();
    await face.killMain();
    gate.open();
    await expect.poll(() => clis(world)).toBe(0);
    const again = await face.open();
    await expect(row(again, 'counter')).toHaveAccessibleName(/, Ended, /);
    await row(again, 'counter').click();
    await expect(watched(again, 'counter')).toContainText('There are many.');
  });
}

test('several are stopped at once, and one waits for its turn', async ({ world, face }) => {
  const { models, workspace } = world;
  const gate = models.gate();
  models.when(/never done/, [hold(gate), say('Done.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'slow', runtime: 'claude-code', workspace });
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const limit = page.getByLabel('At work at once', { exact: false });
  await limit.fill('1');
  await limit.blur();
  await runInBackground(page, 'slow', 'This is never done');
  await runInBackground(page, 'slow', 'This is never done either');
  await expect(row(page, 'slow 2')).toHaveAccessibleName(/queued/);
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  for (const title of ['slow', 'slow 2'])
    await page.getByRole('checkbox', { name: `Select ${title}`, exact: true }).check();
  await page
    .getByRole('toolbar', { name: 'Selected sessions' })
    .getByRole('button', { name: 'Stop' })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
  for (const title of ['slow', 'slow 2']) await expect(row(page, title)).toHaveAccessibleName(/, Stopped, /);
  expect(clis(world)).toBe(0);
});

test('twenty at once: none is lost, and every status is right', async ({ world, face }) => {
  test.slow();
  const { models, workspace } = world;
  models.when(/number/, [say('Noted.')]);
  const page = await face.open();
  for (const runtime of RUNTIMES) await makeAgent(page, { name: runtime, runtime, workspace });
  const client = await connectLocal(pathsFor(world.env).mainSocket);
  if (!client) throw new Error('No main answers.');
  // All are asked for at once; with two cores, six of them are at work at a time.
  await client.calls.system.savePreferences({ backgroundRuns: 6 });
  const wanted = RUNTIMES.flatMap((name) => Array.from({ length: 10 }, (_, at) => ({ name, at: at + 1 })));
  await Promise.all(
    wanted.map(({ name, at }) =>
      client.calls.sessions.runInBackground({
        startKey: crypto.randomUUID(),
        agent: { workspace, name },
        workspace: null,
        title: `${name} ${at}`,
        prompt: `Note the number ${at}`,
      }),
    ),
  );
  for (const { name, at } of wanted) {
    await expect(row(page, `${name} ${at}`)).toHaveAccessibleName(/, Ended, /, { timeout: 150_000 });
  }
  const results = (await client.calls.sessions.list()).map(({ run, status }) => [
    status.cause.code,
    run.result?.text,
  ]);
  client.close();
  expect(results).toEqual(wanted.map(() => ['completed', 'Noted.']));
  expect(models.count('Note the number 7')).toBe(2);
  const folders = readdirSync(world.path('toc/runs'));
  expect(folders.length).toBe(20);
  for (const folder of folders)
    expect(statSync(join(world.path('toc/runs'), folder, 'exit.json')).isFile()).toBe(true);
  expect(clis(world)).toBe(0);
});

test('a resume command goes on with the conversation without toc', async ({ world, face }) => {
  const { models, workspace } = world;
  models.when(/hello there/, [say('Hello.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'greeter', runtime: 'claude-code', workspace });
  await startAgent(page, 'greeter');
  const on = terminal(page, 'greeter');
  await ready(on, 'claude-code');
  await ask(on, 'Well hello there', models);
  await on.shows('Hello.');
  await stop(page);
  await expect(row(page, 'greeter')).toHaveAccessibleName(/, Stopped, /);
  await on.region.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Copy resume command' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(new RegExp(`^cd ${workspace} && claude --resume [0-9a-f-]{36}$`));
  await resume(page, 'greeter', 'claude-code', 'Hello.');
});
