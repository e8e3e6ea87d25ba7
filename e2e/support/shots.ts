import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ready, startAgent, terminal, type TerminalOnPage } from './desk.ts';
import { ROOT } from './face.ts';
import type { RuntimeId } from './world.ts';

export const SIZES = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
] as const;
const THEMES = ['light', 'dark'] as const;
const IN_README = new Set(['main', 'agent-form']);

/** What must be on the page again after it changed its size. */
type Settled = () => Promise<void>;

/** Pictures that are kept name no folder of the machine they were drawn on. */
const hideRoot = (page: Page): Promise<void> =>
  page.evaluate((root) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (node.nodeValue?.includes(root)) node.nodeValue = node.nodeValue.replaceAll(root, '/opt/toc');
    }
  }, ROOT);

/** Draws what is on the page in both themes and both sizes, into shots/; the README's go to resources/shots/ too. */
export const draw = async (page: Page, name: string, settled: Settled = async () => {}): Promise<void> => {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled();
      await hideRoot(page);
      const path = join(ROOT, 'shots', `${name}-${colorScheme}-${size.width}.png`);
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
      if (size.width === 1280 && IN_README.has(name)) {
        mkdirSync(join(ROOT, 'resources/shots'), { recursive: true });
        copyFileSync(path, join(ROOT, 'resources/shots', `${name}-${colorScheme}.png`));
      }
    }
  }
  await page.setViewportSize(SIZES[0]);
};

/** Starts an agent in a terminal, to where it takes a prompt. */
export const begin = async (page: Page, name: string, runtime: RuntimeId): Promise<TerminalOnPage> => {
  await startAgent(page, name);
  const on = terminal(page, name);
  await ready(on, runtime);
  return on;
};

/** Ends what was asked, without an answer. */
export const cancel = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
};
