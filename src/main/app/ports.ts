import { ipcMain, type BrowserWindow, type MessagePortMain } from 'electron';
import type { Main } from '../boot/boot.ts';
import { servePort } from '../rpc/message-port.ts';
import { serveTerminal, type FrameRoad } from '../rpc/terminal-stream.ts';
import { isFromOurs } from './guards.ts';

const frameRoad = (port: MessagePortMain): FrameRoad => ({
  send: (frame) => port.postMessage(frame),
  onFrame: (handle) =>
    void port.on('message', ({ data }: { data: unknown }) => {
      if (data instanceof Uint8Array) handle(data);
    }),
  onClose: (handle) => void port.on('close', handle),
  close: () => port.close(),
});

const runIdOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'runId' in message ? message.runId : null;

/** Serves the ports that the window's own page hands over: one for the calls, one for each terminal. */
export const servePorts = (main: Main, window: () => BrowserWindow | null): void => {
  ipcMain.on('toc-rpc', (event) => {
    const [port] = event.ports;
    if (port && isFromOurs(event, window())) servePort(port, main.router, main.log);
  });
  ipcMain.on('toc-terminal', (event, message: unknown) => {
    const [port] = event.ports;
    if (!port || !isFromOurs(event, window())) return;
    serveTerminal(frameRoad(port), runIdOf(message), main).catch((problem: unknown) => {
      main.log.error('terminal-road-failed', problem);
      port.close();
    });
    port.start();
  });
};
