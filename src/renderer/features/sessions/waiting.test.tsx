import { fireEvent, render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Session, StatusCause } from '#shared/contract/sessions.ts';
import { aSession, NOW, sessionId } from '#renderer/test-support/fixtures.ts';
import { gathered } from './announcer.tsx';
import { NextWaiting } from './next-waiting.tsx';
import { nextWaiting, waitingOf } from './waiting.ts';

const approval: StatusCause = { code: 'waiting', for: 'approval', about: 'rm -rf build' };

/** A session that has waited for so many minutes. */
const waiting = (number: number, minutes: number, cause: StatusCause = approval): Session =>
  aSession(number, {
    title: `session ${number}`,
    status: {
      word: 'Waiting',
      cause,
      at: new Date(NOW - minutes * 60_000).toISOString(),
      evidence: [],
      quietSince: null,
    },
  });

const many = [aSession(1), waiting(2, 3), waiting(3, 20), waiting(4, 7)];

test('what waits is listed with the longest waiting first', () => {
  expect(waitingOf(many).map(({ title }) => title)).toEqual(['session 3', 'session 4', 'session 2']);
});

test('the next is the longest waiting that is not under one’s eyes, unless it is the only one', () => {
  const next = (sessions: readonly Session[], focused: number | null): string | undefined =>
    nextWaiting(sessions, focused === null ? null : sessionId(focused))?.title;
  expect([
    next(many, null),
    next(many, 1),
    next(many, 3),
    next([waiting(3, 20)], 3),
    next([aSession(1)], 1),
  ]).toEqual(['session 3', 'session 3', 'session 4', 'session 3', undefined]);
});

test.each([
  ['approval', 'Next: session 2 wants an approval'],
  ['question', 'Next: session 2 asks a question'],
  ['trust', 'Next: session 2 asks whether you trust its folder'],
  ['sign-in', 'Next: session 2 wants you to sign in'],
  ['dialog', 'Next: session 2 shows a dialog that only you can close'],
] as const)('Next says who wants what (%s), not about what, and opens it', (kind, name) => {
  let opened = 0;
  const session = waiting(2, 3, { code: 'waiting', for: kind, about: 'rm -rf build' });
  render(<NextWaiting session={session} keys="Ctrl+Shift+J" onOpen={() => (opened += 1)} />);
  fireEvent.click(screen.getByRole('button', { name }));
  expect(opened).toBe(1);
});

test('a screen reader hears what a session wants, and several as one sentence', () => {
  expect([gathered([waiting(2, 3)]), gathered([waiting(2, 3), waiting(3, 20)])]).toEqual([
    'session 2: Waiting, wants an approval.',
    '2 sessions need you: session 2, session 3.',
  ]);
});
