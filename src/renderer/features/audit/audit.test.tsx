import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { AuditEntry } from '#shared/contract/audit.ts';
import { createFakeMain, type FakeMain } from '#renderer/test-support/fake-bridge.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { exactTime } from '#renderer/ui/age.ts';
import { AuditPage } from './audit.tsx';
import { entriesCsv, entriesJson } from './export.ts';

afterEach(() => void vi.restoreAllMocks());

const AT = '2026-11-25T12:00:00.000Z';

const entry = (id: number, change: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: AT,
  action: 'session-started',
  subject: `session ${id}`,
  title: null,
  runtime: 'codex',
  detail: {},
  hash: `hash ${id}`,
  ...change,
});

const some = [
  entry(3, { action: 'session-stopped', title: 'Mend the boiler' }),
  entry(2, { title: 'Mend the boiler', detail: { model: '', agent: { name: 'helper' } } }),
  entry(1, { at: null, action: 'agent-saved', subject: 'helper', runtime: 'of-another-version' }),
];

const show = (change: Partial<Omit<FakeMain, 'asked'>> = {}) =>
  renderOver(<AuditPage />, createFakeMain({ audit: some, ...change }));

const rows = async (): Promise<readonly (readonly string[])[]> =>
  within(await screen.findByRole('table', { name: 'Audit trail' }))
    .getAllByRole('row')
    .map((line) => [...line.querySelectorAll('th, td')].map((cell) => cell.textContent));

test('lines say when, what, to which session or agent, and by which runtime', async () => {
  show();
  expect(await rows()).toEqual([
    ['Time', 'Action', 'What', 'Runtime'],
    [exactTime(AT), 'Session stopped', 'Mend the boiler', 'Codex'],
    [exactTime(AT), 'Session started', 'Mend the boiler', 'Codex'],
    ['no moment', 'Agent saved', 'helper', 'of-another-version'],
  ]);
});

test('a line opens to all that it says, and closes again', async () => {
  show();
  const button = (await screen.findAllByRole('button', { name: 'Mend the boiler' }))[1] ?? document.body;
  fireEvent.click(button);
  const facts = screen.getByLabelText('Line 2');
  expect([...facts.querySelectorAll(':scope > div')].map((fact) => fact.textContent)).toEqual([
    'Line2',
    `Time${exactTime(AT)}`,
    'Subjectsession 2',
    'model–',
    'agent{"name":"helper"}',
    'Hashhash 2',
  ]);
  expect(button.getAttribute('aria-expanded')).toBe('true');
  fireEvent.click(button);
  expect(screen.queryByLabelText('Line 2')).toBeNull();
});

test('action, words and days narrow the trail, and a filter that nothing fits can be let go', async () => {
  const { main } = show();
  await rows();
  fireEvent.change(screen.getByLabelText('Action'), { target: { value: 'session-started' } });
  await waitFor(async () => expect(await rows()).toHaveLength(2));
  fireEvent.change(screen.getByLabelText('Words'), { target: { value: 'nothing like it' } });
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-01' } });
  fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-30' } });
  await screen.findByText('No line fits.');
  expect(main.auditQueries.at(-1)).toEqual({
    action: 'session-started',
    text: 'nothing like it',
    since: '2026-11-01',
    until: '2026-11-30',
    before: null,
    limit: 100,
  });
  fireEvent.click(screen.getByRole('button', { name: 'Show all' }));
  await waitFor(async () => expect(await rows()).toHaveLength(4));
});

test('a long trail is shown a page at a time', async () => {
  show({ audit: Array.from({ length: 150 }, (_, index) => entry(150 - index)) });
  expect(await rows()).toHaveLength(101);
  fireEvent.click(screen.getByRole('button', { name: 'Show more' }));
  await waitFor(async () => expect(await rows()).toHaveLength(151));
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
});

test('an empty trail, one that is being read and one that cannot be read each say so', async () => {
  const empty = show({ audit: [] });
  screen.getByText('Reading the trail.');
  await screen.findByText(/^Nothing is on the trail yet\./);
  empty.unmount();
  const { main } = show({ auditFails: true });
  expect((await screen.findByRole('alert')).textContent).toContain('toc met a fault of its own');
  main.auditFails = false;
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await rows()).toHaveLength(4);
});

test('a check says that the trail is whole and which hash to keep, or what is wrong with it', async () => {
  const { main } = show({ auditCheck: { entries: 3, head: 'abc', fault: null } });
  fireEvent.click(screen.getByRole('button', { name: 'Check' }));
  const found = (await screen.findByText('The audit trail is whole: 3 lines.')).parentElement;
  expect(found?.textContent).toContain('Hash of the last: abc');
  expect(found?.textContent).toContain('could make the whole trail anew');
  main.auditCheck = { entries: 1, head: 'abc', fault: { id: 2, kind: 'edited' } };
  fireEvent.click(screen.getByRole('button', { name: 'Check' }));
  expect((await screen.findByRole('alert')).textContent).toBe(
    'The audit trail is not whole. Line 2 was edited: what it says is not what was written.' +
      'Lines that fit, from the first on: 1.Hash of the last: abc',
  );
});

test('what is filtered is exported whole, also what is not on the screen', async () => {
  const files: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    if (file instanceof Blob) files.push(file);
    return 'blob:x';
  });
  const names: string[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    names.push(this.download);
  });
  const started = Array.from({ length: 1100 }, (_, index) => entry(1101 - index));
  show({ audit: [...started, entry(1, { action: 'agent-saved' })] });
  await rows();
  fireEvent.change(screen.getByLabelText('Action'), { target: { value: 'session-started' } });
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-01' } });
  fireEvent.click(screen.getByRole('button', { name: 'Export' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'JSON' }));
  await waitFor(() => expect(names).toEqual(['toc-audit-2026-11-01.json']));
  expect(JSON.parse((await files[0]?.text()) ?? '')).toEqual(started);
});

test('CSV quotes what must be, and holds no formula', () => {
  const lines = [
    entry(2, { title: '=HYPERLINK("x")', detail: { model: 'a, b' } }),
    entry(1, { at: null, subject: '-1+1' }),
  ];
  expect(entriesCsv(lines).join('')).toBe(
    [
      'id,at,action,subject,title,runtime,detail,hash',
      `2,${AT},session-started,session 2,"'=HYPERLINK(""x"")",codex,"{""model"":""a, b""}",hash 2`,
      "1,,session-started,'-1+1,,codex,{},hash 1",
      '',
    ].join('\r\n'),
  );
  expect(JSON.parse(entriesJson(lines).join(''))).toEqual(lines);
});
