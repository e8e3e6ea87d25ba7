import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Page } from '@playwright/test';
import { limitTo, runInBackground, select, watched } from './support/background.ts';
import { approve, ask, makeAgent, READY, row, RUNTIMES, stop } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { fail, hold, run, runUnasked, say } from './support/models/script.ts';
import { openPlainTerminal } from './support/plain-terminal.ts';
import { isAlive } from './support/processes.ts';
import { begin, cancel, draw } from './support/shots.ts';
import type { World } from './support/world.ts';

// Every screen of background runs, from fixed data.

// They stand on the same place, another than that of the other screens: both files may be drawn at once.
test.describe.configure({ mode: 'serial' });
test.use({ place: { root: join(tmpdir(), 'toc-shots-2'), folders: ['lighthouse', 'tidepool'] } });

const script = ({ models, workspace }: World) => {
  const gate = models.gate();
  models.when(
    /which files/,
    [say('I look at what is there first.'), run('ls -a')],
    [runUnasked('ls -a')],
    [say('There are few. '), hold(gate), say('That is all of them.')],
  );
  models.when(/mend the bell/, [
    say('It needs a command.'),
    run(`touch ${workspace}/bell; sh -c 'sleep 600; true'`),
  ]);
  models.when(/the fog/, [fail(401)]);
  return gate;
};

/** The question for a prompt, as it is asked from the page of all sessions. */
const drawRunInBackground = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Run in background', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Run in background' });
  await dialog.getByLabel('Agent', { exact: true }).selectOption({ index: 1 });
  await dialog.getByLabel('Prompt', { exact: true }).fill('Tell me how the bell is rung.');
  await expect(dialog.getByRole('group', { name: 'Command preview' })).toContainText('claude');
  await draw(page, 'run-background');
  await dialog.getByLabel('Agent', { exact: true }).selectOption({ index: 0 });
  await dialog.getByLabel('Prompt', { exact: true }).fill('Tell me which files are here.');
  await dialog.getByRole('button', { name: 'Run in background', exact: true }).click();
};

const drawProcesses = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Processes', exact: true }).click();
  const sleeper = page.getByRole('row', { name: /^sh -c \d/ });
  await expect(sleeper).toContainText('%');
  await draw(page, 'processes');
  await sleeper.getByRole('button', { name: /^End / }).click();
  await draw(page, 'processes-end');
  await cancel(page);
};

test('what runs in the background', async ({ world, face }) => {
  test.setTimeout(300_000);
  const { workspace, models } = world;
  const gate = script(world);
  const page = await face.open();
  await makeAgent(page, { name: 'keeper', runtime: 'codex', workspace, permission: 'Bypass' });
  await makeAgent(page, { name: 'ringer', runtime: 'claude-code', workspace });
  await drawRunInBackground(page);
  await page.getByRole('button', { name: 'Watch', exact: true }).click();
  const watch = watched(page, 'keeper');
  await expect(watch).toContainText('There are few.');
  await draw(page, 'watch');

  const ringer = await begin(page, 'ringer', 'claude-code');
  await ask(ringer, 'Please mend the bell.', models);
  await expect(row(page, 'ringer')).toHaveAccessibleName(/Waiting/);
  await ringer.region.getByRole('button', { name: 'Why?' }).click();
  await draw(page, 'why-waiting');
  await page.keyboard.press('Escape');

  await limitTo(page, 1);
  await runInBackground(page, 'keeper', 'Tell me of the fog.');
  await row(page, 'keeper 2').click();
  await expect(watched(page, 'keeper 2')).toContainText('Queued');
  await draw(page, 'background-queued');
  await select(page, ['keeper', 'ringer', 'keeper 2']);
  await draw(page, 'sessions-selected');
  await row(page, 'ringer').click();
  await approve(ringer, 'claude-code');
  await drawProcesses(page);

  gate.open();
  await expect(row(page, 'keeper')).toHaveAccessibleName(/Ended/);
  await row(page, 'keeper').click();
  await expect(watch.getByLabel('Result', { exact: true })).toContainText('That is all of them.');
  await draw(page, 'background-ended');
  await watch.getByRole('button', { name: 'Continue in background' }).click();
  const dialog = page.getByRole('dialog', { name: /^Continue / });
  await dialog.getByLabel('Prompt', { exact: true }).fill('And which of them is the oldest?');
  await expect(dialog).toContainText('tokens again');
  await draw(page, 'continue-background');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Drop the prompt' }).click();
  await expect(row(page, 'keeper 2')).toHaveAccessibleName(/Failed/);
  await row(page, 'keeper 2').click();
  await expect(watched(page, 'keeper 2').getByLabel('Result', { exact: true })).toContainText('401');
  await draw(page, 'background-failed');
});

/** Ends everything at once, and lets what is kept say that it was in another life of the machine. */
const restartMachine = async (world: World): Promise<void> => {
  const supervisor = world.supervisor();
  const pids = [...(supervisor === null ? [] : [supervisor]), ...RUNTIMES.flatMap(world.clis)];
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  const database = new Sqlite(world.path('toc/toc.db'));
  database.exec(`UPDATE run SET boot_id = 'another' WHERE ended_at IS NULL`);
  database.close();
};

test('after a restart of the machine', async ({ world, face }) => {
  test.setTimeout(300_000);
  const { workspace, models } = world;
  const gate = models.gate();
  models.when(/lamp/, [say('It burns.')]);
  models.when(/all night/, [say('I watch.'), hold(gate), say('It is day.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'keeper', runtime: 'codex', workspace });
  await makeAgent(page, { name: 'watchman', runtime: 'claude-code', workspace, permission: 'Bypass' });
  const keeper = await begin(page, 'keeper', 'codex');
  await ask(keeper, 'Does the lamp burn?', models);
  await keeper.shows('It burns.');
  await runInBackground(page, 'watchman', 'Watch the sea all night.');
  await models.asked(/all night/);
  await face.killMain();
  await restartMachine(world);
  const again = await face.open();
  await again.getByRole('link', { name: 'Sessions', exact: true }).click();
  await expect(again.getByText('The machine was restarted while 2 sessions ran.')).toBeVisible();
  await draw(again, 'restart');
  await again.getByRole('button', { name: 'Resume all' }).click();
  await expect(again.getByRole('dialog')).toContainText('tokens again');
  await draw(again, 'resume-all');
});

test('a conversation that lives elsewhere', async ({ world, face }) => {
  test.setTimeout(300_000);
  const { workspace, models } = world;
  models.when(/lamp/, [say('It burns.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'keeper', runtime: 'codex', workspace });
  const keeper = await begin(page, 'keeper', 'codex');
  await ask(keeper, 'Does the lamp burn?', models);
  await keeper.shows('It burns.');
  await stop(page);
  await keeper.region.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Copy resume command' }).click();
  const plain = openPlainTerminal(world, await page.evaluate(() => navigator.clipboard.readText()));
  await plain.shows(READY.codex);
  await keeper.region.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(keeper.region.getByRole('button', { name: 'Fork' })).toBeVisible();
  await draw(page, 'already-live');
  await keeper.region.getByRole('button', { name: 'Take over' }).click();
  await draw(page, 'take-over');
  await cancel(page);
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  await draw(page, 'already-live-row');
  await plain.close();
});
