import { expect, test } from 'vitest';
import { SessionId } from '#shared/contract/ids.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { trayMenu } from './tray-menu.ts';

const waiting = (number: number, title: string): Pick<Session, 'id' | 'title' | 'status'> => ({
  id: SessionId.parse(`0193a8c0-0000-7000-8000-${String(number).padStart(12, '0')}`),
  title,
  status: {
    word: 'Waiting',
    cause: { code: 'waiting', for: 'approval', about: 'rm -rf /' },
    at: '2026-11-26T09:00:00.000Z',
    evidence: [],
    quietSince: null,
  },
});

const drawn = (sessions: readonly Pick<Session, 'id' | 'title' | 'status'>[]) => {
  const done: unknown[] = [];
  const items = trayMenu(sessions, { open: (id) => done.push(id), quit: () => done.push('quit') });
  return {
    done,
    labels: items.map(({ label, type }) => label ?? type),
    chooseAll: (): void => {
      // A click needs a living menu; ours look at nothing of it.
      for (const { click } of items) if (click) Reflect.apply(click, undefined, []);
    },
  };
};

test('the tray names what waits and what it wants, never about what; each opens its session', () => {
  const sessions = [waiting(1, 'CSP & rollout'), waiting(2, 'release_captain')];
  const menu = drawn(sessions);
  menu.chooseAll();
  expect([menu.labels, menu.done]).toEqual([
    [
      'CSP && rollout: wants an approval',
      'release_captain: wants an approval',
      'separator',
      'Open toc',
      'Quit',
    ],
    [sessions[0]?.id, sessions[1]?.id, null, 'quit'],
  ]);
});

test('the tray stays short, and offers the window when nothing waits', () => {
  const many = Array.from({ length: 13 }, (_, at) => waiting(at, `session ${at}`));
  expect([drawn(many).labels.length, drawn(many).labels[10], drawn([]).labels]).toEqual([
    14,
    '3 more',
    ['Open toc', 'Quit'],
  ]);
});
