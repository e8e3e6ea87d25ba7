import { fireEvent, screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { useBridge } from '#renderer/bridge/bridge.tsx';
import { staleLogs } from '#renderer/bridge/live.ts';
import { createFakeMain } from '#renderer/test-support/fake-bridge.ts';
import { aFound, aHead } from '#renderer/test-support/fixtures.ts';
import { renderOver } from '#renderer/test-support/render.tsx';
import { TranscriptView, type TranscriptViewProps } from './transcript-view.tsx';

const found = aFound(3, { title: 'Name the capital of the moon' });
const { conversationId } = found;

const panel = (details: TranscriptViewProps['details'], onHideDetails = () => {}) => ({
  details,
  detailsButton: null,
  onHideDetails,
});

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
        problem={() => null}
        actions={() => <button type="button">Resume</button>}
        {...panel('beside')}
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

const changed = { added: 0, removed: 0, made: 0, failed: 0, unknown: 0, seq: null };

const summary = {
  files: [
    {
      ...changed,
      path: '/home/ada/code/web-console/src/refund_store.ts',
      added: 31,
      removed: 8,
      made: 2,
      seq: 2,
    },
    { ...changed, path: '/home/ada/code/web-console/src/refunds.ts', added: 1, made: 1, failed: 1, seq: 1 },
    { ...changed, path: '/home/ada/code/web-console/src/never.ts', failed: 1, seq: 0 },
    { ...changed, path: '/etc/hosts', unknown: 1 },
  ],
  moreFiles: 3,
  plan: {
    seq: 1,
    todos: [
      { text: 'Claim keys', state: 'done' as const },
      { text: 'Expire claims', state: 'doing' as const },
    ],
  },
};

const steps = [0, 1, 2].map((seq) => ({
  seq,
  at: null,
  kind: 'text' as const,
  text: `step ${seq}`,
  exitCode: null,
  success: null,
}));

const showWhole = async (given = panel('beside')) => {
  const logs = new Map([[conversationId, { head: aHead(found, 3), steps, summary }]]);
  renderOver(
    <TranscriptView
      conversationId={conversationId}
      title={null}
      problem={() => null}
      actions={() => null}
      {...given}
    />,
    createFakeMain({ logs }),
  );
  return screen.findByRole('list', { name: 'Files' });
};

test('beside the steps stand the files it changed, with what became of each, and its newest plan', async () => {
  const files = await showWhole();
  expect(
    within(files)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['refund_store.ts+31 −8', 'refunds.ts+1 −0 · 1 failed', 'never.tsfailed', 'hostsresult unknown']);
  expect(screen.getByText('3 more are not listed.')).toBeTruthy();
  expect(screen.getByText('Claim keys').textContent).toContain('done');
  expect(screen.getByRole('button', { name: '1 of 2' })).toBeTruthy();
});

test('a file leads to its last change, and one without a step of this log leads nowhere', async () => {
  const files = await showWhole();
  fireEvent.click(within(files).getByRole('button', { name: /refund_store/ }));
  expect(screen.getByText('Step 3 of 3')).toBeTruthy();
  expect(within(files).queryByRole('button', { name: /hosts/ })).toBeNull();
});

test('details that lie over the steps give way with Esc, and to the step that they lead to', async () => {
  const hide = vi.fn<() => void>();
  const files = await showWhole(panel('over', hide));
  const steps = screen.getByRole('group', { name: 'Steps' });
  fireEvent.keyDown(files, { key: 'Escape' });
  expect([hide.mock.calls.length, document.activeElement]).toEqual([1, steps]);
  fireEvent.click(within(files).getByRole('button', { name: /refund_store/ }));
  expect(screen.getByText('Step 3 of 3')).toBeTruthy();
  expect([hide.mock.calls.length, document.activeElement]).toEqual([2, steps]);
});

test('details that stand beside the steps stay when they lead to one', async () => {
  const hide = vi.fn<() => void>();
  const files = await showWhole(panel('beside', hide));
  fireEvent.keyDown(files, { key: 'Escape' });
  fireEvent.click(within(files).getByRole('button', { name: /refund_store/ }));
  expect(hide).not.toHaveBeenCalled();
});
