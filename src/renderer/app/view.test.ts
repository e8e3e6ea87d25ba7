import { expect, test } from 'vitest';
import { viewFrom, viewText, type View } from './view.ts';

test('a view comes back as it was kept', () => {
  const view: View = { kind: 'agent', ref: { workspace: '/home/ada/code', name: 'release-captain' } };
  expect(viewFrom(viewText(view))).toEqual(view);
});

test('what cannot be read as a view is the sessions page', () => {
  expect([null, '', '{', '{"kind":"inbox"}', '[]'].map(viewFrom)).toEqual(
    Array.from({ length: 5 }, () => ({ kind: 'sessions' })),
  );
});

test('a view that is too long for the preferences is not kept', () => {
  expect(viewText({ kind: 'new-agent', workspace: `/${'a'.repeat(600)}` })).toBeNull();
});
