import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { Stranger } from './app/stranger.tsx';
import { BridgeProvider, createBridge } from './bridge/bridge.tsx';
import { readFace } from './bridge/face.ts';
import './ui/styles.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');

const face = readFace();
if (face.kind === 'stranger') {
  createRoot(root).render(<Stranger />);
} else {
  const closing = new AbortController();
  addEventListener('pagehide', () => closing.abort());
  const bridge = createBridge(face, closing.signal);
  createRoot(root).render(
    <StrictMode>
      <BridgeProvider bridge={bridge}>
        <App />
      </BridgeProvider>
    </StrictMode>,
  );
}
