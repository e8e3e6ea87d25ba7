import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { statusReason } from '#shared/status-reason.ts';
import {
  aBackgroundSession,
  anEndedBackgroundSession,
  aRestartedSession,
  aWaitingSession,
  aWriter,
  eightWords,
} from '#renderer/test-support/eight-words.ts';
import { createFakeMain, type FakeMain } from '#renderer/test-support/fake-bridge.ts';
import { anEndedSession, aSession, NOW } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { ActingProvider } from './acting.tsx';
import { EndedStrip } from './ended-strip.tsx';
import { Inspector } from './inspector.tsx';
import { END_OURS, endForeign } from './live-process.ts';
import { RestartBanner } from './restart-banner.tsx';
import { SessionList } from './session-list.tsx';
import { SessionMenu } from './session-menu.tsx';
import { WatchStrip } from './watch-strip.tsx';
import { Why } from './why.tsx';

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  localStorage.clear();
  return () => vi.useRealTimers();
});

interface Seen {
  readonly opened: SessionId[];
  readonly read: string[];
}

const show = (part: React.ReactNode, main: FakeMain = createFakeMain()) => {
  const seen: Seen = { opened: [], read: [] };
  const { container } = renderOver(
    <ActingProvider
      onOpen={(id) => seen.opened.push(id)}
      onGone={() => {}}
      onRead={(id) => seen.read.push(id)}
    >
      {part}
    </ActingProvider>,
    main,
  );
  return { main, container, ...seen };
};

const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
const calls = (main: FakeMain) => main.asked.map(({ call }) => call);

const menuOf = async (session: Session): Promise<(string | null)[]> => {
  const { unmount } = renderOver(
    <ActingProvider onOpen={() => {}} onGone={() => {}} onRead={() => {}}>
      <SessionMenu session={session} canOpen />
    </ActingProvider>,
  );
  click('More actions');
  const items = (await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent);
  unmount();
  return items;
};

test('every one of the eight words is said in a row, and drawn', () => {
  renderOver(<SessionList sessions={eightWords} selected={null} onOpen={() => {}} digits={false} />);
  const rows = screen.getAllByRole('option');
  const words = eightWords.map(({ status }) => status.word);
  expect(new Set(words).size).toBe(8);
  expect(rows.map((row, index) => row.textContent.includes(`, ${words[index]}, `))).toEqual(
    words.map(() => true),
  );
  const shapes = new Set(rows.map((row) => row.querySelector('svg')?.innerHTML));
  expect(shapes.size).toBe(8);
});

test('a row tells that a run is in the background, and why one waits', () => {
  renderOver(<SessionList sessions={eightWords} selected={null} onOpen={() => {}} digits={false} />);
  const names = [
    'Nightly dependency audit, dep-auditor, Working, in the background, Codex, 6 minutes',
    'CSP report-only rollout, release-captain, Waiting, asks for approval, Claude Code, 2 minutes',
  ];
  expect(names.map((name) => screen.getAllByRole('option', { name }).length)).toEqual([1, 1]);
});

test('where two sources tell of the turn, both are shown and the one that is believed is named', async () => {
  show(<Why session={aWaitingSession(1)} />);
  click('Why?');
  const panel = await screen.findByRole('dialog');
  expect(panel.textContent).toContain('Where they differ, hook is believed over screen.');
  const rows = within(panel)
    .getAllByRole('row')
    .map((row) => [...row.children].slice(0, -1).map(({ textContent }) => textContent));
  expect(rows.slice(0, 2)).toEqual([
    ['Decided by', 'Hook', 'PermissionRequest: Bash npm test'],
    ['Also seen', 'Screen (weak)', 'esc to interrupt'],
  ]);
});

test('five minutes without anything visible are said beside the word', async () => {
  const session = aBackgroundSession(1);
  const quiet = {
    ...session,
    status: { ...session.status, quietSince: new Date(NOW - 5 * 60_000).toISOString() },
  };
  show(<Inspector session={quiet} />);
  const line = await screen.findByText('Nothing visible for 5 min.');
  expect(line.parentElement?.textContent).toContain(statusReason(quiet));
});

test('Why? of a lost session offers to look afresh', async () => {
  const lost = eightWords.find(({ status }) => status.word === 'Lost') ?? aSession(1);
  const { main } = show(<Why session={lost} />);
  click('Why?');
  fireEvent.click(await screen.findByRole('button', { name: 'Reconcile' }));
  expect(await screen.findByText('Looked just now.')).toBeTruthy();
  expect(calls(main)).toEqual(['sessions.reconcile']);
});

test('Take over ends our own run cleanly, says so meanwhile, and opens the terminal', async () => {
  const session = aBackgroundSession(21);
  const { main, opened } = show(<WatchStrip session={session} />, createFakeMain({ sessions: [session] }));
  click('Take over');
  expect(screen.getByText('Taking over after this step…')).toBeTruthy();
  await waitFor(() => expect(opened).toEqual([session.id]));
  expect(main.asked).toMatchObject([
    { call: 'sessions.resume', input: { sessionId: session.id, agent: 'kept', live: END_OURS } },
  ]);
});

test('the end of a background run shows its last message, and what Resume reads again', async () => {
  show(<EndedStrip session={anEndedBackgroundSession(25)} />);
  expect(screen.getByLabelText('Result').textContent).toBe('Wrote 14 files.\nAll 212 tests pass.');
  expect(
    await screen.findByText(/Resume reads about 612k tokens again, \$0\.31 to \$3\.06 at list price\./),
  ).toBeTruthy();
});

test('what a resume costs is not made up', async () => {
  show(<EndedStrip session={anEndedBackgroundSession(25)} />, createFakeMain({ estimate: null }));
  expect(await screen.findByText(/How much it reads again is not known\./)).toBeTruthy();
});

test('a live terminal goes on in the background with a prompt, after its process has ended', async () => {
  const session = aSession(1);
  const { main, opened } = show(
    <SessionMenu session={session} />,
    createFakeMain({ sessions: [session], writer: null }),
  );
  click('More actions');
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Continue in background' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('Its process in the terminal ends first');
  expect(dialog.textContent).toContain('Codex cannot ask in the background');
  const prompt = within(dialog).getByRole('textbox', { name: 'Prompt' });
  fireEvent.change(prompt, { target: { value: 'Go on.' } });
  fireEvent.keyDown(prompt, { key: 'Enter', ctrlKey: true });
  fireEvent.click(await screen.findByRole('button', { name: 'Watch' }));
  expect(opened).toEqual([session.id]);
  expect(main.asked).toMatchObject([
    {
      call: 'sessions.continueInBackground',
      input: { sessionId: session.id, agent: 'kept', prompt: 'Go on.', live: END_OURS },
    },
  ]);
});

test('the actions of a session fit what it is', async () => {
  const ended = anEndedSession(7, {
    word: 'Ended',
    cause: { code: 'exited', exitCode: 0 },
    evidence: [],
  });
  const common = ['Transcript', 'Copy resume command', 'Copy session id'];
  expect([await menuOf(aBackgroundSession(1)), await menuOf(aSession(2)), await menuOf(ended)]).toEqual([
    ['Watch', 'Take over', 'Stop', ...common],
    ['Open', 'Stop', 'Continue in background', ...common],
    ['Open', 'Resume', 'Continue in background', ...common, 'Forget this session…'],
  ]);
});

test('Copy resume command copies what works without toc', async () => {
  const writing = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  show(<SessionMenu session={aSession(1)} />);
  click('More actions');
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Copy resume command' }));
  expect(writing.mock.calls).toEqual([
    ['cd /home/ada/code/payments-api && codex resume 019ab2f4-7d31-7c11-9a3e-5b1de0a1c0de'],
  ]);
});

test('a writer that is not toc’s is ended only after its very process was confirmed', async () => {
  const session = anEndedBackgroundSession(25);
  const { main, read } = show(
    <EndedStrip session={session} />,
    createFakeMain({ sessions: [session], writer: aWriter({ ours: false, pid: 777, started: '4711' }) }),
  );
  click('Resume');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('open outside toc, in process 777');
  fireEvent.click(within(alert).getByRole('button', { name: 'Take over' }));
  const question = await screen.findByRole('dialog');
  expect(question.textContent).toContain('End process 777, which is not toc’s?');
  expect(calls(main)).toEqual(['sessions.resume']);
  fireEvent.click(within(question).getByRole('button', { name: 'End it and take over' }));
  await waitFor(() => expect(main.asked).toHaveLength(2));
  expect(main.asked[1]).toMatchObject({
    input: { live: endForeign(777, '4711') },
  });
  expect(read).toEqual([]);
});

test('a live writer can be watched, or its conversation copied', async () => {
  const session = anEndedBackgroundSession(25);
  const writer = aWriter({ ours: false });
  const { main, read, opened } = show(
    <EndedStrip session={session} />,
    createFakeMain({ sessions: [session], writer }),
  );
  click('Resume');
  fireEvent.click(await screen.findByRole('button', { name: 'Fork' }));
  await waitFor(() => expect(opened).toHaveLength(1));
  expect(calls(main)).toEqual(['sessions.resume', 'sessions.fork']);
  click('Resume');
  fireEvent.click(await screen.findByRole('button', { name: 'Watch' }));
  expect(read).toEqual(session.conversations.map(({ id }) => id));
});

test('a writer of which the process is not certain is not ended, nor copied where the runtime cannot', async () => {
  const session = anEndedBackgroundSession(25);
  show(
    <EndedStrip session={session} />,
    createFakeMain({
      sessions: [session],
      writer: aWriter({ ours: false, started: null, canFork: false }),
    }),
  );
  click('Resume');
  const alert = await screen.findByRole('alert');
  expect(
    within(alert)
      .getAllByRole('button')
      .map(({ textContent }) => textContent),
  ).toEqual(['Watch', 'Dismiss']);
});

test('after a restart of the machine all go on, background runs only when that was confirmed', async () => {
  const run = anEndedBackgroundSession(31).run;
  const sessions = [aRestartedSession(30), aRestartedSession(31, { title: 'Ledger export', run })];
  const { main } = show(
    <RestartBanner sessions={sessions} />,
    createFakeMain({
      sessions,
      resumed: sessions.map(({ id }, index) => ({
        sessionId: id,
        problem: index === 1 ? 'The folder is gone.' : null,
      })),
    }),
  );
  expect(screen.getByText('The machine was restarted while 2 sessions ran.')).toBeTruthy();
  click('Resume all');
  const question = await screen.findByRole('dialog');
  expect(question.textContent).toContain('One of them was a background run');
  expect(calls(main)).toEqual([]);
  fireEvent.click(within(question).getByRole('button', { name: 'Resume them' }));
  expect((await screen.findByRole('alert')).textContent).toBe(
    'Ledger export did not go on: The folder is gone.',
  );
  expect(calls(main)).toEqual(['sessions.resumeAll']);
});

test('what an earlier restart ended, and nobody resumed, is not told as of this one', () => {
  const old = aRestartedSession(31);
  const sessions = [aRestartedSession(30), { ...old, run: { ...old.run, lastRestart: false } }];
  show(<RestartBanner sessions={sessions} />);
  expect(screen.getByText('The machine was restarted while one session ran.')).toBeTruthy();
});

test('a restart that was dismissed is not told again', () => {
  const sessions = [aRestartedSession(30)];
  show(<RestartBanner sessions={sessions} />);
  click('Dismiss');
  expect(screen.queryByText(/was restarted/)).toBeNull();
});
