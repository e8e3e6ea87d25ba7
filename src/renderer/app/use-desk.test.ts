import { expect, test } from 'vitest';
import { defaultPreferences } from '#shared/contract/system.ts';
import { sessionId } from '#renderer/test-support/fixtures.ts';
import { deskFor } from './use-desk.ts';

const kept = { ...defaultPreferences, lastView: '{"kind":"usage"}', panes: [sessionId(1), sessionId(2)] };

test('a window opened for a session begins with it, in the place of the first pane or from where it stood', () => {
  const begins = (id: number | null) => {
    const { lastView, panes } = deskFor(kept, id === null ? null : sessionId(id));
    return [lastView, panes];
  };
  expect([begins(null), begins(7), begins(2)]).toEqual([
    ['{"kind":"usage"}', [sessionId(1), sessionId(2)]],
    ['{"kind":"panes"}', [sessionId(7), sessionId(2)]],
    ['{"kind":"panes"}', [sessionId(2), sessionId(1)]],
  ]);
});
