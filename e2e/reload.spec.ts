import { ask, makeAgent, ready, row, startAgent, stop, terminal } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, say } from './support/models/script.ts';

test('a window reloaded in mid-turn, and again, hears the rest of the turn and every news after it', async ({
  world,
  face,
}) => {
  const { models, workspace } = world;
  const gate = models.gate();
  models.when(/a long story/, [say('It begins here.'), hold(gate), say('And it ends here.')]);
  const page = await face.open();
  await makeAgent(page, { name: 'teller', runtime: 'codex', workspace });
  await startAgent(page, 'teller');
  const on = terminal(page, 'teller');
  await ready(on, 'codex');
  await ask(on, 'Tell a long story', models);
  await on.shows('It begins here.');
  for (let time = 0; time < 3; time += 1) {
    await page.reload();
    await on.shows('It begins here.');
  }
  gate.open();
  await on.shows('And it ends here.');
  await expect(on.region.getByRole('button', { name: 'Take the keyboard' })).toBeHidden();
  await stop(page);
  await expect(row(page, 'teller')).toHaveAccessibleName(/Stopped/);
});
