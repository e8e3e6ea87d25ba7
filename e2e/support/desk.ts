import { expect, test, type Locator, type Page } from '@playwright/test';
import type { Models } from './models/models.ts';
import type { RuntimeId } from './world.ts';

export const RUNTIMES = ['codex', 'claude-code'] as const satisfies readonly RuntimeId[];

export const RUNTIME_NAME = { codex: 'Codex', 'claude-code': 'Claude Code' } as const satisfies Record<
  RuntimeId,
  string
>;

/**
 * What each CLI shows once it takes a prompt. Codex shows its composer before it has a session, at a start and
 * at a resume, and loses what is typed by then; with the session come model and folder below the composer.
 */
export const READY = {
  codex: /Ask Codex to do anything\s[^]* · [~/]/,
  'claude-code': /\? for shortcuts/,
} as const;

/** In the name of a session's row while its process lives, whatever it does. */
export const LIVE = /, (Running|Working|Waiting|Idle), /;

/** What each CLI asks before it runs a command outside its own rules. */
export const QUESTION = { codex: /Would you like to run/, 'claude-code': /Do you want to proceed/ } as const;

export interface AgentWanted {
  readonly name: string;
  readonly runtime: RuntimeId;
  readonly workspace: string;
  readonly instructions?: string;
  readonly permission?: 'Read only' | 'Ask' | 'Bypass';
}

/** Puts a folder on the list of workspaces. */
export const addFolder = async (page: Page, path: string): Promise<void> => {
  await page.getByRole('button', { name: 'Add a folder', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a folder' });
  await dialog.getByLabel('Folder', { exact: true }).fill(path);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toBeHidden();
};

/** Fills the form of a new agent; saving is the story's. */
export const fillAgent = async (page: Page, wanted: AgentWanted): Promise<void> => {
  await page.getByRole('button', { name: 'New agent', exact: true }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(wanted.name);
  await page.getByLabel('Workspace', { exact: true }).selectOption(wanted.workspace);
  const runtime = page.getByRole('radiogroup', { name: 'Runtime' });
  await runtime.locator(`input[value="${wanted.runtime}"]`).check();
  if (wanted.instructions) await page.getByLabel('Instructions', { exact: true }).fill(wanted.instructions);
  if (wanted.permission) {
    await page
      .getByRole('radiogroup', { name: 'Permissions' })
      .getByRole('radio', { name: wanted.permission })
      .check();
  }
};

const treeItem = (page: Page, name: string): Locator =>
  page.getByRole('treeitem', { name: new RegExp(`^${name}, `) });

/** Makes an agent in a folder that is put on the list first. */
export const makeAgent = async (page: Page, wanted: AgentWanted): Promise<void> => {
  await addFolder(page, wanted.workspace);
  await fillAgent(page, wanted);
  await page.getByRole('button', { name: 'Save agent' }).click();
  await expect(treeItem(page, wanted.name)).toBeVisible();
};

/** Presses `Start` on an agent's row. */
export const startAgent = async (page: Page, name: string): Promise<void> => {
  const row = treeItem(page, name);
  await row.hover();
  await row.getByRole('button', { name: 'Start' }).click();
};

/** A session's row in the list, by its title (letters, digits and spaces). */
export const row = (page: Page, title: string): Locator =>
  page.getByRole('listbox', { name: 'Sessions' }).getByRole('option', { name: new RegExp(`^${title}, `) });

/** A session's terminal as a person reads and uses it. */
export const terminal = (page: Page, title: string) => {
  const region = page.getByRole('region', { name: `Terminal ${title}`, exact: true });
  const screen = region.getByRole('document', { name: 'Screen' });
  const focus = (): Promise<void> => region.locator('textarea.xterm-helper-textarea').focus();
  return {
    region,
    screen,
    focus,
    /** The readable copy as it is now. */
    read: (): Promise<string> => screen.evaluate(({ textContent }) => textContent ?? ''),
    /** Waits for text on the screen; the focus asks for the readable copy. */
    async shows(text: string | RegExp): Promise<void> {
      await focus();
      await expect(screen).toContainText(text);
    },
    async type(text: string): Promise<void> {
      await focus();
      await page.keyboard.insertText(text);
    },
    async press(key: string): Promise<void> {
      await focus();
      await page.keyboard.press(key);
    },
    /**
     * Every row with its colours, as it is drawn. Left out are the cursor, which blinks, and how fractions of a
     * pixel are spread over the cells, which depends on the sizes a window had before: a run of cells that look
     * alike is one, also where a sign of another font stands in a span of its own for that.
     */
    drawn: (): Promise<readonly string[]> =>
      region.locator('.xterm-rows > div').evaluateAll((divs) =>
        divs.map((div) => {
          const runs: { look: string; text: string }[] = [];
          for (const span of div.querySelectorAll('span')) {
            const copy = document.createElement('span');
            copy.style.cssText = span.style.cssText;
            copy.style.letterSpacing = '';
            const classes = [...span.classList].filter((name) => !name.startsWith('xterm-cursor'));
            const look = [classes.toSorted().join(' '), copy.style.cssText].filter(Boolean).join(' / ');
            const last = runs.at(-1);
            if (last?.look === look) last.text += span.textContent;
            else runs.push({ look, text: span.textContent });
          }
          return runs.map(({ look, text }) => `{${look}}${text}`).join('');
        }),
      ),
  };
};

export type TerminalOnPage = ReturnType<typeof terminal>;

/** Waits until the CLI takes a prompt. */
export const ready = (on: TerminalOnPage, runtime: RuntimeId): Promise<void> => on.shows(READY[runtime]);

/** The marks that begin a prompt's line; the last one on the screen is the composer's. */
const MARKED = /^[›❯>]\s/;

const standsInComposer = (screen: string, text: string): boolean =>
  screen
    .split('\n')
    .findLast((line) => MARKED.test(line))
    ?.includes(text.slice(0, 20)) === true;

/**
 * Sends what stands in the composer until the model is asked `prompt`. As a person would: where Enter made a
 * new line (Codex takes one right after fast keys for a part of a paste) and the text still stands, again.
 */
export const send = async (
  on: TerminalOnPage,
  { prompt, standing = prompt }: { readonly prompt: string; readonly standing?: string },
  models: Models,
): Promise<void> => {
  const before = models.count(prompt);
  let presses = 0;
  await expect(async () => {
    if (presses === 0 || standsInComposer(await on.read(), standing)) {
      await on.press('Enter');
      presses += 1;
    }
    await expect.poll(() => models.count(prompt), { timeout: 2000 }).toBeGreaterThan(before);
  }).toPass();
  if (presses > 1) test.info().annotations.push({ type: 'Enter again', description: prompt.slice(0, 80) });
};

/** Types a prompt, and sends it once it stands on the screen; done when the model has been asked. */
export const ask = async (on: TerminalOnPage, prompt: string, models: Models): Promise<void> => {
  await on.type(prompt);
  await on.shows(prompt);
  await send(on, { prompt }, models);
};

/** Types a command of the CLI's own, and sends it; again, while it still stands in the composer. */
export const command = async (on: TerminalOnPage, text: string): Promise<void> => {
  await on.type(text);
  await expect.poll(async () => standsInComposer(await on.read(), text)).toBe(true);
  await expect(async () => {
    await on.press('Enter');
    await expect.poll(async () => standsInComposer(await on.read(), text), { timeout: 2000 }).toBe(false);
  }).toPass();
};

/** Says yes to the question whether a command may run; again, when the CLI was not yet listening. */
export const approve = async (on: TerminalOnPage, runtime: RuntimeId): Promise<void> => {
  await on.shows(QUESTION[runtime]);
  await expect(async () => {
    await on.press('Enter');
    await expect(on.screen).not.toContainText(QUESTION[runtime], { timeout: 1500 });
  }).toPass();
};

/**
 * Presses `Resume` and waits until the new process has its conversation back, which shows `text`, and takes a
 * prompt. The last run's screen stays until the new one is drawn, so the screen itself is read, not its copy.
 */
export const resume = async (
  page: Page,
  title: string,
  runtime: RuntimeId,
  text: string,
): Promise<TerminalOnPage> => {
  const on = terminal(page, title);
  const last = await on.region.locator('.xterm').elementHandle();
  await on.region.getByRole('button', { name: 'Resume', exact: true }).click();
  await last?.waitForElementState('hidden');
  await expect(row(page, title)).toHaveAccessibleName(LIVE);
  const drawn = on.region.locator('.xterm-rows');
  await expect(drawn).toContainText(text);
  await expect(drawn).toContainText(READY[runtime]);
  return on;
};

/** Presses `Stop` where the session's terminal is open. */
export const stop = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Stop', exact: true }).first().click();
};
