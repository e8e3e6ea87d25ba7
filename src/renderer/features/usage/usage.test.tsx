import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { UsageBy, UsageQuery, UsageReport, UsageRow } from '#shared/contract/usage.ts';
import { createFakeMain, type FakeMain } from '#renderer/test-support/fake-bridge.ts';
import { anIndex, aSum, NOW, usageOf } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { UsagePage } from './usage.tsx';

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['Date'] });
  vi.setSystemTime(NOW);
});
afterEach(() => void vi.useRealTimers());

const row = (key: string, change: Partial<UsageRow> = {}): UsageRow => ({
  key,
  label: null,
  ...aSum(),
  ...change,
});

const rows: Partial<Record<UsageBy, readonly UsageRow[]>> = {
  day: [
    row('2026-11-23', { costUSD: 4 }),
    row('2026-11-24', { costUSD: 2, costKind: 'estimated', reasons: ['aborted-stream'] }),
    row('2026-11-25', { costUSD: 1.5 }),
  ],
  month: [row('2026-11', { costUSD: 7.5 })],
  model: [
    row('claude-opus-5-5', { costUSD: 6.5 }),
    row('gpt-6.1-sol', {
      costUSD: null,
      costKind: 'unpriced',
      unpricedTokens: 2_190_000,
      reasons: ['no-price'],
    }),
  ],
  session: [row('0193a8c0-0000-7000-8000-000000000001', { label: 'Idempotent charge retries' })],
};

const report = (query: UsageQuery): UsageReport => ({
  ...usageOf(query),
  rows: [...(rows[query.by] ?? [])].filter(
    ({ key }) => query.by !== 'day' || (key >= (query.since ?? '') && key <= (query.until ?? '')),
  ),
  total: aSum({ costUSD: 7.5 }),
});

const show = (change: Partial<Omit<FakeMain, 'asked'>> = {}) => {
  const queries: UsageQuery[] = [];
  const main = createFakeMain({
    usage: (query) => {
      queries.push(query);
      return report(query);
    },
    ...change,
  });
  return { ...renderOver(<UsagePage />, main), queries };
};

const table = (by: string): Promise<HTMLElement> => screen.findByRole('table', { name: `Usage by ${by}` });
const cells = async (by: string): Promise<readonly (readonly string[])[]> =>
  within(await table(by))
    .getAllByRole('row')
    .map((line) => [...line.querySelectorAll('th, td')].map((cell) => cell.textContent));

test('today and this month stand on top, and each figure says how it is known', async () => {
  show();
  await waitFor(() =>
    expect(screen.getByRole('group', { name: 'Today' }).textContent).toBe('Today$1.502.1M tokens, exact'),
  );
  expect(screen.getByRole('group', { name: 'November so far' }).textContent).toContain('$7.50');
});

test('the table has every kind of token, the cost, and how it is known', async () => {
  show();
  expect(await cells('model')).toEqual([
    ['model', 'Input', 'Cache read', 'Cache write', 'Output', 'Total', 'Cost', 'How known'],
    ['claude-opus-5-5', '120k', '2.0M', '40.0k', '30.0k', '2.1M', '$6.50', 'exact'],
    [
      'gpt-6.1-sol',
      '120k',
      '2.0M',
      '40.0k',
      '30.0k',
      '2.1M',
      '–',
      'no price known: the price list has no such modelSet a price',
    ],
    ['Total', '120k', '2.0M', '40.0k', '30.0k', '2.1M', '$7.50', 'exact'],
  ]);
});

test('that a cost is no bill is said once', async () => {
  show();
  await table('model');
  expect(screen.getAllByText(/list price, not a bill/)).toHaveLength(1);
});

test('the chart is one tab stop: arrows pick a bar, and it is spoken', async () => {
  show();
  const chart = await screen.findByRole('slider', { name: 'Cost per day' });
  const said = [chart.getAttribute('aria-valuetext')];
  for (const key of ['ArrowLeft', 'ArrowLeft', 'Home', 'ArrowLeft', 'End']) {
    fireEvent.keyDown(chart, { key });
    said.push(chart.getAttribute('aria-valuetext'));
  }
  expect(said).toEqual([
    'Wed 25 Nov: $1.50, 2.1M tokens, exact',
    expect.stringMatching(/^Tue 24 Nov: ~\$2\.00, 2\.1M tokens, estimated: an answer was cut off/),
    'Mon 23 Nov: $4.00, 2.1M tokens, exact',
    'Sun 1 Nov: nothing used',
    'Sun 1 Nov: nothing used',
    'Wed 25 Nov: $1.50, 2.1M tokens, exact',
  ]);
});

test('choosing a bar shows only it in the table; Escape shows all again', async () => {
  const { queries } = show();
  const chart = await screen.findByRole('slider');
  fireEvent.keyDown(chart, { key: 'ArrowLeft' });
  fireEvent.keyDown(chart, { key: 'Enter' });
  await screen.findByText('Only Tue 24 Nov: show all');
  await waitFor(() =>
    expect(queries.at(-1)).toMatchObject({ by: 'model', since: '2026-11-24', until: '2026-11-24' }),
  );
  fireEvent.keyDown(chart, { key: 'Escape' });
  expect(screen.queryByText(/show all/)).toBeNull();
});

test('a click on a bar filters too, and a second one lets go', async () => {
  const { container } = show();
  await screen.findByRole('slider');
  const bar = container.querySelector('[data-bar="2026-11-23"]') ?? container;
  fireEvent.click(bar);
  await screen.findByText('Only Mon 23 Nov: show all');
  fireEvent.click(bar);
  expect(screen.queryByText(/show all/)).toBeNull();
});

const stacked = (container: HTMLElement): number =>
  container.querySelectorAll('[data-bar="2026-11-23"] rect').length;

test('tokens are stacked by kind, and the legend has the figures of the bar that is picked', async () => {
  const { container } = show();
  await screen.findByRole('slider', { name: 'Cost per day' });
  const one = stacked(container);
  fireEvent.click(screen.getByLabelText('Tokens'));
  const chart = await screen.findByRole('slider', { name: 'Tokens per day' });
  expect([one, stacked(container)]).toEqual([2, 5]);
  const legend = screen.getByLabelText('Kinds of tokens');
  expect(legend.textContent).toBe('cache read 2.0Minput 120kcache write 40.0koutput 30.0k');
  expect(chart.getAttribute('aria-valuetext')).toContain('. cache read 2.0M, input 120k, cache write 40.0k');
});

test('costs are stacked by model: each keeps its place, and the cheapest of many are one', async () => {
  const cost = (model: string, costUSD: number) => ({ model, costUSD });
  const few = [cost('sonnet', 0.5), cost('haiku', 0.25), cost('opus', 0.75)];
  const many = ['a', 'b', 'c', 'd'].map((model, index) => cost(model, 0.01 * (index + 1)));
  const days = [
    row('2026-11-23', { costUSD: 1.6, costs: [...few, ...many] }),
    row('2026-11-25', { costUSD: 1.5, costs: few }),
  ];
  const { container } = show({
    usage: (query) => ({ ...report(query), ...(query.by === 'day' ? { rows: days } : {}) }),
  });
  const chart = await screen.findByRole('slider', { name: 'Cost per day' });
  const legend = screen.getByLabelText('Models');
  expect(legend.textContent).toBe('c –d –haiku $0.25opus $0.75sonnet $0.50other models –');
  expect(chart.getAttribute('aria-valuetext')).toContain('. haiku $0.25, opus $0.75, sonnet $0.50');
  fireEvent.keyDown(chart, { key: 'ArrowLeft' });
  fireEvent.keyDown(chart, { key: 'ArrowLeft' });
  expect(legend.textContent).toBe('c $0.03d $0.04haiku $0.25opus $0.75sonnet $0.50other models $0.03');
  // The ground it stands on, and six pieces.
  expect(stacked(container)).toBe(7);
});

test('figures are grouped by what is chosen, sessions under their titles', async () => {
  show();
  fireEvent.click(screen.getByLabelText('Session'));
  expect((await cells('session'))[1]?.[0]).toBe('Idempotent charge retries');
  fireEvent.click(screen.getAllByLabelText('Month').at(-1) ?? document.body);
  expect((await cells('month'))[1]?.[0]).toBe('November 2026');
});

test('a period is asked for in days', async () => {
  const { queries } = show();
  fireEvent.click(screen.getByLabelText('7 days'));
  await waitFor(() => expect(queries.at(-1)).toMatchObject({ since: '2026-11-19', until: '2026-11-25' }));
  fireEvent.click(screen.getByLabelText('12 months'));
  await waitFor(() => expect(queries.at(-1)).toMatchObject({ since: '2025-12-01', until: '2026-11-25' }));
});

test('a model without a price gets one from the person, and the figures are reckoned anew', async () => {
  const { main, queries } = show();
  fireEvent.click(await screen.findByLabelText('Set a price for gpt-6.1-sol'));
  const dialog = await screen.findByRole('dialog', { name: 'Price of gpt-6.1-sol' });
  const save = within(dialog).getByText('Save price');
  fireEvent.click(save);
  expect(within(dialog).getAllByText('A number of dollars, such as 2.5')).toHaveLength(4);
  expect(main.asked).toEqual([]);
  for (const [name, value] of [
    ['Input', '2'],
    ['Output', '10'],
    ['Cache read', '0.2'],
    ['Cache write', '2.5'],
  ] as const) {
    fireEvent.change(within(dialog).getByLabelText(name), { target: { value } });
  }
  const asked = queries.length;
  fireEvent.click(save);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(main.asked).toEqual([
    {
      call: 'usage.savePrices',
      input: [{ model: 'gpt-6.1-sol', input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 }],
    },
  ]);
  await waitFor(() => expect(queries.length).toBeGreaterThan(asked));
  expect(await screen.findByLabelText('Your prices')).toBeDefined();
  fireEvent.click(screen.getByLabelText('Remove the price of gpt-6.1-sol'));
  await waitFor(() => expect(main.prices).toEqual([]));
});

test('nothing used, still reading and a failure each say so', async () => {
  const empty = show({ usage: usageOf });
  await screen.findByText('Nothing was used in these days.');
  empty.unmount();
  const reading = show({
    index: anIndex({ phase: 'counting', isCounted: false, files: { read: 312, all: 1204 } }),
  });
  await screen.findByText('Not complete yet: 312 of 1,204 logs counted.');
  reading.unmount();
  show({
    usage: () => {
      throw new Error('boom');
    },
  });
  expect(await screen.findByRole('alert')).toBeDefined();
  expect(screen.queryByText('Adding up.')).toBeNull();
});
