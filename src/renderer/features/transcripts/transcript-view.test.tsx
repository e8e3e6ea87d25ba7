import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useBridge } from '#renderer/bridge/bridge.tsx';
import { staleLogs } from '#renderer/bridge/live.ts';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aFound, aHead } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { TranscriptView } from './transcript-view.tsx';

const found = aFound(3, { title: 'Name the capital of the moon' });
const { conversationId } = found;

const News = () => {
  const bridge = useBridge();
  return (
    <button type="button" onClick={() => staleLogs(bridge, [conversationId])}>
      News of this log
    </button>
  );
};

test('what another window forgets is shown no longer, nor can anything be done with it', async () => {
  const main = createFakeMain({ logs: new Map([[conversationId, { head: aHead(found), steps: [] }]]) });
  renderOver(
    <>
      <TranscriptView
        conversationId={conversationId}
        title={null}
        problem={null}
        actions={() => <button type="button">Resume</button>}
      />
      <News />
    </>,
    main,
  );
  expect(await screen.findByText('Nothing was said in this conversation yet.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Resume' })).toBeTruthy();
  main.logs.clear();
  screen.getByRole('button', { name: 'News of this log' }).click();
  expect(await screen.findByText(/toc keeps nothing of this conversation/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Resume' })).toBeNull();
});
