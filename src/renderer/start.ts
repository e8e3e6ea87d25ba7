import { createBridge, type Bridge } from './bridge/bridge.tsx';
import { readFace } from './bridge/face.ts';

/** Asks for what the window shows first as soon as there is a road, while the window itself is still loading. */
const readAhead = ({ api, queries, state, onStateChange }: Bridge): void => {
  const stop = onStateChange(() => {
    if (state() !== 'connected') return;
    stop();
    void queries.prefetchQuery(api.system.preferences.queryOptions());
    void queries.prefetchQuery(api.system.info.queryOptions());
    void queries.prefetchQuery(api.sessions.list.queryOptions());
    void queries.prefetchQuery(api.agents.list.queryOptions());
    void queries.prefetchQuery(api.system.workspaces.queryOptions());
  });
};

const openBridge = (): Bridge | null => {
  const face = readFace();
  if (face.kind === 'stranger') return null;
  const closing = new AbortController();
  addEventListener('pagehide', () => closing.abort());
  const bridge = createBridge(face, closing.signal);
  readAhead(bridge);
  return bridge;
};

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
const bridge = openBridge();
const { draw } = await import('./app/draw.tsx');
draw(root, bridge);
