import {
  LIVE,
  approve,
  ask,
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
import { run, say } from './support/models/script.ts';

for (const runtime of RUNTIMES) {
  test(`${runtime}: Stop leaves no process of the session, children of children included`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    // A shell in a shell that waits for a program of its own: three deep, and a lifetime nobody waits for.
    const nested = `sh -c 'sh -c "sleep 98765" & sleep 98764; wait'`;
    models.when(/start the server/, [say('It needs a command.'), run(nested)]);
    const page = await face.open();
    await makeAgent(page, { name: 'server', runtime, workspace });
    await startAgent(page, 'server');
    const on = terminal(page, 'server');
    await ready(on, runtime);
    await ask(on, 'Please start the server', models);
    await approve(on, runtime);
    const sleeping = (): number =>
      world.processes().filter(({ command }) => /^sleep 9876[45]/.test(command)).length;
    await expect.poll(sleeping).toBe(2);

    await stop(page);
    await expect(row(page, 'server')).toHaveAccessibleName(/Stopped/);
    expect(world.processes().filter(({ command }) => /sleep 9876|bin\/(codex|claude)/.test(command))).toEqual(
      [],
    );
  });

  test(`${runtime}: Resume continues the same conversation, with its instructions`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    models.when(/remember the word/, [say('I will remember it.')]);
    models.when(/which word/, [say('The word was heliotrope.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'memory', runtime, workspace, instructions: 'Keep every word.' });
    await startAgent(page, 'memory');
    const first = terminal(page, 'memory');
    await ready(first, runtime);
    await ask(first, 'Please remember the word heliotrope', models);
    await first.shows('I will remember it.');
    await stop(page);
    await expect(row(page, 'memory')).toHaveAccessibleName(/Stopped/);

    const second = await resume(page, 'memory', runtime, 'I will remember it.');
    await ask(second, 'Tell me which word it was', models);
    await second.shows('The word was heliotrope.');
    const request = await models.asked(/which word/);
    const said = request.turns.map(({ text }) => text).join('\n');
    expect(said).toContain('Please remember the word heliotrope');
    expect(said).toContain('I will remember it.');
    expect(request.system).toContain('Keep every word.');
  });

  test(`${runtime}: two sessions started in one folder at once are each resumed into their own conversation`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    models.when(/secret of/, [say('Kept.')]);
    models.when(/tell it/, [say('Told.')]);
    const page = await face.open();
    const titles = ['castor', 'pollux'];
    for (const name of titles) await makeAgent(page, { name, runtime, workspace });
    for (const name of titles) await startAgent(page, name);
    for (const title of titles) await expect(row(page, title)).toHaveAccessibleName(LIVE);
    await expect(terminal(page, 'pollux').region).toBeVisible();
    for (const title of titles) {
      await row(page, title).click();
      const on = terminal(page, title);
      await ready(on, runtime);
      await ask(on, `The secret of ${title} is ${title}-secret`, models);
      await on.shows('Kept.');
      await stop(page);
      await expect(on.region.getByRole('button', { name: 'Resume' })).toBeVisible();
    }
    for (const title of titles) {
      await row(page, title).click();
      const on = await resume(page, title, runtime, 'Kept.');
      await ask(on, `Now tell it, ${title}`, models);
      await on.shows('Told.');
      const request = await models.asked(new RegExp(`tell it, ${title}$`));
      const said = request.turns.map(({ text }) => text).join('\n');
      const other = title === 'castor' ? 'pollux-secret' : 'castor-secret';
      expect(said).toContain(`${title}-secret`);
      expect(said).not.toContain(other);
    }
  });
}
