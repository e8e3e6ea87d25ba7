import type { Page } from '@playwright/test';
import {
  ask,
  command,
  makeAgent,
  ready,
  resume,
  row,
  RUNTIMES,
  startAgent,
  stop,
  terminal,
} from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { say } from './support/models/script.ts';

/** How each CLI begins another conversation inside the same process. */
const ANOTHER = { codex: '/new', 'claude-code': '/clear' } as const;

/** The conversations in the session's details, oldest first: id and what is said of it. */
const conversations = async (page: Page): Promise<readonly string[]> => {
  const details = page.getByRole('complementary', { name: 'Details' });
  return details.getByRole('listitem').allInnerTexts();
};

const LAST = /^[0-9a-f-]{36}\s+Resume continues this one$/;

for (const runtime of RUNTIMES) {
  test(`${runtime}: ${ANOTHER[runtime]} begins another conversation: Resume continues that one, and the earlier one stays listed`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    models.when(/first secret/, [say('Noted the first.')]);
    models.when(/second secret/, [say('Noted the second.')]);
    models.when(/tell it/, [say('Told.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'renewed', runtime, workspace });
    await startAgent(page, 'renewed');
    const before = terminal(page, 'renewed');
    await ready(before, runtime);
    await ask(before, 'The first secret is amaranth', models);
    await before.shows('Noted the first.');
    await expect.poll(() => conversations(page)).toEqual([expect.stringMatching(LAST)]);
    const earlier = (await conversations(page))[0]?.slice(0, 36);

    await command(before, ANOTHER[runtime]);
    await expect(before.screen).not.toContainText('Noted the first.');
    await ready(before, runtime);
    await ask(before, 'The second secret is celadon', models);
    await before.shows('Noted the second.');
    await expect
      .poll(() => conversations(page))
      .toEqual([expect.stringMatching(`^${earlier}\\s+an earlier one$`), expect.stringMatching(LAST)]);
    const listed = await conversations(page);

    await stop(page);
    await expect(row(page, 'renewed')).toHaveAccessibleName(/Stopped/);
    const after = await resume(page, 'renewed', runtime, 'Noted the second.');
    await ask(after, 'Now tell it', models);
    await after.shows('Told.');
    const request = await models.asked(/tell it/);
    const said = request.turns.map(({ text }) => text).join('\n');
    expect(said).toContain('The second secret is celadon');
    expect(said).not.toContain('amaranth');
    expect(await conversations(page)).toEqual(listed);
  });
}
