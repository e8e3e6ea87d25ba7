import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AbsolutePath } from '#shared/contract/ids.ts';
import type { DiskState } from '#shared/contract/system.ts';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { info } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { Shell } from './shell.tsx';

const path = AbsolutePath.parse('/home/ada/.local/share/toc');

const open = (disk: DiskState): void => {
  const main = createFakeMain({ disk });
  renderOver(<Shell kept={main.preferences} info={info} />, main);
};

test('that toc cannot save stays said, with what to do and where', async () => {
  open({ kind: 'cannot-write', path, reason: 'the disk is full. Make room on it, then try again' });
  const told = await screen.findByRole('alert');
  expect(told.textContent).toContain(
    `toc cannot save: the disk is full. Make room on it, then try again. ${path}`,
  );
  // As the fault table has it: on a full disk both CLIs end a background run.
  expect(told.textContent).toContain('Runs may fail, and what they say meanwhile may be lost.');
  expect(screen.queryByRole('button', { name: 'Dismiss' })).toBeNull();
});

test('little room is said until it is dismissed', async () => {
  open({ kind: 'low', path, megabytes: 62 });
  const told = await screen.findByText(/^Only 62 MB are left/);
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(told.isConnected).toBe(false);
});
