import { expect, type Locator, type Page } from '@playwright/test';
import { RUNTIMES } from './desk.ts';
import type { World } from './world.ts';

/** Presses `Run in background` on an agent's row and gives it a prompt. */
export const runInBackground = async (page: Page, agent: string, prompt: string): Promise<void> => {
  const item = page.getByRole('treeitem', { name: new RegExp(`^${agent}, `) });
  await item.hover();
  await item.getByRole('button', { name: 'Run in background' }).click();
  const dialog = page.getByRole('dialog', { name: 'Run in background' });
  await dialog.getByLabel('Prompt', { exact: true }).fill(prompt);
  await dialog.getByRole('button', { name: 'Run in background' }).click();
  await expect(dialog).toBeHidden();
};

/** Where the steps of a session stand that has no terminal. */
export const watched = (page: Page, title: string): Locator =>
  page.getByRole('region', { name: `Watch ${title}`, exact: true });

/** How many of the CLIs live. */
export const clis = (world: World): number => RUNTIMES.flatMap((runtime) => world.clis(runtime)).length;

/** Answers the dialog of `Continue in background`. */
export const continueWith = async (page: Page, prompt: string): Promise<void> => {
  const dialog = page.getByRole('dialog', { name: /^Continue / });
  await dialog.getByLabel('Prompt', { exact: true }).fill(prompt);
  await dialog.getByRole('button', { name: 'Continue in background' }).click();
  await expect(dialog).toBeHidden();
};

/** Lets so many background runs be at work at once. */
export const limitTo = async (page: Page, count: number): Promise<void> => {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const limit = page.getByLabel('At work at once', { exact: false });
  await limit.fill(String(count));
  await limit.blur();
};

/** Chooses sessions in the table of all; what is done with them stands in the toolbar. */
export const select = async (page: Page, titles: readonly string[]): Promise<Locator> => {
  await page.getByRole('link', { name: 'Sessions', exact: true }).click();
  for (const title of titles)
    await page.getByRole('checkbox', { name: `Select ${title}`, exact: true }).check();
  return page.getByRole('toolbar', { name: 'Selected sessions' });
};
