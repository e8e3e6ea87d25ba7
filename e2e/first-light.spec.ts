import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  LIVE,
  addFolder,
  approve,
  ask,
  fillAgent,
  makeAgent,
  ready,
  row,
  RUNTIMES,
  startAgent,
  terminal,
} from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { run, say } from './support/models/script.ts';

for (const runtime of RUNTIMES) {
  test(`${runtime}: an agent is made, started, answers, and runs what was approved in the terminal`, async ({
    world,
    face,
  }) => {
    const { models, workspace } = world;
    const made = join(workspace, 'made-by-the-agent.txt');
    models.when(/the first question/, [say('The answer is forty-two.')]);
    models.when(
      /make the file/,
      [say('It needs a command.'), run(`echo made > ${made}`)],
      [say('The file is there.')],
    );
    const page = await face.open();
    await makeAgent(page, { name: 'pilot', runtime, workspace, instructions: 'Talk like a pilot.' });
    await startAgent(page, 'pilot');
    const on = terminal(page, 'pilot');
    await ready(on, runtime);
    await expect(row(page, 'pilot')).toHaveAccessibleName(LIVE);

    await ask(on, 'Here is the first question', models);
    await on.shows('The answer is forty-two.');
    const first = await models.asked(/the first question/);
    expect(first.system).toContain('Talk like a pilot.');

    await ask(on, 'Now make the file', models);
    await approve(on, runtime);
    await on.shows('The file is there.');
    expect(readFileSync(made, 'utf8')).toBe('made\n');
  });
}

test('nothing is written into the workspace before an agent is saved, and then only its own folder', async ({
  world,
  face,
}) => {
  const page = await face.open();
  await makeAgent(page, { name: 'quiet', runtime: 'codex', workspace: world.workspace });
  expect(existsSync(join(world.workspace, '.git'))).toBe(false);
  expect(existsSync(join(world.workspace, 'AGENTS.md'))).toBe(false);
  expect(existsSync(join(world.workspace, '.toc/agents/quiet'))).toBe(true);
});

test('an agent with a name that could be a path, a command or a picture is refused where it is typed', async ({
  world,
  face,
}) => {
  const page = await face.open();
  await addFolder(page, world.workspace);
  await fillAgent(page, { name: 'plain', runtime: 'codex', workspace: world.workspace });
  const field = page.getByLabel('Name', { exact: true });
  for (const name of ['../out', `it's`, '"; touch hurt; "', '🎈', 'UPPER', '']) {
    await field.fill(name);
    await page.getByRole('button', { name: 'Save agent' }).click();
    await expect(field, name).toHaveAttribute('aria-invalid', 'true');
  }
  expect(readdirSync(world.workspace)).toEqual([]);
  expect(existsSync(world.path('work/out'))).toBe(false);
});
