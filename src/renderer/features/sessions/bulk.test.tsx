import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { aBackgroundSession, eightWords } from '#renderer/test-support/eight-words.ts';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aSession, sessions as aDay } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { ActingProvider } from './acting.tsx';
import { SessionsPage } from './sessions-page.tsx';

const lost = aDay.filter(({ status }) => status.word === 'Lost');
const sessions = [
  aSession(1, { title: 'first' }),
  aSession(2, { title: 'second' }),
  aBackgroundSession(3, { title: 'third' }),
  ...lost,
];

const show = (change: Parameters<typeof createFakeMain>[0] = {}) => {
  const main = createFakeMain({ sessions: [...sessions], writer: null, ...change });
  renderOver(
    <ActingProvider onOpen={() => {}} onGone={() => {}} onRead={() => {}}>
      <SessionsPage sessions={sessions} focused={null} />
    </ActingProvider>,
    main,
  );
  return main;
};

const box = (name: string): HTMLInputElement => screen.getByRole('checkbox', { name });
const ticked = () =>
  screen
    .getAllByRole<HTMLInputElement>('checkbox')
    .filter(({ checked }) => checked)
    .map((each) => each.ariaLabel ?? each.getAttribute('aria-label'));
const rowOf = (title: string): HTMLElement => {
  const row = box(`Select ${title}`).closest('tr');
  if (!row) throw new Error(`No row of ${title}`);
  return row;
};
const bar = () => screen.getByRole('toolbar', { name: 'Selected sessions' });
const press = (key: string, held: object = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...held });

test('the keys of a list choose one row, a range, all, and none', () => {
  show();
  act(() => rowOf('second').focus());
  press('x');
  expect(ticked()).toEqual(['Select second']);
  press('ArrowDown', { shiftKey: true });
  expect([ticked(), document.activeElement === rowOf('third')]).toEqual([
    ['Select second', 'Select third'],
    true,
  ]);
  press(' ');
  expect(ticked()).toEqual(['Select second']);
  press('a', { ctrlKey: true });
  expect(ticked()).toHaveLength(5);
  press('Escape');
  expect([ticked(), screen.queryByRole('toolbar', { name: 'Selected sessions' })]).toEqual([[], null]);
});

test('Shift and a click choose what lies between; the head tells all, some or none', () => {
  show();
  const head = box('Select all');
  fireEvent.click(box('Select first'));
  expect([head.checked, head.indeterminate]).toEqual([false, true]);
  fireEvent.click(rowOf('Load test 10k rps'), { shiftKey: true });
  expect([ticked().length, head.checked, head.indeterminate]).toEqual([5, true, false]);
  fireEvent.click(head);
  expect(ticked()).toEqual([]);
});

test('each verb says how many it fits, and why it fits none', () => {
  show();
  fireEvent.click(box('Select third'));
  fireEvent.click(box('Select Load test 10k rps'));
  const facts = ['Stop', 'Continue in background', 'Reconcile'].map((name) => {
    const button = within(bar()).getByRole('button', { name });
    return [button.textContent, button.getAttribute('aria-description')];
  });
  expect(facts).toEqual([
    ['Stop1', 'fits 1 of the selected'],
    ['Continue in background1', 'fits 1 of the selected'],
    ['Reconcile2', 'fits 2 of the selected'],
  ]);
  fireEvent.click(box('Select third'));
  const stop = within(bar()).getByRole<HTMLButtonElement>('button', { name: 'Stop' });
  expect([stop.disabled, stop.getAttribute('aria-description')]).toEqual([
    true,
    'None of them has a process.',
  ]);
});

test('several are stopped after one question that names the Working ones', async () => {
  const main = show();
  fireEvent.click(box('Select all'));
  fireEvent.click(within(bar()).getByRole('button', { name: 'Stop' }));
  const question = await screen.findByRole('dialog');
  expect(question.textContent).toContain('Stop 3 sessions?');
  expect(
    within(question)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['third']);
  expect(main.asked).toEqual([]);
  fireEvent.click(within(question).getByRole('button', { name: 'Stop' }));
  await waitFor(() => expect(main.asked).toHaveLength(3));
  expect(new Set(main.asked.map(({ input }) => JSON.stringify(input)))).toEqual(
    new Set(sessions.slice(0, 3).map(({ id }) => JSON.stringify({ sessionId: id }))),
  );
});

test('several go on with one prompt, and what failed stands in its row', async () => {
  const main = show({ sessions: sessions.filter(({ title }) => title !== 'second') });
  fireEvent.click(box('Select first'));
  fireEvent.click(box('Select second'));
  fireEvent.click(within(bar()).getByRole('button', { name: 'Continue in background' }));
  const dialog = await screen.findByRole('dialog');
  fireEvent.change(within(dialog).getByRole('textbox', { name: 'Prompt' }), {
    target: { value: 'Write the tests.' },
  });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Continue in background' }));
  expect((await screen.findByRole('alert')).textContent).toContain('not on the list any more');
  expect(main.asked.map(({ input }) => input)).toMatchObject([
    { prompt: 'Write the tests.' },
    { prompt: 'Write the tests.' },
  ]);
  expect(within(bar()).getByRole('status').textContent).toBe('1 failed: see its row.');
});

test('filters show what runs in the background, and what waits for a person', () => {
  renderOver(
    <ActingProvider onOpen={() => {}} onGone={() => {}} onRead={() => {}}>
      <SessionsPage sessions={eightWords} focused={null} />
    </ActingProvider>,
  );
  fireEvent.click(screen.getByRole('radio', { name: 'Background 2' }));
  expect(screen.getAllByText('Background', { selector: 'td' })).toHaveLength(2);
  fireEvent.click(screen.getByRole('radio', { name: 'Needs you 1' }));
  expect(screen.getAllByRole('row')).toHaveLength(2);
  expect(screen.getByText('CSP report-only rollout')).toBeTruthy();
});
