import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathsFor } from '#main/machine/paths.ts';
import { connectLocal } from '#main/rpc/local-client.ts';
import { clis, continueWith, limitTo, runInBackground, select, watched } from './support/background.ts';
import { makeAgent, row, RUNTIMES } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, say } from './support/models/script.ts';

test('several are stopped at once, and one waits for its turn', async ({ world, face }) => {
  const { models, workspace } = world;
  const gate = models.gate();
  models.when(/never done/, [hold(gate), say('Done.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'slow', runtime: 'claude-code', workspace });
  await limitTo(page, 1);
  await runInBackground(page, 'slow', 'This is never done');
  await runInBackground(page, 'slow', 'This is never done either');
  await expect(row(page, 'slow 2')).toHaveAccessibleName(/queued/);
  const chosen = await select(page, ['slow', 'slow 2']);
  await chosen.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
  for (const title of ['slow', 'slow 2']) await expect(row(page, title)).toHaveAccessibleName(/, Stopped, /);
  expect(clis(world)).toBe(0);
});

test('a queued run starts by itself when the one before it ends', async ({ world, face }) => {
  const { models, workspace } = world;
  const gate = models.gate();
  models.when(/go first/, [hold(gate), say('First.')]);
  models.when(/go second/, [say('Second.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'first', runtime: 'claude-code', workspace });
  await makeAgent(page, { name: 'second', runtime: 'codex', workspace });
  await limitTo(page, 1);
  await runInBackground(page, 'first', 'Please go first');
  await models.asked(/go first/);
  await runInBackground(page, 'second', 'Please go second');
  await row(page, 'second').click();
  await expect(watched(page, 'second')).toContainText('Queued: it starts when others have ended.');
  expect([models.count('go second'), clis(world)]).toEqual([0, 1]);
  gate.open();
  await expect(row(page, 'second')).toHaveAccessibleName(/, Ended, /);
  await expect(row(page, 'first')).toHaveAccessibleName(/, Ended, /);
  await expect(watched(page, 'second').getByLabel('Result', { exact: true })).toContainText('Second.');
});

test('several are continued in the background with one prompt, each in its own conversation', async ({
  world,
  face,
}) => {
  const { models, workspace } = world;
  models.when(/remember/, [say('Kept.')]);
  models.when(/which word/, [say('It is told.')]);
  const page = await face.open();
  for (const runtime of RUNTIMES) {
    await makeAgent(page, { name: runtime, runtime, workspace });
    await runInBackground(page, runtime, `Please remember the word of ${runtime}`);
  }
  for (const title of RUNTIMES) await expect(row(page, title)).toHaveAccessibleName(/, Ended, /);
  const chosen = await select(page, RUNTIMES);
  await chosen.getByRole('button', { name: 'Continue in background' }).click();
  await expect(page.getByRole('dialog', { name: 'Continue 2 in background' })).toBeVisible();
  await continueWith(page, 'Now tell me which word it was');
  await models.asked(/which word/, 2);
  const asked = models.requests.filter(({ aside, prompt }) => !aside && prompt.includes('which word'));
  expect(asked.map(({ runtime }) => runtime).toSorted()).toEqual(RUNTIMES.toSorted());
  for (const { runtime, turns } of asked) {
    expect(turns.map(({ text }) => text).join('\n')).toContain(`remember the word of ${runtime}`);
  }
  for (const title of RUNTIMES) {
    await expect(row(page, title)).toHaveAccessibleName(/, Ended, /);
    await row(page, title).click();
    await expect(watched(page, title).getByLabel('Result', { exact: true })).toContainText('It is told.');
  }
  expect(clis(world)).toBe(0);
});

test('twenty at once: none is lost, and every status and result is its own', async ({ world, face }) => {
  test.slow();
  const { models, workspace } = world;
  const wanted = Array.from({ length: 20 }, (_, at) => ({
    name: at < 10 ? RUNTIMES[0] : RUNTIMES[1],
    number: at + 1,
  }));
  for (const { number } of wanted)
    models.when(new RegExp(`the number ${number}\\.`), [say(`Noted ${number}.`)]);
  const page = await face.open();
  for (const runtime of RUNTIMES) await makeAgent(page, { name: runtime, runtime, workspace });
  const client = await connectLocal(pathsFor(world.env).mainSocket);
  if (!client) throw new Error('No main answers.');
  // All are asked for at once; with two cores, six of them are at work at a time.
  await client.calls.system.savePreferences({ backgroundRuns: 6 });
  await Promise.all(
    wanted.map(({ name, number }) =>
      client.calls.sessions.runInBackground({
        startKey: crypto.randomUUID(),
        agent: { workspace, name },
        workspace: null,
        title: `${name} ${number}`,
        prompt: `Note the number ${number}.`,
      }),
    ),
  );
  for (const { name, number } of wanted) {
    await expect(row(page, `${name} ${number}`)).toHaveAccessibleName(/, Ended, /, { timeout: 150_000 });
  }
  const came = new Map(
    (await client.calls.sessions.list()).map(({ title, run, status }) => [
      title,
      [status.cause.code, run.result],
    ]),
  );
  client.close();
  expect(came).toEqual(
    new Map(
      wanted.map(({ name, number }) => [
        `${name} ${number}`,
        ['completed', { text: `Noted ${number}.`, isError: false }],
      ]),
    ),
  );
  for (const { number } of wanted) expect(models.count(`Note the number ${number}.`)).toBe(1);
  const folders = readdirSync(world.path('toc/runs'));
  expect(folders.length).toBe(20);
  for (const folder of folders)
    expect(statSync(join(world.path('toc/runs'), folder, 'exit.json')).isFile()).toBe(true);
  expect(clis(world)).toBe(0);
});
