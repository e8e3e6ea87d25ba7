import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BridgeProvider, type Bridge } from '#renderer/bridge/bridge.tsx';
import { App } from './app.tsx';
import { Stranger } from './stranger.tsx';

/** Draws the window into an element; without a bridge, what a stranger is told. */
export const draw = (root: HTMLElement, bridge: Bridge | null): void =>
  createRoot(root).render(
    bridge === null ? (
      <Stranger />
    ) : (
      <StrictMode>
        <BridgeProvider bridge={bridge}>
          <App />
        </BridgeProvider>
      </StrictMode>
    ),
  );
