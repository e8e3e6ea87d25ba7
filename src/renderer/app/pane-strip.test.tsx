import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Session } from '#shared/contract/sessions.ts';
import { BridgeProvider } from '#renderer/bridge/bridge.tsx';
import { ActingProvider } from '#renderer/features/sessions/sessions.tsx';
import { aBackgroundSession } from '#renderer/test-support/eight-words.ts';
import { createFakeBridge, createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { anEndedSession } from '#renderer/test-support/fixtures.ts';
import { ToastProvider } from '#renderer/ui/toast.tsx';
import { PaneStrip } from './pane-strip.tsx';

afterEach(cleanup);

const watched = aBackgroundSession(21);
const { status, run } = anEndedSession(21, {
  word: 'Stopped',
  cause: { code: 'stopped', how: 'exit code 0' },
  evidence: [],
});
const stopped: Session = { ...watched, status, run: { ...run, kind: 'background' } };

const show = (focused: boolean) => {
  const bridge = createFakeBridge(createFakeMain());
  const strip = (session: Session) => (
    <BridgeProvider bridge={bridge}>
      <ToastProvider>
        <ActingProvider onOpen={() => {}} onGone={() => {}} onRead={() => {}}>
          <button type="button">Elsewhere</button>
          <PaneStrip session={session} focused={focused} platform="linux" />
        </ActingProvider>
      </ToastProvider>
    </BridgeProvider>
  );
  const { rerender } = render(strip(watched));
  return { stop: () => rerender(strip(stopped)) };
};

test('after Stop in Watch the keyboard is beside what goes on with the run', () => {
  const { stop } = show(true);
  screen.getByRole('button', { name: 'Stop' }).focus();
  stop();
  const resume = screen.getByRole('button', { name: 'Resume' });
  expect([document.activeElement !== document.body, document.activeElement?.contains(resume)]).toEqual([
    true,
    true,
  ]);
});

test('a run that ends takes the keyboard from nowhere else, and not from another pane', () => {
  const one = show(true);
  const elsewhere = screen.getByRole('button', { name: 'Elsewhere' });
  elsewhere.focus();
  one.stop();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Elsewhere' }));
});

test('the strip of a pane that has not the focus leaves the keyboard where it is', () => {
  const { stop } = show(false);
  stop();
  expect(document.activeElement).toBe(document.body);
});
