import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aBackgroundSession, anEndedBackgroundSession } from '#renderer/test-support/eight-words.ts';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aFound, aHead } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { WatchBody } from './watch-body.tsx';

const waiting = { ...aBackgroundSession(1), conversations: [] };
const queued = { ...waiting, status: { ...waiting.status, cause: { code: 'queued' as const, ahead: 2 } } };

test.each([
  [waiting, 'Waiting for its first step.'],
  [queued, 'Queued: it starts when others have ended.'],
  [aBackgroundSession(1), 'Waiting for its first step.'],
  [anEndedBackgroundSession(2), 'Its log has no step.'],
])('before there is a step it is said what is waited for', async (session, words) => {
  renderOver(<WatchBody session={session} />);
  expect(await screen.findByText(words)).toBeTruthy();
});

test('the steps are those of the conversation it has now', async () => {
  const session = aBackgroundSession(1);
  const [conversation] = session.conversations;
  const log = { head: aHead(aFound(1), 12), steps: [] };
  renderOver(
    <WatchBody session={session} />,
    createFakeMain({ logs: new Map([[conversation?.id ?? '', log]]) }),
  );
  expect(await screen.findByText('12 steps')).toBeTruthy();
});
