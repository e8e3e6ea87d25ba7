import { expect, test } from 'vitest';
import type { Session } from '#shared/contract/sessions.ts';
import { aSession, anEndedSession, NOW, sessions } from '#renderer/test-support/fixtures.ts';
import { gathered } from './announcer.tsx';
import { endKey, listed } from './listed.ts';

const titles = (list: readonly Session[]): string[] => list.map(({ title }) => title);
const nothing = { open: [], seen: new Set<string>(), now: NOW };

test('the sidebar shows the live, and what failed or was lost until somebody looked', () => {
  expect(titles(listed(sessions, nothing))).toEqual([
    'Idempotent charge retries',
    'CSP report-only rollout',
    'release-captain',
    'Flaky ledger test hunt',
    'Load test 10k rps',
  ]);
  const failed = sessions.find(({ status }) => status.word === 'Failed');
  const seen = new Set(failed ? [endKey(failed)] : []);
  expect(titles(listed(sessions, { ...nothing, seen }))).not.toContain('Flaky ledger test hunt');
});

test('what ended stays for ten minutes, and as long as it is open', () => {
  const ended = anEndedSession(7, { word: 'Ended', cause: { code: 'exited', exitCode: 0 }, evidence: [] });
  const at = Date.parse(ended.status.at);
  expect([
    listed([ended], { ...nothing, now: at + 599_000 }).length,
    listed([ended], { ...nothing, now: at + 601_000 }).length,
    listed([ended], { ...nothing, open: [ended.id], now: at + 601_000 }).length,
  ]).toEqual([1, 0, 1]);
});

test('several changes of status are told in one sentence', () => {
  expect([gathered([]), gathered([aSession(1)]), gathered(sessions.slice(3, 5))]).toEqual([
    '',
    'release-captain: Running.',
    '2 sessions changed: Flaky ledger test hunt Failed, Load test 10k rps Lost.',
  ]);
});
