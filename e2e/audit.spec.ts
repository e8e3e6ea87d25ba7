import Sqlite from 'better-sqlite3';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { makeAgent, ready, row, startAgent, stop, terminal } from './support/desk.ts';
import { expect, test } from './support/fixtures.ts';
import { toc } from './support/toc.ts';
import type { World } from './support/world.ts';

const Check = z.strictObject({
  entries: z.number(),
  head: z.string().regex(/^[0-9a-f]{64}$/),
  fault: z.strictObject({ id: z.number(), kind: z.string() }).nullable(),
});

const verified = async (world: World) => {
  const { code, out } = await toc(world, 'audit', '--verify', '--json');
  return { code, ...Check.parse(JSON.parse(out)) };
};

const openAudit = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Open the audit trail' }).click();
};

const check = (page: Page): Promise<void> => page.getByRole('button', { name: 'Check', exact: true }).click();

/** Does to the file what triggers forbid, as anybody can who may write it. */
const tamper = (world: World, sql: string): void => {
  const database = new Sqlite(world.path('toc/toc.db'));
  database.exec(
    `DROP TRIGGER IF EXISTS audit_is_never_changed; DROP TRIGGER IF EXISTS audit_is_never_deleted; ${sql}`,
  );
  database.close();
};

test('what was done is on the audit trail; window and command find what somebody did to the file', async ({
  world,
  face,
}) => {
  const page = await face.open();
  await makeAgent(page, { name: 'watched', runtime: 'codex', workspace: world.workspace });
  await startAgent(page, 'watched');
  await ready(terminal(page, 'watched'), 'codex');
  await page.keyboard.press('Control+Shift+K');
  await page.getByRole('dialog').getByRole('combobox').fill('Audit');
  await page.keyboard.press('Enter');
  const lines = page.getByRole('table', { name: 'Audit trail' }).getByRole('row');
  await expect(lines).toContainText(['Time', /Session started\s*watched\s*Codex/, /Agent saved\s*watched/]);

  // The page stays true while it is looked at.
  await row(page, 'watched').click();
  await stop(page);
  await expect(row(page, 'watched')).toHaveAccessibleName(/Stopped/);
  await openAudit(page);
  await expect(lines).toContainText(['Time', 'Session stopped', 'Session started', 'Agent saved']);
  await lines.nth(1).getByRole('button', { name: 'watched' }).click();
  await expect(page.getByLabel('Line 3', { exact: true })).toContainText(world.workspace);
  await page.getByLabel('Action', { exact: true }).selectOption('Agent saved');
  await expect(lines).toHaveCount(2);

  await check(page);
  await expect(page.getByText('The audit trail is whole: 3 lines.')).toBeVisible();
  const whole = await verified(world);
  expect(whole).toMatchObject({ code: 0, entries: 3, fault: null });
  await expect(page.getByText(whole.head)).toBeVisible();
  const listed = await toc(world, 'audit', '--action', 'session-started', '--json');
  expect(JSON.parse(listed.out)).toMatchObject([{ id: 2, action: 'session-started', title: 'watched' }]);

  await face.killMain();
  tamper(world, `UPDATE audit SET detail = replace(detail, 'ask', 'bypass') WHERE id = 2`);
  expect(await verified(world)).toMatchObject({ code: 1, entries: 1, fault: { id: 2, kind: 'edited' } });
  expect((await toc(world, 'audit', '--verify')).out).toContain('Line 2 was edited');
  const again = await face.open();
  await openAudit(again);
  await check(again);
  await expect(again.getByRole('alert')).toContainText('The audit trail is not whole. Line 2 was edited');
});

test('an end that was cut off is found, though every line that is left fits', async ({ world, face }) => {
  const page = await face.open();
  for (const name of ['first', 'second'] as const) {
    await makeAgent(page, { name, runtime: 'codex', workspace: world.workspace });
  }
  expect(await verified(world)).toMatchObject({ code: 0, entries: 2 });
  await face.killMain();
  tamper(world, 'DELETE FROM audit WHERE id = 2');
  expect(await verified(world)).toMatchObject({ code: 1, entries: 1, fault: { id: 2, kind: 'cut-off' } });
});
