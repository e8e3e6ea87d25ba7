import type { Page } from '@playwright/test';
import { approve, ask, makeAgent, ready, row, RUNTIMES, startAgent, terminal } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, run, say } from './support/models/script.ts';

const stands = (page: Page, word: string): Promise<void> =>
  expect(row(page, 'teller')).toHaveAccessibleName(new RegExp(`, ${word}, `));

/** What each CLI tells about itself while it waits for an approval, and where. */
const DECIDED = { codex: 'Terminal status', 'claude-code': 'Its registry' } as const;

for (const runtime of RUNTIMES) {
  test(`${runtime}: a session says what it does, and Why? says how toc knows`, async ({ world, face }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/tell me/, [say('Once upon a time'), hold(gate), say('The end.')]);
    const ran = models.gate();
    models.when(/run it/, [say('It needs a command.'), run('touch ran')], [hold(ran), say('It ran.')]);
    models.when(/again/, [say('It needs another.'), run('touch never')]);
    const page = await face.open();
    await makeAgent(page, { name: 'teller', runtime, workspace });
    await startAgent(page, 'teller');
    const on = terminal(page, 'teller');
    await ready(on, runtime);
    await stands(page, 'Idle');
    await ask(on, 'Please tell me a story', models);
    await stands(page, 'Working');
    gate.open();
    await stands(page, 'Idle');
    await ask(on, 'Please run it', models);
    await stands(page, 'Waiting');

    await page.getByRole('button', { name: 'Why?', exact: true }).first().click();
    const why = page.getByRole('dialog').or(page.locator('.popup')).filter({ hasText: 'Decided by' }).first();
    await expect(why).toContainText(DECIDED[runtime]);
    await page.keyboard.press('Escape');

    await approve(on, runtime);
    await stands(page, 'Working');
    ran.open();
    await stands(page, 'Idle');
    await ask(on, 'And again', models);
    await stands(page, 'Waiting');
    await on.press('Escape');
    await stands(page, 'Idle');
  });
}
