import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Session } from '#shared/contract/sessions.ts';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aFound, aHead, aSession, sessions } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { ActingProvider } from './acting.tsx';
import { FoundMenu, TranscriptMenu } from './found-menu.tsx';
import type { Forgettable } from './forgetting.ts';
import { SessionMenu } from './session-menu.tsx';

const found = aFound(3, { title: 'Name the capital of the moon' });

const show = (menu: React.ReactNode, main = createFakeMain({ found: [found] })) => {
  const gone: Forgettable[] = [];
  renderOver(
    <ActingProvider onOpen={() => {}} onGone={(what) => gone.push(what)} onRead={() => {}}>
      {menu}
    </ActingProvider>,
    main,
  );
  return { main, gone };
};

const openMenu = async (): Promise<readonly (string | null)[]> => {
  fireEvent.click(screen.getByRole('button', { name: 'More actions' }));
  const items = await screen.findAllByRole('menuitem');
  return items.map(({ textContent }) => textContent);
};

const ask = async (): Promise<HTMLElement> => {
  await openMenu();
  fireEvent.click(screen.getByRole('menuitem', { name: 'Forget this session…' }));
  return screen.findByRole('dialog');
};

const confirm = (dialog: HTMLElement): void =>
  void fireEvent.click(within(dialog).getByRole('button', { name: 'Forget this session' }));

const ended = (title: string): Session => {
  const session = sessions.find((each) => each.title === title);
  if (!session) throw new Error(`No fixture ${title}`);
  return session;
};

test('before a found conversation is forgotten, what is lost and what stays are said; Cancel has the focus', async () => {
  const { main } = show(<FoundMenu found={found} />);
  const dialog = await ask();
  expect(dialog.textContent).toContain('Forget session “Name the capital of the moon”?');
  expect(dialog.textContent).toContain(
    'every step of its transcript, and its usage figures, which leave the totals.',
  );
  expect(dialog.textContent).toContain('Claude Code’s own log stays as it is. toc will not read it again');
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'));
  expect(main.asked).toEqual([]);
});

test('what is forgotten is deleted, and a toast says so', async () => {
  const { main, gone } = show(<FoundMenu found={found} />);
  confirm(await ask());
  expect(await screen.findByText('Forgotten: Name the capital of the moon')).toBeTruthy();
  expect(main.asked).toEqual([
    { call: 'transcripts.forget', input: { conversationId: found.conversationId } },
  ]);
  expect(gone.map(({ conversations }) => conversations)).toEqual([[found.conversationId]]);
});

test('that the log itself is gone already is said, because then nothing is left', async () => {
  show(<FoundMenu found={{ ...found, goneAt: '2026-11-24T10:00:00.000Z' }} />);
  expect((await ask()).textContent).toContain('nothing of this conversation will be left');
});

test('a session of ours goes with what was read of its logs, also where nothing was', async () => {
  const session = ended('Refund webhook docs');
  const { main } = show(<SessionMenu session={session} />);
  const dialog = await ask();
  expect(dialog.textContent).toContain('It leaves the list. Deleted are its last screen, and what toc read');
  confirm(dialog);
  await screen.findByText('Forgotten: Refund webhook docs');
  expect(main.asked.map(({ call }) => call)).toEqual(['transcripts.forget', 'sessions.forget']);
});

test('a session without a saved conversation has no log to forget', async () => {
  const { main } = show(<SessionMenu session={ended('Split OrdersTable')} />);
  const dialog = await ask();
  expect(dialog.textContent).toContain('It leaves the list, and its last screen is deleted.');
  confirm(dialog);
  await screen.findByText('Forgotten: Split OrdersTable');
  expect(main.asked.map(({ call }) => call)).toEqual(['sessions.forget']);
});

test.each([
  ['a live session', aHead(found), aSession(1), ['Copy resume command', 'Copy conversation id']],
  ['a sub-agent', aHead({ ...found, parentId: 'another' }), undefined, ['Copy conversation id']],
] as const)('%s cannot be forgotten from its transcript', async (_, head, session, actions) => {
  show(<TranscriptMenu head={head} conversationId={found.conversationId} session={session} />);
  expect(await openMenu()).toEqual(actions);
});
