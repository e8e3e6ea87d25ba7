import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addFolder, ask, makeAgent, ready, row } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { STORY, writeLighthouse } from './support/lighthouse.ts';
import { say } from './support/models/script.ts';
import { begin, cancel, draw, SIZES } from './support/shots.ts';
import type { World } from './support/world.ts';

// Every screen but those of background runs, from fixed data.

// They stand on the same place.
test.describe.configure({ mode: 'serial' });

const KEEPER = `You keep the lighthouse service running.
Read the log before you change anything. Prefer the smallest change that holds.
Say what you did in one sentence.`;

const NATURALIST = `You know every creature of the tidepool.
Answer in plain words, and name your source.`;

const script = ({ models }: World): void => {
  models.when(/lamp/, [
    say(
      'The lamp went out at 02:14 because its timer was set in local time and the clocks changed. I moved it to UTC; the next turn is at 17:40.',
    ),
  ]);
  models.when(/anemone/, [
    say(
      'A beadlet anemone. It closes to a red blob when the tide leaves it, and keeps water inside until the sea comes back.',
    ),
  ]);
};

test('every screen', async ({ world, face }) => {
  const { models } = world;
  test.setTimeout(600_000);
  script(world);
  const page = await face.open();
  await expect(page.getByText(/0\.169\.0/).first()).toBeVisible();
  await expect(page.getByText(/2\.1\.330/).first()).toBeVisible();
  await draw(page, 'first-run');

  const { workspace, folders } = world;
  await makeAgent(page, { name: 'keeper', runtime: 'codex', workspace, instructions: KEEPER });
  await addFolder(page, folders.other);
  await makeAgent(page, {
    name: 'naturalist',
    runtime: 'claude-code',
    workspace: folders.other,
    instructions: NATURALIST,
  });
  mkdirSync(join(workspace, '.toc/agents/draft'), { recursive: true });
  writeFileSync(join(workspace, '.toc/agents/draft/oc-agent.yaml'), 'name: draft\nruntime: [codex\n');
  await expect(page.getByRole('treeitem', { name: /^draft, cannot be read/ })).toBeVisible();
  await page.getByRole('treeitem', { name: /^keeper, / }).click();
  await draw(page, 'agent-form');
  await page.getByRole('treeitem', { name: /^draft, / }).click();
  await draw(page, 'broken-agent');

  const keeper = await begin(page, 'keeper', 'codex');
  await ask(keeper, 'Tell me why the lamp went out.', models);
  await keeper.shows('the next turn is at 17:40');
  const naturalist = await begin(page, 'naturalist', 'claude-code');
  await ask(naturalist, 'Tell me what this anemone is.', models);
  await naturalist.shows('until the sea comes back');
  await draw(page, 'terminal', () => ready(naturalist, 'claude-code'));

  await page.getByRole('button', { name: 'Split' }).click();
  await page
    .getByRole('dialog')
    .getByRole('option', { name: /keeper/ })
    .click();
  await draw(page, 'main', async () => {
    await naturalist.shows('until the sea comes back');
    await keeper.shows('the next turn is at 17:40');
  });
  await page.getByRole('button', { name: 'Why?' }).first().click();
  await draw(page, 'why');
  await page.keyboard.press('Escape');
  await keeper.focus();
  await page.keyboard.press('Control+Shift+K');
  await draw(page, 'palette');
  await page.keyboard.press('Escape');

  await row(page, 'naturalist').click();
  await page.setViewportSize(SIZES[0]);
  const details = page.getByRole('complementary', { name: 'Details' });
  await details.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(row(page, 'naturalist')).toHaveAccessibleName(/Stopped/);
  await draw(page, 'ended');
  await page.getByRole('link', { name: 'Sessions' }).click();
  await draw(page, 'sessions');
  await page.getByRole('button', { name: /^Doctor/ }).click();
  await expect(page.getByText('2.1.330').first()).toBeVisible();
  await draw(page, 'doctor');
  await page.getByRole('button', { name: 'Settings' }).click();
  await draw(page, 'settings');
  await draw(page, 'settings-notifications', () =>
    page.getByRole('heading', { name: 'Notifications' }).evaluate((heading) => heading.scrollIntoView()),
  );
  await page.getByRole('button', { name: 'Open the audit trail' }).click();
  await expect(page.getByRole('table', { name: 'Audit trail' })).toBeVisible();
  await draw(page, 'audit');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: 'naturalist' }).nth(1).click();
  await expect(page.getByText('The audit trail is whole')).toBeVisible();
  await draw(page, 'audit-checked');
});

test('what logs tell', async ({ world, face }) => {
  test.setTimeout(300_000);
  const { workspace, models } = world;
  script(world);
  writeLighthouse(world);
  const page = await face.open();
  await makeAgent(page, { name: 'keeper', runtime: 'codex', workspace, instructions: KEEPER });
  const keeper = await begin(page, 'keeper', 'codex');
  await ask(keeper, 'Tell me why the lamp went out.', models);
  await keeper.shows('the next turn is at 17:40');
  await page.getByRole('link', { name: 'Sessions' }).click();
  await expect(page.getByRole('radio', { name: 'All 46' })).toBeVisible();
  const title = page.getByRole('table', { name: 'All sessions' }).getByRole('button', { name: STORY });
  await title.focus();
  await draw(page, 'sessions-found');

  await title.click();
  const steps = page.getByRole('group', { name: 'Steps', exact: true });
  await expect(steps).toContainText('The timer kept local time');
  await draw(page, 'transcript-end');
  await steps.press('Home');
  await draw(page, 'transcript');
  await page.getByRole('button', { name: 'Show what it did' }).click();
  await expect(steps).toContainText('Date.UTC');
  await draw(page, 'transcript-sub');
  await page.setViewportSize(SIZES[1]);
  await page.getByRole('button', { name: 'Details', exact: true }).click();
  await draw(page, 'transcript-details');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Forget this session…' }).click();
  await draw(page, 'forget');
  await cancel(page);

  await page.getByRole('link', { name: 'Usage' }).click();
  await expect(page.getByRole('table', { name: 'Usage by model' })).toBeVisible();
  await draw(page, 'usage');
  await page.getByRole('radio', { name: 'Tokens' }).check();
  await draw(page, 'usage-tokens');

  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByText('Up to date')).toBeVisible();
  await draw(page, 'settings-logs', () => page.getByText('Kept in').scrollIntoViewIfNeeded());
  await page.getByRole('button', { name: 'Rebuild' }).click();
  await draw(page, 'rebuild');
  await cancel(page);
});
