import { expect, test } from 'vitest';
import { aFound, anEndedSession, aSession, NOW } from '#renderer/test-support/fixtures.ts';
import { listing, strangers, type Listed } from './listing.ts';

const ago = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString();

const ended = (number: number, hours: number) => {
  const session = anEndedSession(number, {
    word: 'Ended',
    cause: { code: 'exited', exitCode: 0 },
    evidence: [],
  });
  return { ...session, title: `ours ${hours}h`, status: { ...session.status, at: ago(hours) } };
};

const found = (hours: number) => aFound(hours, { title: `found ${hours}h` });

const titles = (rows: readonly Listed[]): readonly (string | null)[] =>
  rows.map((row) => (row.kind === 'ours' ? row.session.title : row.found.title));

const live = [
  aSession(1, { title: 'live, older' }),
  aSession(2, { title: 'live, newer', run: { ...aSession(2).run, startedAt: ago(0) } }),
];
const sessions = [ended(3, 5), ...live, ended(4, 1), ended(5, 30)];

test('ours and the found ones are one list, the last active first, live ones on top', () => {
  const rows = listing('all', { sessions, found: [found(2), found(4), found(9)], more: false });
  expect(titles(rows)).toEqual([
    'live, newer',
    'live, older',
    'ours 1h',
    'found 2h',
    'found 4h',
    'ours 5h',
    'found 9h',
    'ours 30h',
  ]);
});

test('while older found ones are to come, nothing stands where they will be', () => {
  const [first, second] = [[found(2), found(4)], [found(20)]];
  const before = listing('all', { sessions, found: first, more: true });
  const after = listing('all', { sessions, found: [...first, ...second], more: false });
  expect(titles(before)).toEqual(['live, newer', 'live, older', 'ours 1h', 'found 2h', 'found 4h']);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(titles(after.slice(before.length))).toEqual(['ours 5h', 'found 20h', 'ours 30h']);
});

test('a found one without a moment comes last, after all of ours', () => {
  const rows = listing('all', {
    sessions,
    found: [aFound(1, { endedAt: null, title: 'no moment' })],
    more: false,
  });
  expect(titles(rows).at(-1)).toBe('no moment');
});

test('a filter leaves the others out, in the same order', () => {
  const all = { sessions, found: [found(2)], more: false };
  expect(titles(listing('live', all))).toEqual(['live, newer', 'live, older']);
  expect(titles(listing('ours', all))).toEqual([
    'live, newer',
    'live, older',
    'ours 1h',
    'ours 5h',
    'ours 30h',
  ]);
  expect(titles(listing('found', all))).toEqual(['found 2h']);
});

test('a conversation that a session of ours has is no stranger', () => {
  const mine = aFound(1, { conversationId: live[0]?.conversations[0]?.id ?? aFound(1).conversationId });
  expect(strangers(live, [mine, found(2)]).map(({ title }) => title)).toEqual(['found 2h']);
});
