import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { defaultPreferences } from '#shared/contract/system.ts';
import { aBackgroundSession } from '#renderer/test-support/eight-words.ts';
import { createFakeMain, type FakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aFound, aHead, anEndedSession, info } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { Shell } from './shell.tsx';

const session = aBackgroundSession(21);
const log = { head: aHead(aFound(1), 12), steps: [] };

const open = (change: Partial<FakeMain> = {}) => {
  const preferences = { ...defaultPreferences, panes: [session.id], lastView: '{"kind":"panes"}' };
  const logs = new Map([[String(session.conversations[0]?.id), log]]);
  const main = createFakeMain({ sessions: [session], logs, writer: null, preferences, ...change });
  renderOver(<Shell kept={main.preferences} info={info} />, main);
  return main;
};

const press = (key: string, held: object) => fireEvent.keyDown(document.body, { key, ...held });
const LINUX = { ctrlKey: true, shiftKey: true };

test('a background run has its steps where a terminal would be, and is taken over with a key', async () => {
  const main = open();
  const pane = await screen.findByRole('region', { name: `Watch ${session.title}` });
  expect(await within(pane).findByText('12 steps')).toBeTruthy();
  expect(pane.textContent).toContain(
    'Watching a background run. Keys you type go nowhere until you take over.',
  );
  expect(pane.querySelector('textarea')).toBeNull();
  press('T', LINUX);
  expect(await within(pane).findByText('Taking over after this step…')).toBeTruthy();
  await waitFor(() => expect(main.asked.map(({ call }) => call)).toContain('sessions.resume'));
});

test('Run in background asks for agent and prompt, and offers to watch what it started', async () => {
  const main = open({ preferences: { ...defaultPreferences, lastView: '{"kind":"sessions"}' } });
  const page = await screen.findByRole('main');
  fireEvent.click(await within(page).findByRole('button', { name: 'Run in background' }));
  const dialog = await screen.findByRole('dialog', { name: 'Run in background' });
  fireEvent.change(within(dialog).getByRole('textbox', { name: 'Prompt' }), { target: { value: 'Go.' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Run in background' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Watch' }));
  expect(main.asked.map(({ call }) => call)).toContain('sessions.runInBackground');
});

test('a key continues the session of a pane in the background', async () => {
  const ended = anEndedSession(21, {
    word: 'Ended',
    cause: { code: 'completed' },
    evidence: [],
  });
  open({ sessions: [{ ...ended, run: { ...ended.run, kind: 'background' } }] });
  await screen.findByRole('button', { name: 'Continue in background' });
  press('B', LINUX);
  const dialog = await screen.findByRole('dialog', { name: `Continue “${ended.title}” in background` });
  expect(within(dialog).getByRole('textbox', { name: 'Prompt' })).toBeTruthy();
});
