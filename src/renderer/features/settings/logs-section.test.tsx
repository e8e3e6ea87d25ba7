import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { IndexState } from '#shared/contract/transcripts.ts';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { anIndex } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { LogsSection } from './logs-section.tsx';

const show = async (change: Partial<IndexState> = {}) => {
  const { main } = renderOver(<LogsSection />, createFakeMain({ index: anIndex(change) }));
  await screen.findByText('Kept in');
  return main;
};

const state = (): string | null => screen.getByText('State').nextElementSibling?.textContent ?? null;

test.each([
  [{}, 'Up to date1,204 logs, 812.4 MB.'],
  [{ phase: 'looking' }, 'Looking for logs'],
  [{ files: { read: 0, all: 0 } }, 'Up to dateThere is no log yet.'],
  [
    { phase: 'paused', files: { read: 312, all: 1204 } },
    'Paused312 of 1,204 logs read. The rest, and what is written meanwhile, waits.',
  ],
  [
    { phase: 'failed', failure: 'The disk is full. Make room; reading goes on by itself.' },
    'FailedThe disk is full. Make room; reading goes on by itself.',
  ],
] as const)('how the reading stands is said in words: %o', async (change, words) => {
  await show(change);
  expect(state()).toBe(words);
  expect(screen.queryByRole('progressbar')).toBeNull();
});

test('while logs are read, a bar shows how far it is, and says it', async () => {
  await show({
    phase: 'reading',
    files: { read: 312, all: 1204 },
    bytes: { read: 203_100_000, all: 812_400_000 },
  });
  expect(state()).toBe('Reading312 of 1,204 logs, 203.1 MB of 812.4 MB.');
  const bar = screen.getByRole('progressbar', { name: 'Reading logs' });
  expect([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuetext')]).toEqual([
    '25',
    '312 of 1,204 logs',
  ]);
});

test('where logs are read from and kept is shown, and what could not be read with its reason', async () => {
  await show({
    problems: [{ path: '/home/ada/.codex/sessions/2026/11/25', reason: 'You may not read it.' }],
  });
  await waitFor(() => expect(screen.getByText('~/.codex/sessions')).toBeTruthy());
  expect(screen.getByText('~/.claude/projects')).toBeTruthy();
  expect(screen.getByText('~/.local/share/toc/logs.db').nextElementSibling?.textContent).toBe('214.0 MB');
  const problems = screen.getByRole('list', { name: 'Problems of logs' });
  expect(within(problems).getByRole('listitem').textContent).toBe(
    '~/.codex/sessions/2026/11/25You may not read it.',
  );
});

test('reading is paused and resumed', async () => {
  const main = await show();
  fireEvent.click(screen.getByRole('button', { name: 'Pause reading' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Resume reading' }));
  await screen.findByRole('button', { name: 'Pause reading' });
  expect(main.asked.map(({ input }) => input)).toEqual([{ paused: true }, { paused: false }]);
});

test('Rebuild asks first: what is read again, and what stays', async () => {
  const main = await show();
  fireEvent.click(screen.getByRole('button', { name: 'Rebuild' }));
  const dialog = await screen.findByRole('dialog', { name: 'Read every log again?' });
  expect(dialog.textContent).toContain('from its beginning (1,204 logs, 812.4 MB)');
  expect(dialog.textContent).toContain('What toc keeps of logs that are gone stays as it is');
  expect(main.asked).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Rebuild' }));
  await waitFor(() => expect(state()).toBe('Looking for logs'));
  expect(main.asked.map(({ call }) => call)).toEqual(['transcripts.reindex']);
});

test('what has failed cannot be paused', async () => {
  await show({ phase: 'failed', failure: 'Reading logs broke off twice.' });
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Rebuild', '']);
});
