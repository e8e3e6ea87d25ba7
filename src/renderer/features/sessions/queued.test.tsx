import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Session } from '#shared/contract/sessions.ts';
import { aBackgroundSession, anEndedBackgroundSession } from '#renderer/test-support/eight-words.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { ActingProvider } from './acting.tsx';
import { Inspector } from './inspector.tsx';
import { SessionList } from './session-list.tsx';
import { SessionMenu } from './session-menu.tsx';
import { WatchStrip } from './watch-strip.tsx';

const { run, status } = aBackgroundSession(1);
const queued = aBackgroundSession(1, {
  status: { ...status, word: 'Running', cause: { code: 'queued', ahead: 1 } },
  run: { ...run, pid: null },
});

const show = (part: React.ReactNode) =>
  renderOver(
    <ActingProvider onOpen={() => {}} onGone={() => {}} onRead={() => {}}>
      {part}
    </ActingProvider>,
  );

test('a run that waits for its turn can be stopped and not taken over: a terminal would not have its prompt', async () => {
  show(
    <>
      <WatchStrip session={queued} keys="Ctrl+Shift+T" />
      <Inspector session={queued} />
      <SessionMenu session={queued} />
    </>,
  );
  expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Take over' })).toBeNull();
  expect(screen.queryByText('What Take over does')).toBeNull();
  screen.getByRole('button', { name: 'More actions' }).click();
  expect(await screen.findByRole('menuitem', { name: 'Stop' })).toBeTruthy();
  expect(screen.queryByRole('menuitem', { name: 'Take over' })).toBeNull();
});

test('it has no process yet, and its row says what it waits for', () => {
  const { container } = show(<Inspector session={queued} />);
  expect(container.textContent).toContain('Processnone');
  show(<SessionList sessions={[queued]} selected={null} onOpen={() => {}} digits={false} />);
  expect(screen.getByText('queued behind 1')).toBeTruthy();
});

test('beside an error that stands by itself the reason does not say it again', () => {
  const message = 'unexpected status 401 Unauthorized';
  const ended = anEndedBackgroundSession(2);
  const failed: Session = {
    ...ended,
    status: { ...ended.status, word: 'Failed', cause: { code: 'run-failed', message } },
    run: { ...ended.run, result: { text: message, isError: true } },
  };
  const { container } = show(<Inspector session={failed} />);
  expect(container.textContent).toContain('The runtime said that it failed.');
  expect(container.textContent.split(message)).toHaveLength(2);
});
