import {
  LIVE,
  ask,
  makeAgent,
  ready,
  row,
  RUNTIMES,
  startAgent,
  terminal,
  type TerminalOnPage,
} from './support/desk.ts';
import type { Face } from './support/face.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, say, type Gate } from './support/models/script.ts';
import type { RuntimeId, World } from './support/world.ts';

/** The rows from the prompt to its answer: above, a CLI's picture moves; below, its hints change as they like. */
const conversation = (rows: readonly string[]): readonly string[] => {
  const rowWith = (text: string): number => rows.findIndex((html) => html.includes(text));
  return rows.slice(rowWith('short story'), rowWith('It was short.') + 1);
};

/** How the stories here begin: an agent in a window was asked for a story, and has begun to tell it. */
const askForStory = async (
  { world, face }: { readonly world: World; readonly face: Face },
  runtime: RuntimeId,
  { prompt, begins }: { readonly prompt: string; readonly begins: string },
): Promise<TerminalOnPage> => {
  const page = await face.open();
  await makeAgent(page, { name: 'teller', runtime, workspace: world.workspace });
  await startAgent(page, 'teller');
  const on = terminal(page, 'teller');
  await ready(on, runtime);
  await ask(on, prompt, world.models);
  await on.shows(begins);
  return on;
};

const LONG = { prompt: 'Tell a long story', begins: 'It begins here.' } as const;

/** The model stops in the middle of a long story until the gate opens. */
const haltLongStory = ({ models }: World): Gate => {
  const gate = models.gate();
  models.when(/a long story/, [say(LONG.begins), hold(gate), say('And it ends here.')]);
  return gate;
};

for (const runtime of RUNTIMES) {
  test(`${runtime}: a window closed in mid-turn is still in that turn when it is opened again`, async ({
    world,
    face,
  }) => {
    const gate = haltLongStory(world);
    await askForStory({ world, face }, runtime, LONG);
    await face.closeWindow();

    const second = await face.open();
    const after = terminal(second, 'teller');
    await expect(row(second, 'teller')).toHaveAccessibleName(LIVE);
    await after.shows('It begins here.');
    gate.open();
    await after.shows('And it ends here.');
  });

  test(`${runtime}: main is killed in mid-turn; started again, the turn goes on and ends`, async ({
    world,
    face,
  }) => {
    const gate = haltLongStory(world);
    await askForStory({ world, face }, runtime, LONG);
    await face.killMain();
    gate.open();

    const second = await face.open();
    await expect(row(second, 'teller')).toHaveAccessibleName(LIVE);
    const after = terminal(second, 'teller');
    await after.shows('And it ends here.');
    await expect(after.screen).toContainText('It begins here.');
  });

  test(`${runtime}: a conversation has the same cells and colours in a window that was opened again`, async ({
    world,
    face,
  }) => {
    const short = { prompt: 'Tell a short story', begins: 'It was short.' };
    world.models.when(/a short story/, [say(short.begins)]);
    const before = await askForStory({ world, face }, runtime, short);
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
