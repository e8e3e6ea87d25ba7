import { act, fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { aSession } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { ActingProvider } from './acting.tsx';
import { SessionList } from './session-list.tsx';
import { SessionsPage } from './sessions-page.tsx';

const MANY = 10_000;
const many = Array.from({ length: MANY }, (_, index) => aSession(index, { title: `session ${index}` }));

// The page has no layout here: what scrolls is 600 high, and the sheet that says so is not read.
beforeEach(() => {
  const height = vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  return () => height.mockRestore();
});

const scrolling = (part: React.ReactNode) => (
  <ActingProvider onOpen={() => {}} onGone={() => {}} onRead={() => {}}>
    <div style={{ overflowY: 'auto' }}>{part}</div>
  </ActingProvider>
);

const focused = () => {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement)) throw new Error('Nothing has the focus.');
  return activeElement;
};

test('of ten thousand sessions only those in sight are drawn, and each knows its place', () => {
  renderOver(scrolling(<SessionList sessions={many} selected={null} onOpen={() => {}} digits={false} />));
  const rows = screen.getAllByRole('option');
  expect(rows.length).toBeLessThan(60);
  expect([rows[0]?.getAttribute('aria-posinset'), rows[0]?.getAttribute('aria-setsize')]).toEqual([
    '1',
    String(MANY),
  ]);
});

test('the keys reach a row that is not drawn yet, and it takes the focus', () => {
  renderOver(scrolling(<SessionList sessions={many} selected={null} onOpen={() => {}} digits={false} />));
  act(() => screen.getAllByRole('option')[0]?.focus());
  fireEvent.keyDown(focused(), { key: 'End' });
  expect(focused().getAttribute('aria-posinset')).toBe(String(MANY));
  fireEvent.keyDown(focused(), { key: 'Home' });
  expect(focused().getAttribute('aria-posinset')).toBe('1');
  fireEvent.keyDown(focused(), { key: 'PageDown' });
  expect(Number(focused().getAttribute('aria-posinset'))).toBeGreaterThan(1);
});

test('the selected session is drawn wherever it stands', () => {
  renderOver(
    scrolling(
      <SessionList sessions={many} selected={many[7000]?.id ?? null} onOpen={() => {}} digits={false} />,
    ),
  );
  expect(screen.getByRole('option', { selected: true }).getAttribute('aria-posinset')).toBe('7001');
});

test('the table of ten thousand says how many rows it has and which one each is', () => {
  renderOver(scrolling(<SessionsPage sessions={many} focused={null} />));
  const table = screen.getByRole('table', { name: 'All sessions' });
  const rows = screen.getAllByRole('row');
  expect(table.getAttribute('aria-rowcount')).toBe(String(MANY + 1));
  expect(rows.length).toBeLessThan(60);
  expect(rows.slice(0, 3).map((row) => row.getAttribute('aria-rowindex'))).toEqual(['1', '2', '3']);
});
