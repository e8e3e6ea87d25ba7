import type { ElectronApplication, Page } from '@playwright/test';
import { approve, ask, makeAgent, ready, row, RUNTIMES, startAgent, terminal } from './support/desk.ts';
import { electronKind } from './support/face.ts';
import { expect, test } from './support/fixtures.ts';
import { hold, run, say } from './support/models/script.ts';
import './support/stand-in.ts';
import { desktopAround } from './support/told.ts';
import type { RuntimeId, World } from './support/world.ts';

test.beforeEach(({ kind }) => {
  test.skip(kind === 'electron' && electronKind() === 'real', 'only the stand-in’s desktop can be read');
});

const begin = async (page: Page, world: World, name: string, runtime: RuntimeId) => {
  await makeAgent(page, { name, runtime, workspace: world.workspace });
  await startAgent(page, name);
  const on = terminal(page, name);
  await ready(on, runtime);
  return on;
};

const openSettings = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Notifications' })).toBeVisible();
};

const turn = async (page: Page, name: string, checked: boolean): Promise<void> => {
  const control = page.getByRole('switch', { name });
  await control.click();
  await expect(control).toBeChecked({ checked });
};

/** The badge and the tray as the desktop shows them now. */
const besides = (app: ElectronApplication) =>
  app.evaluate(() => {
    const [tray, ...more] = globalThis.standIn?.trays ?? [];
    return {
      badge: globalThis.standIn?.calls.findLast(({ api }) => api === 'app.setBadgeCount')?.args[0],
      tip: tray?.toolTip,
      menu: tray?.menu?.items.map(({ label }) => label),
      more: more.length,
    };
  });

for (const runtime of RUNTIMES) {
  test(`${runtime}: what waits unseen is told once, and a click opens it; what is looked at is not told`, async ({
    world,
    face,
  }) => {
    const { models } = world;
    const gate = models.gate();
    models.when(
      /run it later/,
      [hold(gate), say('A command.'), run('touch later.txt')],
      [say('Later is done.')],
    );
    models.when(/run it now/, [say('A command.'), run('touch now.txt')], [say('Now is done.')]);
    const page = await face.open();
    const desktop = await desktopAround(face, page);
    const unseen = await begin(page, world, 'unseen', runtime);
    await ask(unseen, 'Please run it later', models);
    const seen = await begin(page, world, 'seen', runtime);
    await ask(seen, 'Please run it now', models);
    await expect(row(page, 'seen')).toHaveAccessibleName(/Waiting/);
    await openSettings(page);
    await desktop.turnAway();

    gate.open();
    await expect(row(page, 'unseen')).toHaveAccessibleName(/Waiting/);
    await expect.poll(desktop.told).toEqual([{ title: 'unseen', text: 'wants an approval', silent: true }]);
    await expect(page).toHaveTitle('(2) Settings – toc');
    const app = face.app();
    if (app) {
      expect(await besides(app)).toEqual({
        badge: 2,
        tip: 'toc: 2 sessions wait for you',
        menu: ['seen: wants an approval', 'unseen: wants an approval', '', 'Open toc', 'Quit'],
        more: 0,
      });
    }

    await desktop.click();
    await expect(unseen.region).toBeVisible();
    await expect(page.getByRole('button', { name: 'Next: seen wants an approval' })).toBeVisible();
    await approve(unseen, runtime);
    await expect(row(page, 'unseen')).not.toHaveAccessibleName(/Waiting/);
    await page.keyboard.press('Control+Shift+J');
    await expect(seen.region).toBeVisible();
    await approve(seen, runtime);
    await expect(page).toHaveTitle('seen – toc');
    if (app) {
      await expect
        .poll(() => besides(app))
        .toEqual({ badge: 0, tip: 'toc: Nothing waits for you', menu: ['Open toc', 'Quit'], more: 0 });
    }
    expect(await desktop.told()).toHaveLength(1);
  });
}

test('an end that nobody saw is told unless that is turned off; the tray follows its switch', async ({
  world,
  face,
}) => {
  const page = await face.open();
  const desktop = await desktopAround(face, page);
  const pids = new Map<string, number>();
  for (const name of ['first', 'second', 'third']) {
    const before = world.clis('codex');
    await begin(page, world, name, 'codex');
    for (const pid of world.clis('codex')) if (!before.includes(pid)) pids.set(name, pid);
  }
  const kill = async (name: string): Promise<void> => {
    process.kill(pids.get(name) ?? 0, 'SIGKILL');
    await expect(row(page, name)).toHaveAccessibleName(/Failed/);
  };
  await openSettings(page);
  await desktop.turnAway();
  const told = (name: string) => ({ title: name, text: 'failed: ended by SIGKILL', silent: true });
  await kill('first');
  await expect.poll(desktop.told).toEqual([told('first')]);

  await turn(page, 'When a session ends', false);
  await kill('second');
  await turn(page, 'When a session ends', true);
  await turn(page, 'Sound', true);
  await kill('third');
  await expect.poll(desktop.told).toEqual([told('first'), { ...told('third'), silent: false }]);

  const app = face.app();
  if (!app) return;
  const trays = (): Promise<number | undefined> => app.evaluate(() => globalThis.standIn?.trays.length);
  expect(await trays()).toBe(1);
  await turn(page, 'Tray', false);
  await expect.poll(trays).toBe(0);
  await turn(page, 'Tray', true);
  await expect.poll(trays).toBe(1);
  await app.evaluate(() => globalThis.standIn?.trays[0]?.menu?.items[0]?.click());
  await expect
    .poll(() => app.evaluate(() => globalThis.standIn?.calls.at(-1)?.api))
    .toBe('BrowserWindow.focus');
});
