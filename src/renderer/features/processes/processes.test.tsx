import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OwnedProcess, ProcessReport } from '#shared/contract/processes.ts';
import { createFakeMain, type FakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aSession, NOW, sessionId } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { ProcessesPage } from './processes.tsx';

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['Date', 'setInterval', 'clearInterval'] });
  vi.setSystemTime(NOW);
});
afterEach(() => void vi.useRealTimers());

const aProcess = (pid: number, change: Partial<OwnedProcess> = {}): OwnedProcess => ({
  pid,
  started: `s${pid}`,
  parent: 1,
  command: `program-${pid}`,
  cpuMs: 1500,
  cpu: null,
  memoryBytes: 10_000_000,
  startedAt: new Date(NOW - 42 * 60_000).toISOString(),
  role: 'child',
  sessionId: sessionId(1),
  orphan: false,
  ...change,
});

const own = (pid: number, role: 'main' | 'supervisor' | 'helper', parent = 1): OwnedProcess =>
  aProcess(pid, { role, parent, sessionId: null, command: `toc-${role}` });

const toc = [own(10, 'main'), own(20, 'supervisor', 10)];
const PTYS = { ours: 2, used: 3, cap: 4096 };

const processes = [
  ...toc,
  aProcess(30, { role: 'run', parent: 20, command: 'node codex', cpu: 0.25, memoryBytes: 80_000_000 }),
  aProcess(31, { parent: 30, command: 'sh -c', cpu: 0, memoryBytes: 1_000_000 }),
  aProcess(32, { parent: 31, command: 'sleep 98765', cpu: 0, memoryBytes: 500_000 }),
  aProcess(33, { parent: 30, command: 'npm test', cpu: 1.5 }),
  aProcess(40, { role: 'run', parent: 20, command: 'claude', sessionId: sessionId(2), cpu: 2 }),
  aProcess(50, { command: 'vite', sessionId: sessionId(2), orphan: true }),
];
const sessions = [
  aSession(1, { title: 'Idempotent charge retries' }),
  aSession(2, { title: 'CSP report-only rollout' }),
];

const show = (change: Partial<Omit<FakeMain, 'asked'>> = {}) =>
  renderOver(
    <ProcessesPage />,
    createFakeMain({ sessions, processes: () => ({ processes, ptys: PTYS }), ...change }),
  );

const table = (): Promise<HTMLElement> => screen.findByRole('table', { name: 'Processes' });
const rows = async (): Promise<readonly (readonly string[])[]> =>
  within(await table())
    .getAllByRole('row')
    .map((line) => [...line.querySelectorAll('th, td')].map((cell) => cell.textContent).filter(Boolean));
const firsts = async () => (await rows()).slice(1).map(([first]) => first);

test('every process stands below the one that started it, in the group of its session', async () => {
  show();
  await waitFor(async () => expect(await firsts()).toContain('Idempotent charge retries'));
  expect(await rows()).toEqual([
    ['Process', 'pid', 'CPU', 'Memory', 'Age', 'Actions'],
    ['Idempotent charge retries', '175%', '91.5 MB'],
    ['node codexagent', '30', '25%', '80.0 MB', '42m', 'End'],
    ['sh -c', '31', '0%', '1.0 MB', '42m', 'End'],
    ['sleep 98765', '32', '0%', '500 kB', '42m', 'End'],
    ['npm test', '33', '150%', '10.0 MB', '42m', 'End'],
    ['CSP report-only rollout', '200%', '10.0 MB'],
    ['claudeagent', '40', '200%', '10.0 MB', '42m', 'End'],
    ['Orphans', '–', '10.0 MB'],
    [expect.stringContaining('Their run has ended and they have not')],
    ['viteof CSP report-only rollout', '50', '–', '10.0 MB', '42m', 'End'],
    ['toc', '–', '20.0 MB'],
    [expect.stringContaining('toc itself')],
    ['toc-mainmain', '10', '–', '10.0 MB', '42m'],
    ['toc-supervisorsupervisor', '20', '–', '10.0 MB', '42m'],
  ]);
});

test('the head says what all take, and how many terminals are left', async () => {
  show();
  expect(await screen.findByText('8 processes, 375% CPU, 131.5 MB')).toBeDefined();
  expect(screen.getByText('Terminals: 3 of 4096 in use, 2 by toc')).toBeDefined();
});

test.each([
  [{ ours: 2, used: null, cap: 511 }, 'Terminals: 2 in use by toc, the system allows 511'],
  [{ ours: 0, used: null, cap: null }, 'Terminals: 0 in use by toc'],
])('what the system does not tell of its terminals is left out', async (ptys, text) => {
  show({ processes: () => ({ processes: toc, ptys }) });
  expect(await screen.findByText(text)).toBeDefined();
});

test('sorted, the largest come first: groups among groups, siblings among siblings', async () => {
  show();
  await waitFor(async () => expect(await firsts()).toContain('Idempotent charge retries'));
  fireEvent.click(screen.getByRole('button', { name: 'CPU' }));
  expect((await firsts()).slice(0, 6)).toEqual([
    'CSP report-only rollout',
    'claudeagent',
    'Idempotent charge retries',
    'node codexagent',
    'npm test',
    'sh -c',
  ]);
  expect(screen.getByRole('columnheader', { name: /CPU/ }).getAttribute('aria-sort')).toBe('descending');
  fireEvent.click(screen.getByRole('button', { name: /CPU/ }));
  expect((await firsts())[0]).toBe('Idempotent charge retries');
});

test('End names what ends and what is lost, and ends it once that is confirmed', async () => {
  const { main } = show();
  const button = await screen.findByRole('button', { name: 'End sh -c, process 31' });
  await screen.findByText('CSP report-only rollout');
  fireEvent.click(button);
  const dialog = await screen.findByRole('dialog', { name: 'End sh -c?' });
  expect(dialog.textContent).toContain('“Idempotent charge retries” goes on without it');
  expect(
    within(dialog)
      .getAllByRole('listitem')
      .map((line) => line.textContent),
  ).toEqual(['sh -c, process 31', 'sleep 98765, process 32']);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
  expect(main.asked).toEqual([]);
  fireEvent.click(button);
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'End' }));
  await screen.findByText('Ended 1 process.');
  expect(main.asked).toEqual([{ call: 'processes.endTree', input: { pid: 31, started: 's31' } }]);
});

test('ending an agent says that its run ends and that its conversation stays', async () => {
  show();
  fireEvent.click(await screen.findByRole('button', { name: 'End claude, process 40' }));
  const text = (await screen.findByRole('dialog')).textContent;
  expect(text).toContain('its run ends now');
  expect(text).toContain('the conversation stays and can be resumed');
});

test('one that is gone meanwhile is told, and nothing else happens', async () => {
  let now: ProcessReport = { processes, ptys: PTYS };
  show({ processes: () => now });
  fireEvent.click(await screen.findByRole('button', { name: 'End vite, process 50' }));
  now = { processes: toc, ptys: PTYS };
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'End' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Nothing was ended');
});

test('the page looks again by itself', async () => {
  let now: ProcessReport = { processes: toc, ptys: PTYS };
  show({ processes: () => now });
  expect(await screen.findByText('No agent has a process now.')).toBeDefined();
  now = { processes, ptys: PTYS };
  vi.advanceTimersByTime(2000);
  expect(await screen.findByText('sleep 98765')).toBeDefined();
});

test('until the first look is there the page says so, and a look that failed is told', async () => {
  show({
    processes: () => {
      throw new Error('boom');
    },
  });
  expect(screen.getByText('Looking at the processes.')).toBeDefined();
  expect((await screen.findByRole('alert')).textContent).toContain('toc met a fault of its own');
});
