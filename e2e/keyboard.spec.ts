import type { Locator, Page } from '@playwright/test';
import { runInBackground, watched } from './support/background.ts';
import { makeAgent, row } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, say } from './support/models/script.ts';
import type { World } from './support/world.ts';

/** Presses Enter on what opens something, finds the focus in it, and gets it back with Esc. */
const opensAndLeaves = async (page: Page, opener: Locator, inside: Locator): Promise<void> => {
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(inside).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(opener).toBeFocused();
};

const begin = async (world: World, page: Page): Promise<void> => {
  const { models, workspace } = world;
  models.when(/at once/, [say('It is done.')]);
  models.when(/never done/, [hold(models.gate()), say('Done.')]);
  await makeAgent(page, { name: 'pianist', runtime: 'claude-code', workspace, permission: 'Bypass' });
  await runInBackground(page, 'pianist', 'Do it at once');
  await expect(row(page, 'pianist')).toHaveAccessibleName(/, Ended, /);
};

test('with keys alone: prompts, rows, the bar of the chosen ones and its questions', async ({
  world,
  face,
}) => {
  const page = await face.open();
  await begin(world, page);
  const button = (name: string): Locator => page.getByRole('main').getByRole('button', { name, exact: true });
  await page.getByRole('link', { name: 'Sessions', exact: true }).press('Enter');
  const prompt = page.getByRole('dialog').getByLabel('Prompt', { exact: true });
  await opensAndLeaves(page, button('Run in background'), prompt);
  await page.keyboard.press('Enter');
  await expect(prompt).toBeFocused();
  await page.keyboard.type('This is never done');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Keep writing' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(prompt).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(row(page, 'pianist 2')).toHaveAccessibleName(/, Working, /);

  const table = page.getByRole('table', { name: 'All sessions' });
  const line = table.getByRole('row', { name: /pianist 2/ });
  await line.focus();
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('toolbar', { name: 'Selected sessions' });
  await expect(bar).toContainText('2 selected');
  const verb = (name: string): Locator => bar.getByRole('button', { name, exact: true });
  await opensAndLeaves(page, verb('Stop'), page.getByRole('dialog').getByRole('button', { name: 'Cancel' }));
  await opensAndLeaves(page, verb('Continue in background'), prompt);
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await expect(line).toBeFocused();
  const menu = page.getByRole('menuitem', { name: 'Watch' });
  await opensAndLeaves(page, line.getByRole('button', { name: 'More actions' }), menu);
});

test('with keys alone: Processes, Why?, and details that lie over what they are of', async ({
  world,
  face,
}) => {
  const page = await face.open();
  await begin(world, page);
  await runInBackground(page, 'pianist', 'This is never done');
  await page.getByRole('link', { name: 'Processes', exact: true }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Processes' })).toBeFocused();
  const end = page.getByRole('button', { name: /^End claude/ });
  await opensAndLeaves(page, end, page.getByRole('dialog').getByRole('button', { name: 'Cancel' }));
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).press('Enter');
  await expect(page.getByText('No agent has a process now.')).toBeVisible();
  await expect(page.locator('main :focus')).toContainText('No agent has a process now.');

  await row(page, 'pianist').press('Enter');
  const pane = watched(page, 'pianist');
  const why = pane.getByRole('button', { name: 'Why?', exact: true });
  await opensAndLeaves(page, why, page.getByRole('dialog').getByRole('button', { name: 'Close' }));
  await page.setViewportSize({ width: 900, height: 600 });
  const details = page.getByRole('complementary', { name: 'Details' });
  await page.getByRole('button', { name: 'Details', exact: true }).press('Enter');
  await page.keyboard.press('F6');
  await expect(details.locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await expect(page.getByRole('button', { name: 'Details', exact: true })).toBeFocused();
});
