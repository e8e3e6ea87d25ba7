import { ask, makeAgent, READY, ready, row, RUNTIMES, startAgent, stop, terminal } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { say } from './support/models/script.ts';
import { openPlainTerminal } from './support/plain-terminal.ts';

const WORDS = { codex: 'codex resume', 'claude-code': 'claude --resume' } as const;

for (const runtime of RUNTIMES) {
  test(`${runtime}: the copied resume command goes on with the conversation in a plain shell, without toc`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    models.when(/remember heliotrope/, [say('It is kept.')]);
    models.when(/which flower/, [say('Heliotrope.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'gardener', runtime, workspace });
    await startAgent(page, 'gardener');
    const on = terminal(page, 'gardener');
    await ready(on, runtime);
    await ask(on, 'Please remember heliotrope', models);
    await on.shows('It is kept.');
    await stop(page);
    await expect(row(page, 'gardener')).toHaveAccessibleName(/, Stopped, /);
    await on.region.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Copy resume command' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(new RegExp(`^cd ${workspace} && ${WORDS[runtime]} [0-9a-f-]{36}$`));
    await face.close();

    const plain = openPlainTerminal(world, copied);
    await plain.ask('Tell me which flower', { ready: READY[runtime], models });
    await plain.shows('Heliotrope.');
    const said = (await models.asked(/which flower/)).turns.map(({ text }) => text).join('\n');
    expect(said).toContain('Please remember heliotrope');
    expect(said).toContain('It is kept.');
    await plain.close();
  });
}
