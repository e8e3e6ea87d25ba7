import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { LIVE, ask, makeAgent, ready, row, RUNTIMES, terminal } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { say } from './support/models/script.ts';
import { askInPlainTerminal } from './support/plain-terminal.ts';

const LOGS = { codex: 'home/.codex/sessions', 'claude-code': 'home/.claude/projects' } as const;

const transcript = (page: Page, title: string) =>
  page.getByRole('region', { name: `Transcript ${title}`, exact: true });

/** From the page a new person sees, to what was said in a conversation found on this machine. */
const readFound = async (page: Page, title: string): Promise<void> => {
  await page.getByRole('button', { name: 'Show them' }).click();
  const table = page.getByRole('table', { name: 'Found on this machine' });
  await table.getByRole('button', { name: title, exact: true }).click();
  await expect(transcript(page, title)).toBeVisible();
};

for (const runtime of RUNTIMES) {
  test(`${runtime}: a conversation from a plain terminal is listed, read, and resumed`, async ({
    world,
    face,
  }) => {
    const { models } = world;
    models.when(/colour of the door/, [say('The door is green.')]);
    models.when(/which colour/, [say('It was green.')]);
    const title = 'Remember the colour of the door';
    await askInPlainTerminal(world, runtime, title);
    const page = await face.open();
    await readFound(page, title);
    const steps = transcript(page, title).getByRole('group', { name: 'Steps', exact: true });
    await expect(steps).toContainText(title);
    await expect(steps).toContainText('The door is green.');

    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect(row(page, title)).toHaveAccessibleName(LIVE);
    const on = terminal(page, title);
    await on.shows('The door is green.');
    await ready(on, runtime);
    await ask(on, 'Tell me which colour it was', models);
    await on.shows('It was green.');
    const request = await models.asked(/which colour/);
    expect(request.turns.map(({ text }) => text).join('\n')).toContain('The door is green.');
  });

  test(`${runtime}: a transcript grows while its log is written, and stays when the log is deleted`, async ({
    world,
    face,
  }) => {
    world.models.when(/capital of the moon/, [say('It has none.')]);
    world.models.when(/capital of Mars/, [say('Nor has Mars.')]);
    const title = 'Name the capital of the moon';
    await askInPlainTerminal(world, runtime, title);
    const page = await face.open();
    await readFound(page, title);
    const shown = transcript(page, title);
    await expect(shown).toContainText('It has none.');
    await askInPlainTerminal(world, runtime, 'And the capital of Mars', 'goOn');
    await expect(shown).toContainText('Nor has Mars.');

    const folder = world.path(LOGS[runtime]);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.jsonl')) rmSync(join(folder, name));
    }
    await expect(shown).toContainText('The file is gone');
    await expect(shown).toContainText('Nor has Mars.');
  });
}

test('what is forgotten leaves the list and the figures, and the focus stays in the list', async ({
  world,
  face,
}) => {
  const { models, workspace } = world;
  models.when(/tide/, [say('At noon.')]);
  const [kept, forgotten] = ['Name the first tide', 'Name the second tide'] as const;
  await askInPlainTerminal(world, 'codex', kept);
  await askInPlainTerminal(world, 'claude-code', forgotten);
  const page = await face.open();
  await makeAgent(page, { name: 'tidy', runtime: 'codex', workspace });
  await page.getByRole('link', { name: 'Sessions' }).click();
  const table = page.getByRole('table', { name: 'All sessions' });
  const listed = (title: string) => table.getByRole('row').filter({ hasText: title });
  await listed(forgotten).getByRole('button', { name: 'More actions' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Forget this session…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: `Forget session “${forgotten}”?` });
  await expect(dialog).toContainText('Claude Code’s own log stays as it is.');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await dialog.getByRole('button', { name: 'Forget this session' }).press('Enter');
  await expect(page.getByText(`Forgotten: ${forgotten}`)).toBeVisible();
  await expect(listed(forgotten)).toHaveCount(0);
  await expect(listed(kept)).toBeFocused();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).click();
  const usage = page.getByRole('table', { name: /^Usage by/ });
  await expect(usage.getByRole('row', { name: /^gpt-6/ })).toBeVisible();
  await expect(usage.getByRole('row', { name: /^claude-/ })).toHaveCount(0);
});

test('usage shows what was spent, and that no price is known for it', async ({ world, face }) => {
  world.models.when(/anything/, [say('Something.')]);
  await askInPlainTerminal(world, 'codex', 'Say anything');
  const page = await face.open();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Usage' }).click();
  // The fake model counts 1,000 tokens in, 100 of them from the cache, and 10 out.
  const row = page.getByRole('table', { name: /^Usage by/ }).getByRole('row', { name: /gpt-6/ });
  await expect(row.getByRole('cell')).toContainText(['900', '100', '0', '10', '1.0k', 'no price known']);
});
