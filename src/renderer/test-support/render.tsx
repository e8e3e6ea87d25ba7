import { cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach } from 'vitest';
import { BridgeProvider } from '#renderer/bridge/bridge.tsx';
import { ToastProvider, Toasts } from '#renderer/ui/toast.tsx';
import { createFakeBridge, createFakeMain, type FakeMain } from './fake-bridge.ts';

afterEach(cleanup);

/** Draws a part of the window over a fake main. */
export const renderOver = (part: ReactNode, main: FakeMain = createFakeMain()) => ({
  main,
  ...render(
    <BridgeProvider bridge={createFakeBridge(main)}>
      <ToastProvider>
        {part}
        <Toasts className="" />
      </ToastProvider>
    </BridgeProvider>,
  ),
});
