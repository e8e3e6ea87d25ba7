import { act, fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { SessionId } from '#shared/contract/ids.ts';
import { aSession, NOW, sessions } from '#renderer/test-support/fixtures.ts';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { ActingProvider } from './acting.tsx';
import { EndedStrip } from './ended-strip.tsx';
import { Inspector } from './inspector.tsx';
import { REFUSE } from './live-process.ts';
import { SessionList } from './session-list.tsx';
import { Why } from './why.tsx';

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  return () => vi.useRealTimers();
});

const inActing = (part: React.ReactNode, onOpen: (id: SessionId) => void = () => {}) => (
  <ActingProvider onOpen={onOpen} onGone={() => {}} onRead={() => {}}>
    {part}
  </ActingProvider>
);

const named = (title: string) => {
  const session = sessions.find((each) => each.title === title);
  if (!session) throw new Error(`No fixture ${title}`);
  return session;
};

test('a row of Sessions is called by its title, agent, status, reason, runtime and age', () => {
  renderOver(
    <SessionList sessions={sessions.slice(0, 5)} selected={null} onOpen={() => {}} digits={false} />,
  );
  const list = screen.getByRole('listbox', { name: 'Sessions' });
  const names = [
    'Idempotent charge retries, backend-engineer, Running, Codex, 42 minutes',
    'CSP report-only rollout, frontend-engineer, Running, Claude Code, 18 minutes',
    'release-captain, Running, Codex, 2 minutes',
    'Flaky ledger test hunt, test-fixer, Failed, exit 2, Codex, 1 hour 4 minutes',
    'Load test 10k rps, perf-runner, Lost, process gone, Claude Code, 1 hour 4 minutes',
  ];
  expect(names.map((name) => within(list).getAllByRole('option', { name }).length)).toEqual([1, 1, 1, 1, 1]);
});

test('the list is one tab stop; arrows move inside it and Enter opens', () => {
  const opened: string[] = [];
  renderOver(
    <SessionList
      sessions={sessions.slice(0, 3)}
      selected={null}
      onOpen={(id) => opened.push(id)}
      digits={false}
    />,
  );
  const rows = screen.getAllByRole('option');
  act(() => rows[0]?.focus());
  if (rows[0]) fireEvent.keyDown(rows[0], { key: 'ArrowDown' });
  expect(document.activeElement).toBe(rows[1]);
  if (rows[1]) fireEvent.keyDown(rows[1], { key: 'Enter' });
  expect([rows.map(({ tabIndex }) => tabIndex), opened]).toEqual([[-1, 0, -1], [sessions[1]?.id]]);
});

test('Why? shows the sentence, what decided it and what else was seen', async () => {
  renderOver(inActing(<Why session={named('Load test 10k rps')} />));
  fireEvent.click(screen.getByRole('button', { name: 'Why?' }));
  const panel = await screen.findByRole('dialog');
  expect(panel.textContent).toContain('The process is gone and left no exit code.');
  const rows = within(panel)
    .getAllByRole('row')
    .map((row) => [...row.children].map(({ textContent }) => textContent));
  expect(rows).toEqual([
    ['Decided by', 'Process', 'process 51877 is not running', '51m ago'],
    ['Exit code', 'none was left', '51m ago'],
    ['Also seen', 'Stop', 'nobody pressed Stop', '51m ago'],
  ]);
});

test('Resume of a session that is live elsewhere says where, and offers to watch it', async () => {
  const opened: string[] = [];
  const session = named('Refund webhook docs');
  renderOver(inActing(<EndedStrip session={session} />, (id) => opened.push(id)));
  fireEvent.click(screen.getByRole('button', { name: 'Resume' }));
  expect((await screen.findByRole('alert')).textContent).toContain('live already, in process 4242');
  fireEvent.click(screen.getByRole('button', { name: 'Watch' }));
  expect(opened).toEqual([session.id]);
});

test('an agent that changed since can be taken as it is now, or as the session kept it', async () => {
  const { main } = renderOver(inActing(<EndedStrip session={named('Load test 10k rps')} />));
  fireEvent.click(screen.getByRole('button', { name: 'Use the agent as it is now' }));
  await screen.findByRole('alert');
  expect(main.asked).toEqual([
    {
      call: 'sessions.resume',
      input: { sessionId: named('Load test 10k rps').id, agent: 'current', live: REFUSE },
    },
  ]);
});

test('the details tell what ps can show, and that nothing is saved yet', async () => {
  renderOver(
    inActing(<Inspector session={aSession(1, { conversations: [], notes: ['instructions-in-argv'] })} />),
    createFakeMain(),
  );
  expect(await screen.findByText(/other users of this machine could read them in ps/)).toBeTruthy();
  expect(screen.getByText('Not yet saved by Codex: Resume starts anew.')).toBeTruthy();
  expect(await screen.findByText('~/code/payments-api')).toBeTruthy();
});
