import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { makeAgent, ready, startAgent, terminal } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { STORY, writeLighthouse } from './support/lighthouse.ts';

/** The cells of a terminal are left out: their colours are the program's, and `Screen` is their readable copy. */
const violations = async (page: Page): Promise<readonly string[]> => {
  const found = await new AxeBuilder({ page }).exclude('.xterm-screen').setLegacyMode(true).analyze();
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`,
  );
};

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page in the ${colorScheme} theme`, async ({ world, face }) => {
    writeLighthouse(world);
    const page = await face.open();
    // A colour on its way to another is neither.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const check = async (where: string): Promise<void> => expect(await violations(page), where).toEqual([]);
    await check('first run');
    await makeAgent(page, { name: 'clear', runtime: 'codex', workspace: world.workspace });
    await check('agent form');
    await startAgent(page, 'clear');
    await ready(terminal(page, 'clear'), 'codex');
    await check('terminal');
    await page.getByRole('button', { name: 'Why?' }).first().click();
    await check('why');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Sessions' }).click();
    await expect(page.getByRole('radio', { name: 'All 46' })).toBeVisible();
    await check('sessions');
    await page.getByRole('checkbox', { name: 'Select all' }).check();
    await check('sessions chosen');
    await page.getByRole('main').getByRole('button', { name: 'Run in background', exact: true }).click();
    await expect(page.getByRole('group', { name: 'Command preview' })).toBeVisible();
    await check('run in background');
    await page.keyboard.press('Escape');
    await page.getByRole('table', { name: 'All sessions' }).getByRole('button', { name: STORY }).click();
    await expect(page.getByRole('list', { name: 'Files' })).toBeVisible();
    await check('transcript');
    await page.setViewportSize({ width: 900, height: 600 });
    await expect(page.getByRole('list', { name: 'Files' })).toBeHidden();
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    await check('details over a transcript');
    await page.getByRole('list', { name: 'Files' }).getByRole('button', { name: /timer/ }).press('Enter');
    await expect(page.getByRole('list', { name: 'Files' })).toBeHidden();
    await expect(page.getByRole('group', { name: 'Steps', exact: true })).toBeFocused();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Forget this session…' }).click();
    await check('forget');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Usage' }).click();
    await expect(page.getByRole('table', { name: 'Usage by model' })).toBeVisible();
    await check('usage');
    await page.getByRole('link', { name: 'Processes' }).click();
    await expect(page.getByRole('table', { name: 'Processes' })).toBeVisible();
    await check('processes');
    await page.getByRole('button', { name: 'Doctor' }).click();
    await check('doctor');
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByText('Up to date')).toBeVisible();
    await check('settings');
    await page.getByRole('button', { name: 'Open the audit trail' }).click();
    await page.getByRole('button', { name: 'clear', exact: true }).first().click();
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(page.getByText('The audit trail is whole')).toBeVisible();
    await check('audit');
    await page.keyboard.press('Control+Shift+K');
    await expect(page.getByRole('dialog')).toBeVisible();
    await check('palette');
  });
}
