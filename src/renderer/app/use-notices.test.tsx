import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Notice } from '#shared/contract/system.ts';
import { BridgeProvider } from '#renderer/bridge/bridge.tsx';
import { createFakeBridge, createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { sessionId } from '#renderer/test-support/fixtures.ts';
import { useNotices } from './use-notices.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const notice: Notice = {
  sessionId: sessionId(1),
  title: 'CSP rollout',
  text: 'wants an approval',
  what: 'waiting',
  sound: false,
};

/** A page in a browser that says this of notifications; what it showed and what was opened is kept. */
const page = (permission: NotificationPermission, inFront: boolean) => {
  vi.spyOn(document, 'hasFocus').mockReturnValue(inFront);
  vi.spyOn(window, 'focus').mockImplementation(() => {});
  const shown: { title: string; options: unknown; click: () => void }[] = [];
  class Shown extends EventTarget {
    static readonly permission = permission;
    constructor(title: string, options: unknown) {
      super();
      shown.push({ title, options, click: () => this.dispatchEvent(new Event('click')) });
    }
    close(): void {}
  }
  vi.stubGlobal('Notification', Shown);
  const opened: string[] = [];
  let tell: (said: Notice) => void = () => {};
  const bridge = {
    ...createFakeBridge(createFakeMain()),
    onNotice: (listener: typeof tell) => {
      tell = listener;
      return () => {};
    },
  };
  renderHook(() => useNotices((id) => opened.push(id)), {
    wrapper: ({ children }: { readonly children: ReactNode }) => (
      <BridgeProvider bridge={bridge}>{children}</BridgeProvider>
    ),
  });
  act(() => tell(notice));
  return { shown, opened };
};

test('a page that is not in front shows the notice, once for all tabs, and a click opens the session', () => {
  const { shown, opened } = page('granted', false);
  expect(shown.map(({ title, options }) => ({ title, options }))).toEqual([
    { title: 'CSP rollout', options: { body: 'wants an approval', tag: sessionId(1), silent: true } },
  ]);
  shown[0]?.click();
  expect(opened).toEqual([sessionId(1)]);
});

test.each([
  ['the page is in front', 'granted', true],
  ['the browser was not asked', 'default', false],
  ['the browser said no', 'denied', false],
] as const)('nothing is shown where %s', (_, permission, inFront) => {
  expect(page(permission, inFront).shown).toEqual([]);
});
