import { ask, makeAgent, ready, row, RUNTIMES, startAgent, terminal } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, say } from './support/models/script.ts';

/** The rows from the prompt to its answer: above, a CLI's picture moves; below, its hints change as they like. */
const conversation = (rows: readonly string[]): readonly string[] => {
  const rowWith = (text: string): number => rows.findIndex((html) => html.includes(text));
  return rows.slice(rowWith('short story'), rowWith('It was short.') + 1);
};

for (const runtime of RUNTIMES) {
  test(`${runtime}: a window closed in mid-turn is still in that turn when it is opened again`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/a long story/, [say('It begins here.'), hold(gate), say('And it ends here.')]);
    const first = await face.open();
    await makeAgent(first, { name: 'teller', runtime, workspace });
    await startAgent(first, 'teller');
    const before = terminal(first, 'teller');
    await ready(before, runtime);
    await ask(before, 'Tell a long story');
    await models.asked(/a long story/);
    await before.shows('It begins here.');
    await face.closeWindow();

    const second = await face.open();
    const after = terminal(second, 'teller');
    await expect(row(second, 'teller')).toHaveAccessibleName(/Running/);
    await after.shows('It begins here.');
    gate.open();
    await after.shows('And it ends here.');
  });

  test(`${runtime}: main is killed in mid-turn; started again, the turn goes on and ends`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/a long story/, [say('It begins here.'), hold(gate), say('And it ends here.')]);
    const first = await face.open();
    await makeAgent(first, { name: 'teller', runtime, workspace });
    await startAgent(first, 'teller');
    const before = terminal(first, 'teller');
    await ready(before, runtime);
    await ask(before, 'Tell a long story');
    await models.asked(/a long story/);
    await before.shows('It begins here.');
    await face.killMain();
    gate.open();

    const second = await face.open();
    await expect(row(second, 'teller')).toHaveAccessibleName(/Running/);
    const after = terminal(second, 'teller');
    await after.shows('And it ends here.');
    await expect(after.screen).toContainText('It begins here.');
  });

  test(`${runtime}: a conversation has the same cells and colours in a window that was opened again`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    models.when(/a short story/, [say('It was short.')]);
    const first = await face.open();
    await makeAgent(first, { name: 'teller', runtime, workspace });
    await startAgent(first, 'teller');
    const before = terminal(first, 'teller');
    await ready(before, runtime);
    await ask(before, 'Tell a short story');
    await before.shows('It was short.');
    await ready(before, runtime);
    const drawn = conversation(await before.drawn());
    expect(drawn.length).toBeGreaterThan(1);
    await face.closeWindow();

    const second = await face.open();
    const after = terminal(second, 'teller');
    await after.shows('It was short.');
    await expect.poll(async () => conversation(await after.drawn())).toEqual(drawn);
  });
}
