import { readdirSync, readFileSync, statSync } from 'node:fs';
import { clis, continueWith, runInBackground, watched } from './support/background.ts';
import { ask, makeAgent, ready, row, RUNTIMES, terminal } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, runUnasked, say } from './support/models/script.ts';

for (const runtime of RUNTIMES) {
  test(`${runtime}: a run in the background is watched to its end, and continued there`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/mend the lamp/, [say('I look at it.'), hold(gate), say('It is mended.')]);
    models.when(/which lamp/, [say('The one in the hall.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'mender', runtime, workspace, permission: 'Bypass' });
    await runInBackground(page, 'mender', 'Please mend the lamp in the hall');
    await expect(row(page, 'mender')).toHaveAccessibleName(/, Working, /);
    await models.asked(/mend the lamp/);

    const [runFolder] = readdirSync(world.path('toc/runs'));
    const prompt = world.path(`toc/runs/${runFolder}/prompt.txt`);
    expect(readFileSync(prompt, 'utf8')).toContain('Please mend the lamp in the hall');
    expect(statSync(prompt).mode & 0o777).toBe(0o600);
    expect(world.processes().filter(({ command }) => command.includes('mend the lamp'))).toEqual([]);

    await row(page, 'mender').click();
    const pane = watched(page, 'mender');
    await expect(pane).toContainText('Please mend the lamp in the hall');
    gate.open();
    await expect(pane).toContainText('It is mended.');
    await expect(row(page, 'mender')).toHaveAccessibleName(/, Ended, /);
    expect(clis(world)).toBe(0);

    await pane.getByRole('button', { name: 'Continue in background' }).first().click();
    await continueWith(page, 'And which lamp was it');
    const asked = await models.asked(/which lamp/);
    expect(asked.turns.map(({ text }) => text).join('\n')).toContain('Please mend the lamp in the hall');
    await expect(watched(page, 'mender')).toContainText('The one in the hall.');
  });

  test(`${runtime}: taken over, a background run goes on in a terminal`, async ({ world, face }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/paint the fence/, [say('The first board is white.'), hold(gate), say('All are white.')]);
    models.when(/what colour/, [say('White.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'painter', runtime, workspace });
    await runInBackground(page, 'painter', 'Please paint the fence');
    await models.asked(/paint the fence/);
    await row(page, 'painter').click();
    await expect(watched(page, 'painter')).toContainText('Please paint the fence');
    await watched(page, 'painter').getByRole('button', { name: 'Take over' }).click();
    const on = terminal(page, 'painter');
    await expect(on.region).toBeVisible();
    await ready(on, runtime);
    expect(clis(world)).toBe(1);
    await ask(on, 'Tell me what colour it is', models);
    const asked = await models.asked(/what colour/);
    expect(asked.turns.map(({ text }) => text).join('\n')).toContain('Please paint the fence');
    gate.open();
  });

  test(`${runtime}: a background run goes on while no window and no main is there`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/count the stars/, [say('One, two.'), hold(gate), say('There are many.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'counter', runtime, workspace });
    await runInBackground(page, 'counter', 'Please count the stars');
    await models.asked(/count the stars/);
    await face.killMain();
    gate.open();
    await expect.poll(() => clis(world)).toBe(0);
    const again = await face.open();
    await expect(row(again, 'counter')).toHaveAccessibleName(/, Ended, /);
    await row(again, 'counter').click();
    await expect(watched(again, 'counter')).toContainText('There are many.');
  });

  test(`${runtime}: a run goes on while its window is closed, and is there with its result`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(/count the waves/, [say('One, two.'), hold(gate), say('There are more.')]);
    const page = await face.open();
    await makeAgent(page, { name: 'counter', runtime, workspace });
    await runInBackground(page, 'counter', 'Please count the waves');
    await models.asked(/count the waves/);
    await face.closeWindow();
    expect(clis(world)).toBe(1);
    gate.open();
    await expect.poll(() => clis(world)).toBe(0);
    const again = await face.open();
    await expect(row(again, 'counter')).toHaveAccessibleName(/, Ended, /);
    await row(again, 'counter').click();
    await expect(watched(again, 'counter').getByLabel('Result', { exact: true })).toContainText(
      'There are more.',
    );
  });

  test(`${runtime}: Watch shows a command with its exit code, and Stop ends this run alone`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    const gate = models.gate();
    models.when(
      /ring the bell/,
      [say('I pull the rope.'), runUnasked('sh -c "exit 3"')],
      [say('It hangs.'), hold(gate), say('It rang.')],
    );
    const page = await face.open();
    await makeAgent(page, { name: 'ringer', runtime, workspace, permission: 'Bypass' });
    for (const time of ['once', 'twice'])
      await runInBackground(page, 'ringer', `Please ring the bell ${time}`);
    await models.asked(/ring the bell once/, 2);
    await row(page, 'ringer').click();
    const pane = watched(page, 'ringer');
    const command = pane.getByRole('listitem').filter({ hasText: 'sh -c "exit 3"' });
    await expect(command).toContainText('exit 3');
    await pane.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(row(page, 'ringer')).toHaveAccessibleName(/, Stopped, /);
    await expect(row(page, 'ringer 2')).toHaveAccessibleName(/, Working, /);
    await models.asked(/ring the bell twice/, 2);
    expect(clis(world)).toBe(1);
    gate.open();
    await expect(row(page, 'ringer 2')).toHaveAccessibleName(/, Ended, /);
    await expect(row(page, 'ringer')).toHaveAccessibleName(/, Stopped, /);
  });
}
