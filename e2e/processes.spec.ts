import type { Locator, Page } from '@playwright/test';
import { approve, ask, makeAgent, ready, row, RUNTIMES, startAgent, stop, terminal } from './support/desk.ts';
import type { Face } from './support/face.ts';
import { expect, test } from './support/fixtures.ts';
import { run, say } from './support/models/script.ts';
import type { RuntimeId, World } from './support/world.ts';

const openProcesses = async (page: Page): Promise<Locator> => {
  await page.getByRole('link', { name: 'Processes', exact: true }).click();
  return page.getByRole('table', { name: 'Processes' });
};

/** The living programs of this world whose command line begins so. */
const living = (world: World, command: string): readonly number[] =>
  world
    .processes()
    .filter((one) => one.command.startsWith(command))
    .map(({ pid }) => pid);

/** Presses `End` on a row, reads what that means, and confirms. */
const end = async (page: Page, line: Locator, means: string | RegExp): Promise<void> => {
  await line.getByRole('button', { name: /^End / }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(means);
  await dialog.getByRole('button', { name: 'End', exact: true }).click();
  await expect(dialog).toBeHidden();
};

/** An agent in a window has run a command, which a person allowed. */
const runCommand = async (
  { world, face }: { readonly world: World; readonly face: Face },
  runtime: RuntimeId,
  command: string,
): Promise<Page> => {
  const { models, workspace } = world;
  models.when(/start the server/, [say('It needs a command.'), run(command)]);
  const page = await face.open();
  await makeAgent(page, { name: 'server', runtime, workspace });
  await startAgent(page, 'server');
  const on = terminal(page, 'server');
  await ready(on, runtime);
  await ask(on, 'Please start the server', models);
  await approve(on, runtime);
  return page;
};

for (const runtime of RUNTIMES) {
  test(`${runtime}: Processes shows toc, the agent and what it started, and ends one tree of it`, async ({
    world,
    face,
  }) => {
    const command = `sh -c 'sleep 98765 & exec sleep 98763' & sleep 98764; wait`;
    const page = await runCommand({ world, face }, runtime, command);
    await expect.poll(() => living(world, 'sleep 9876').length).toBe(3);

    const table = await openProcesses(page);
    const line = (name: RegExp): Locator => table.getByRole('row', { name });
    const [cli] = world.clis(runtime);
    await expect(line(new RegExp(` agent ${cli} `))).toHaveCount(1);
    await expect(line(/ main \d+ /)).toHaveCount(1);
    await expect(line(new RegExp(` supervisor ${world.supervisor()} `))).toHaveCount(1);
    for (const seconds of [98763, 98764, 98765]) {
      await expect(line(new RegExp(`sleep ${seconds}`)).first()).toBeVisible();
    }
    await expect(page.getByText(/^Terminals: \d+ of \d+ in use, 1 by toc$/)).toBeVisible();
    for (const own of [/ main \d+ /, / supervisor \d+ /]) {
      await expect(line(own).getByRole('button')).toHaveCount(0);
    }

    await end(page, line(/^sleep 98763/), 'goes on without it');
    await expect.poll(() => living(world, 'sleep 98763')).toEqual([]);
    await expect.poll(() => living(world, 'sleep 98765')).toEqual([]);
    expect(living(world, 'sleep 98764')).toHaveLength(1);
    await expect(line(/sleep 98765/)).toHaveCount(0);

    await row(page, 'server').click();
    await stop(page);
    await expect(row(page, 'server')).toHaveAccessibleName(/Stopped/);
    await openProcesses(page);
    await expect(page.getByText('No agent has a process now.')).toBeVisible();
    expect(world.processes().filter(({ command: words }) => /sleep 9876/.test(words))).toEqual([]);
  });

  test(`${runtime}: what stayed when its agent died is an orphan, and can be ended`, async ({
    world,
    face,
  }) => {
    const command = `setsid sleep 98766 >/dev/null 2>&1 </dev/null & sleep 98764`;
    const page = await runCommand({ world, face }, runtime, command);
    await expect.poll(() => living(world, 'sleep 98766').length).toBe(1);
    const table = await openProcesses(page);
    const sleeper = table.getByRole('row', { name: /^sleep 98766/ });
    // The supervisor writes down every five seconds who has started what.
    await expect(sleeper).toContainText(/(?<!\d)([6-9]|[1-9]\d)s/);
    const [cli] = world.clis(runtime);
    if (cli === undefined) throw new Error('The agent does not run.');
    process.kill(cli, 'SIGKILL');

    await expect(row(page, 'server')).toHaveAccessibleName(/Failed/);
    await expect(table.getByRole('rowheader', { name: 'Orphans', exact: true })).toBeVisible();
    await expect(sleeper).toContainText('of server');
    await end(page, sleeper, 'Its run has ended, and no session waits for it.');
    await expect.poll(() => living(world, 'sleep 98766')).toEqual([]);
    await expect(sleeper).toHaveCount(0);
  });
}
