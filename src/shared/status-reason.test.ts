import { expect, test } from 'vitest';
import type { Status } from './contract/sessions.ts';
import { statusReason } from './status-reason.ts';

const working: Status = {
  word: 'Working',
  cause: { code: 'working', about: 'npm run build' },
  at: '2026-11-25T12:00:00.000Z',
  evidence: [],
  quietSince: null,
};

test('a run that is silent says since when, why that may be, and what can be done', () => {
  expect(statusReason({ status: working })).toBe('It works on its turn: npm run build');
  const quietSince = new Date(2026, 10, 25, 9, 5, 30).toISOString();
  expect(statusReason({ status: { ...working, quietSince } })).toBe(
    'It works on its turn: npm run build. Nothing came of it since 2026-11-25 09:05: a long command and a long thought are silent too, but so is a server that hangs. Wait, or stop it and continue.',
  );
  const alone = { ...working, cause: { code: 'working', about: null } } as const;
  expect(statusReason({ status: { ...alone, quietSince } })).toMatch(/^It works on its turn\. Nothing came/);
});
