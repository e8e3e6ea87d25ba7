import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aFound, anIndex, aSession } from '#renderer/test-support/fixtures.ts';
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

const rowTitled = (title: string) => screen.findByText(title);

test('found ones come in pages as the end of those before comes near, and every page has its place', async () => {
  const found = Array.from({ length: 450 }, (_, index) => aFound(index + 1));
  const { container } = renderOver(
    scrolling(<SessionsPage sessions={many.slice(0, 3)} focused={null} />),
    createFakeMain({ found }),
  );
  const table = screen.getByRole('table', { name: 'All sessions' });
  await waitFor(() => expect(table.getAttribute('aria-rowcount')).toBe('454'));
  await rowTitled('Found conversation 1');
  act(() => container.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus());
  const reached: (string | null)[] = [];
  for (const place of ['204', '404', '454']) {
    fireEvent.keyDown(focused(), { key: 'End' });
    await waitFor(() => expect(focused().getAttribute('aria-rowindex')).toBe(place));
    reached.push(focused().querySelector('button')?.textContent ?? null);
    await waitFor(() => expect(container.textContent).not.toContain('Reading older ones.'));
  }
  expect(reached).toEqual(['Found conversation 200', 'Found conversation 400', 'Found conversation 450']);
});

test('a filter shows ours, or those that were started elsewhere, and each says how many it has', async () => {
  renderOver(
    scrolling(<SessionsPage sessions={many.slice(0, 3)} focused={null} />),
    createFakeMain({ found: [aFound(1), aFound(2)] }),
  );
  await screen.findByRole('radio', { name: 'All 5' });
  fireEvent.click(screen.getByRole('radio', { name: 'Ours 3' }));
  expect(screen.getAllByRole('row')).toHaveLength(4);
  fireEvent.click(screen.getByRole('radio', { name: 'Found 2' }));
  const table = screen.getByRole('table', { name: 'Found on this machine' });
  expect(within(table).getAllByText('elsewhere')).toHaveLength(2);
});

test('what is found is listed with folder, model, size and Resume, and is read with Enter', async () => {
  const read: unknown[] = [];
  renderOver(
    <ActingProvider onOpen={() => {}} onGone={() => {}} onRead={(id, title) => read.push([id, title])}>
      <SessionsPage sessions={[]} focused={null} />
    </ActingProvider>,
    createFakeMain({ found: [aFound(30)] }),
  );
  await rowTitled('Found conversation 30');
  const row = screen.getAllByRole('row')[1] ?? document.body;
  expect([...row.children].map(({ textContent }) => textContent)).toEqual([
    '',
    'Started elsewhere',
    'Found conversation 30',
    'CCClaude Code',
    '–',
    'claude-opus-5-5',
    'web-console',
    '48 kB',
    expect.stringMatching(/Resume$/),
    '',
  ]);
  fireEvent.keyDown(row, { key: 'Enter' });
  expect(read).toEqual([[aFound(30).conversationId, 'Found conversation 30']]);
});

test('while logs are read for the first time, the list says that it is not whole', async () => {
  renderOver(
    scrolling(<SessionsPage sessions={[]} focused={null} />),
    createFakeMain({
      index: anIndex({ phase: 'counting', isCounted: false, files: { read: 312, all: 1204 } }),
    }),
  );
  expect(await screen.findByText('Reading logs: 312 of 1,204 logs.')).toBeTruthy();
});

test('when what is found cannot be listed, ours are, and it can be tried again', async () => {
  const main = createFakeMain({ found: [aFound(1)], foundFails: true });
  renderOver(scrolling(<SessionsPage sessions={many.slice(0, 3)} focused={null} />), main);
  expect((await screen.findByRole('alert')).textContent).toContain('cannot be listed');
  expect(screen.getAllByRole('row')).toHaveLength(4);
  main.foundFails = false;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await rowTitled('Found conversation 1');
});
