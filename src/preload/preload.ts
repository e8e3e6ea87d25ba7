import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('toc', { face: 'electron' });

/**
 * The page makes a channel and posts one end here; we pass it to main. A port cannot cross the
 * contextBridge, and nothing but these two kinds of message gets through.
 */
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const [port] = event.ports;
  if (event.source !== window || event.origin !== location.origin || !port) return;
  const { data } = event;
  if (typeof data !== 'object' || data === null || !('kind' in data)) return;
  if (data.kind === 'toc-rpc') ipcRenderer.postMessage('toc-rpc', null, [port]);
  if (data.kind === 'toc-terminal' && 'runId' in data && typeof data.runId === 'string') {
    ipcRenderer.postMessage('toc-terminal', { runId: data.runId }, [port]);
  }
});
