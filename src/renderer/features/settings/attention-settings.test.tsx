import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { BridgeProvider } from '#renderer/bridge/bridge.tsx';
import { createFakeBridge, createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { BackgroundSection } from './background-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';

afterEach(() => vi.unstubAllGlobals());

/** A browser that says this of notifications, and answers so once it is asked. */
const browser = (permission: NotificationPermission, answer: NotificationPermission = 'granted') => {
  const asked: string[] = [];
  vi.stubGlobal('Notification', {
    permission,
    requestPermission: async () => {
      asked.push('permission');
      return answer;
    },
  });
  return asked;
};

test.each([
  ['When a session waits for you', 'notifyWaiting', true],
  ['When a session ends', 'notifyEnded', true],
  ['Sound', 'notifySound', false],
  ['Badge', 'badge', true],
  ['Tray', 'tray', true],
] as const)('%s is switched by its own switch, and saved at once', async (name, preference, first) => {
  browser('granted');
  const { main } = renderOver(<NotificationsSection />);
  const toggle = screen.getByRole('switch', { name });
  await waitFor(() => expect(toggle).toHaveProperty('checked', first));
  const before = main.preferences;
  fireEvent.click(toggle);
  await waitFor(() => expect(main.preferences).toEqual({ ...before, [preference]: !first }));
});

test('a browser is asked for its permission only by a press of the button', async () => {
  const asked = browser('default');
  renderOver(<NotificationsSection />);
  const button = screen.getByRole('button', { name: 'Allow notifications' });
  expect(asked).toEqual([]);
  fireEvent.click(button);
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Allow notifications' })).toBeNull());
  expect(asked).toEqual(['permission']);
});

test('a browser that said no, or cannot, says so', async () => {
  browser('default', 'denied');
  const shown = renderOver(<NotificationsSection />);
  fireEvent.click(screen.getByRole('button', { name: 'Allow notifications' }));
  expect(await screen.findByText(/This browser blocks notifications of toc/)).toBeTruthy();
  shown.unmount();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(window, 'Notification');
  renderOver(<NotificationsSection />);
  expect(screen.getByText('This browser cannot show notifications.')).toBeTruthy();
});

test('each face tells its own limits, and the app asks no browser', () => {
  browser('default');
  const text = (): string =>
    screen.getByRole('heading', { name: 'Notifications' }).nextElementSibling?.textContent ?? '';
  const inBrowser = renderOver(<NotificationsSection />);
  expect(text()).toContain('A browser shows these only while a tab of toc is open');
  inBrowser.unmount();
  renderOver(
    <BridgeProvider bridge={{ ...createFakeBridge(createFakeMain()), face: 'electron' }}>
      <NotificationsSection />
    </BridgeProvider>,
  );
  expect(text()).toContain('Your desktop shows them');
  expect(screen.queryByRole('button', { name: 'Allow notifications' })).toBeNull();
});

/** Types into a field and leaves it. */
const settle = (field: HTMLElement, value: string): void => {
  fireEvent.change(field, { target: { value } });
  fireEvent.blur(field);
};

test('the numbers of background runs are saved when their field is left', async () => {
  const { main } = renderOver(<BackgroundSection />);
  settle(await screen.findByRole('textbox', { name: 'At work at once' }), ' 12 ');
  await waitFor(() => expect(main.preferences.backgroundRuns).toBe(12));
  const seconds = screen.getByRole('textbox', { name: 'Seconds without its server' });
  fireEvent.change(seconds, { target: { value: '90' } });
  expect(main.preferences.unreachableSeconds).toBe(300);
  fireEvent.keyDown(seconds, { key: 'Enter' });
  await waitFor(() => expect(main.preferences.unreachableSeconds).toBe(90));
});

test.each(['0', '65', '', '-1', '4.5', '1e1', 'four'])(
  'at work at once cannot be %o: the field says why once it is left, keeps what was typed, and nothing is saved',
  async (typed) => {
    const { main } = renderOver(<BackgroundSection />);
    const field = await screen.findByRole('textbox', { name: 'At work at once' });
    fireEvent.change(field, { target: { value: typed } });
    expect(screen.queryByText('A whole number from 1 to 64.')).toBeNull();
    fireEvent.blur(field);
    expect(screen.getByText('A whole number from 1 to 64.')).toBeTruthy();
    expect([field.getAttribute('aria-invalid'), field]).toEqual([
      'true',
      expect.objectContaining({ value: typed }),
    ]);
    settle(field, '4');
    await act(async () => {});
    expect([screen.queryByText('A whole number from 1 to 64.'), main.preferences.backgroundRuns]).toEqual([
      null,
      4,
    ]);
  },
);
