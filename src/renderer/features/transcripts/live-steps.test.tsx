import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useBridge } from '#renderer/bridge/bridge.tsx';
import { staleLogs } from '#renderer/bridge/live.ts';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aFound, aHead } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { LiveSteps } from './live-steps.tsx';

const found = aFound(3);
const { conversationId } = found;

const News = () => {
  const bridge = useBridge();
  return (
    <button type="button" onClick={() => staleLogs(bridge, [conversationId])}>
      News of this log
    </button>
  );
};

test('a log that is not there yet is no failure; its steps appear by themselves, and are counted', async () => {
  const main = createFakeMain();
  const { container } = renderOver(
    <>
      <LiveSteps conversationId={conversationId} waiting="Waiting for its first step." />
      <News />
    </>,
    main,
  );
  expect(await screen.findByText('Waiting for its first step.')).toBeTruthy();
  const steps = [{ seq: 0, at: null, kind: 'user' as const, text: 'Go.', exitCode: null, success: null }];
  main.logs.set(conversationId, { head: aHead(found, 1), steps });
  fireEvent.click(screen.getByRole('button', { name: 'News of this log' }));
  expect(await screen.findByRole('group', { name: 'Steps' })).toBeTruthy();
  expect(container.textContent).toContain('1 step2.1M tokens$1.68');
  expect([screen.queryByText('Waiting for its first step.'), screen.queryByRole('alert')]).toEqual([
    null,
    null,
  ]);
});
