import { renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { ConversationId, type SessionId } from '#shared/contract/ids.ts';
import { BridgeProvider } from '#renderer/bridge/bridge.tsx';
import { createFakeBridge, createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aSession, sessionId } from '#renderer/test-support/fixtures.ts';
import { shownBy, useLooking } from './use-looking.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const follow = (first: readonly SessionId[]) => {
  const main = createFakeMain();
  const bridge = createFakeBridge(main);
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <BridgeProvider bridge={bridge}>{children}</BridgeProvider>
  );
  const { rerender } = renderHook((shown: readonly SessionId[]) => useLooking(shown), {
    wrapper,
    initialProps: first,
  });
  return { looked: main.looked, rerender };
};

const focus = (has: boolean): void => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(has);
  window.dispatchEvent(new Event(has ? 'focus' : 'blur'));
};

test('main is told what the window shows, when that changes and when the window is left', async () => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  const { looked, rerender } = follow([sessionId(1)]);
  rerender([sessionId(1)]);
  rerender([sessionId(1), sessionId(2)]);
  await waitFor(() => expect(looked).toHaveLength(2));
  focus(false);
  await waitFor(() => expect(looked).toHaveLength(3));
  focus(true);
  await waitFor(() => expect(looked).toHaveLength(4));
  expect(looked).toEqual([[sessionId(1)], [sessionId(1), sessionId(2)], null, [sessionId(1), sessionId(2)]]);
});

test('it is said again every ten seconds, for main forgets', async () => {
  vi.useFakeTimers();
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  const { looked } = follow([sessionId(1)]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(looked).toEqual([[sessionId(1)], [sessionId(1)], [sessionId(1)]]);
});

test('terminals and a transcript show their sessions, every other view shows none', () => {
  const conversation = ConversationId.parse('019ab2f4-0000-7c11-9a3e-5b1de0a1c0de');
  const writes = aSession(3, {
    conversations: [{ id: conversation, saved: true, boundAt: '2026-11-25T13:00:00.000Z' }],
  });
  const panes = { open: [sessionId(1), sessionId(2)], focused: sessionId(1) };
  const data = { sessions: [aSession(1), writes] };
  expect([
    shownBy({ view: { kind: 'panes' }, panes }, data),
    shownBy({ view: { kind: 'transcript', conversationId: conversation, title: null }, panes }, data),
    shownBy({ view: { kind: 'sessions' }, panes }, data),
  ]).toEqual([panes.open, [sessionId(3)], []]);
});
