import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  ask,
  makeAgent,
  ready,
  resume,
  row,
  RUNTIMES,
  send,
  startAgent,
  stop,
  terminal,
} from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { say } from './support/models/script.ts';
import { mayMissOut, onSmallDisk } from './support/small-disk.ts';

test('a CLI that was uninstalled between two runs is missed by name, and found again', async ({
  world,
  face,
}) => {
  const { models, workspace } = world;
  models.when(/hello/, [say('Hello to you.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'gone', runtime: 'codex', workspace });
  await startAgent(page, 'gone');
  const on = terminal(page, 'gone');
  await ready(on, 'codex');
  await ask(on, 'hello there', models);
  await on.shows('Hello to you.');
  await stop(page);
  await expect(row(page, 'gone')).toHaveAccessibleName(/Stopped/);
  world.uninstall('codex');
  await on.region.getByRole('button', { name: 'Resume' }).click();
  await expect(on.region.getByText(/Codex (was not found|is not installed|is missing)/)).toBeVisible();
  world.install('codex');
  await resume(page, 'gone', 'codex', 'Hello to you.');
});

test('a full disk is told for as long as it is full, and keeps nobody from closing the window', async ({
  world,
  face,
}) => {
  test.skip(mayMissOut, 'mounting a disk needs root on Linux');
  const disk = await onSmallDisk(world);
  const page = await face.open();
  const low = page.getByRole('status').filter({ hasText: /Only \d+ MB are left/ });
  await low.getByRole('button', { name: 'Dismiss' }).click();
  await expect(low).toBeHidden();
  await makeAgent(page, { name: 'heavy', runtime: 'codex', workspace: world.workspace });
  disk.fill();
  const told = page.getByRole('alert').filter({ hasText: 'toc cannot save' });
  await expect(told).toContainText(`the disk is full. Make room on it, then try again. ${world.tocHome}`);
  await startAgent(page, 'heavy');
  await expect(page.getByText(/could not be written|cannot be written|disk is full/).nth(1)).toBeVisible();
  await disk.free();
  await expect(told).toBeHidden();
  disk.fill();
  await expect(told).toBeVisible();
  await face.closeWindow();
  await disk.free();
  const again = await face.open();
  await expect(again.getByRole('treeitem', { name: /^heavy, / })).toBeVisible();
});

test('a workspace that is gone is told at Start, and nothing is made in its place', async ({
  world,
  face,
}) => {
  const page = await face.open();
  await makeAgent(page, { name: 'homeless', runtime: 'claude-code', workspace: world.folders.other });
  await startAgent(page, 'homeless');
  await ready(terminal(page, 'homeless'), 'claude-code');
  await stop(page);
  await expect(row(page, 'homeless')).toHaveAccessibleName(/Stopped/);
  rmSync(world.folders.other, { recursive: true });
  const on = terminal(page, 'homeless');
  await on.region.getByRole('button', { name: 'Resume' }).click();
  await expect(on.region.getByText(/not there any more|is gone|does not exist/)).toBeVisible();
  expect(existsSync(world.folders.other)).toBe(false);
});

test('an agent deleted while its session runs: the session goes on, and says so', async ({ world, face }) => {
  const { models, workspace } = world;
  models.when(/still there/, [say('Still here.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'doomed', runtime: 'codex', workspace });
  await startAgent(page, 'doomed');
  const on = terminal(page, 'doomed');
  await ready(on, 'codex');
  await page.getByRole('treeitem', { name: /^doomed, / }).click();
  await page.getByRole('button', { name: 'Delete agent' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete agent' }).click();
  await expect(page.getByRole('treeitem', { name: /^doomed, / })).toBeHidden();
  // The open dialog hides the tree too: the files tell.
  await expect.poll(() => existsSync(join(workspace, '.toc/agents/doomed'))).toBe(false);
  await row(page, 'doomed').click();
  await ask(on, 'Are you still there', models);
  await on.shows('Still here.');
});

for (const runtime of RUNTIMES) {
  test(`${runtime}: instructions and prompts full of shell are only ever text`, async ({ world, face }) => {
    const { models, folders } = world;
    const nasty = `$(touch "$HOME/hurt-1") \`touch $HOME/hurt-2\` "quoted" 'single' ; touch hurt-3 \\ & %q`;
    models.when(/hurt-1/, [say('Only text.')]);
    const page = await face.open();
    await makeAgent(page, {
      name: 'nasty',
      runtime,
      workspace: folders.odd,
      instructions: `First line ${nasty}\nsecond line "✓" 🎈`,
    });
    await startAgent(page, 'nasty');
    const on = terminal(page, 'nasty');
    await ready(on, runtime);
    await on.type(nasty);
    await on.shows('hurt-3');
    await send(on, { prompt: nasty }, models);
    await on.shows('Only text.');
    const request = await models.asked(/hurt-1/);
    expect(request.prompt).toContain(nasty);
    expect(request.system).toContain(`First line ${nasty}\nsecond line "✓" 🎈`);
    for (const hurt of ['hurt-1', 'hurt-2', 'hurt-3']) {
      expect(existsSync(join(folders.odd, hurt))).toBe(false);
      expect(existsSync(world.path('home', hurt))).toBe(false);
    }
    expect(readdirSync(folders.odd)).toEqual(['.toc']);
  });
}

test('a folder that is not trusted yet is the person’s to trust, in the terminal', async ({
  world,
  face,
}) => {
  const { models, folders } = world;
  models.when(/hello/, [say('Hello to you.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'newcomer', runtime: 'claude-code', workspace: folders.stranger });
  await startAgent(page, 'newcomer');
  const on = terminal(page, 'newcomer');
  await on.shows(/trust this folder/);
  await expect(async () => {
    // It may not listen yet; but the choice goes round, and a second key on top of a slow one would undo it.
    await on.press('ArrowDown');
    await expect(on.screen).toContainText(/❯ (\d\. )?Yes/, { timeout: 8000 });
  }).toPass();
  await on.press('Enter');
  await ready(on, 'claude-code');
  await ask(on, 'hello there', models);
  await on.shows('Hello to you.');
});

test('a megabyte is pasted whole, and the terminal lives on', async ({ world, face }) => {
  const { models, workspace } = world;
  const lines = Array.from({ length: 16_000 }, (_, at) => `line ${at} ${'x'.repeat(52)}`);
  models.when(/line 15999/, [say('A long read.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'reader', runtime: 'codex', workspace });
  await startAgent(page, 'reader');
  const on = terminal(page, 'reader');
  await ready(on, 'codex');
  await on.focus();
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
  }, lines.join('\n'));
  const dialog = page.getByRole('dialog', { name: /Paste 16,000 lines/ });
  await dialog.getByRole('button', { name: 'Paste' }).click();
  await on.shows(/Pasted Content|pasted/i);
  await send(on, { prompt: 'line 15999', standing: '[Pasted Content' }, models);
  const request = await models.asked(/line 15999/);
  expect(request.prompt.length).toBeGreaterThanOrEqual(1_000_000);
  expect(request.prompt).toContain(lines.slice(7000, 7100).join('\n'));
  await on.shows('A long read.');
});
