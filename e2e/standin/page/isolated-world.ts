// Runs in the preload's own world of a page, before any script of the page: electron's renderer half.
// Injected as text by page/scripts.ts, which declares what stands free here.
import type { ToMain, ToPage } from '../messages.ts';

declare const config: { key: string; platform: string; version: string };
declare const values: { write(value: unknown): string; read(text: string): unknown };
declare const preload: (require: unknown, module: unknown, exports: unknown, process: unknown) => void;
declare const standInSend: (batch: string) => void;

type Listener = (event: unknown, ...args: unknown[]) => void;

const leaving: ToMain[] = [];
const tell = (message: ToMain): void => {
  leaving.push(message);
  if (leaving.length === 1) queueMicrotask(() => standInSend(values.write(leaving.splice(0))));
};

const cloned = <Value>(value: Value): Value => {
  try {
    return structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
};

// Ports: each lives on in main under an id.
const ports = new Map<string, MessagePort>();
let lastPort = 0;

const adopt = (id: string, port: MessagePort): void => {
  ports.set(id, port);
  port.addEventListener('message', (event) => tell({ kind: 'port', id, data: event.data as unknown }));
  port.addEventListener('close', () => {
    if (ports.delete(id)) tell({ kind: 'port-closed', id });
  });
  port.start();
};

const give = (port: MessagePort): string => {
  lastPort += 1;
  const id = `page-${lastPort}`;
  adopt(id, port);
  return id;
};

const take = (id: string): MessagePort => {
  const channel = new MessageChannel();
  adopt(id, channel.port1);
  return channel.port2;
};

const listeners = new Map<string, Set<Listener>>();
const asked = new Map<number, { resolve(value: unknown): void; reject(problem: Error): void }>();
let lastAsked = 0;

const listen = (channel: string, listener: Listener) => {
  listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
  return ipcRenderer;
};
const unlisten = (channel: string, listener: Listener) => {
  listeners.get(channel)?.delete(listener);
  return ipcRenderer;
};

const ipcRenderer = {
  on: listen,
  addListener: listen,
  once: (channel: string, listener: Listener) => {
    const once: Listener = (...args) => {
      unlisten(channel, once);
      listener(...args);
    };
    return listen(channel, once);
  },
  off: unlisten,
  removeListener: unlisten,
  send: (channel: string, ...args: unknown[]): void => tell({ kind: 'send', channel, args: cloned(args) }),
  invoke: (channel: string, ...args: unknown[]): Promise<unknown> => {
    lastAsked += 1;
    const id = lastAsked;
    tell({ kind: 'invoke', id, channel, args: cloned(args) });
    return new Promise((resolve, reject) => asked.set(id, { resolve, reject }));
  },
  postMessage: (channel: string, message: unknown, transfer: MessagePort[] = []): void =>
    tell({ kind: 'post', channel, message: cloned(message), ports: transfer.map(give) }),
};

const handle = (message: ToPage): void => {
  switch (message.kind) {
    case 'event': {
      const event = { sender: ipcRenderer, ports: message.ports.map(take) };
      for (const listener of new Set(listeners.get(message.channel))) listener(event, ...message.args);
      return;
    }
    case 'reply': {
      const answer = asked.get(message.id);
      asked.delete(message.id);
      if (message.ok) answer?.resolve(message.value);
      else answer?.reject(new Error(String(message.value)));
      return;
    }
    case 'port':
      return ports.get(message.id)?.postMessage(message.data);
    case 'port-closed':
      ports.get(message.id)?.close();
      ports.delete(message.id);
  }
};

Object.assign(globalThis, {
  standInReceive: (batch: string) => (values.read(batch) as ToPage[]).forEach(handle),
});

// contextBridge: calls cross the worlds as DOM events, whose detail Chromium clones.
type Wire = Record<string, unknown>;
const functions: ((...args: unknown[]) => unknown)[] = [];
const exposed: Wire[] = [];
let lastPromise = 0;

const fire = (kind: string, detail: unknown): void =>
  void document.dispatchEvent(new CustomEvent(`${config.key}:${kind}`, { detail }));

const outward = (value: unknown): unknown => {
  if (typeof value === 'function') return { $function: functions.push(value as () => unknown) - 1 };
  if (value instanceof Promise) {
    lastPromise += 1;
    const id = lastPromise;
    value.then(
      (result) => fire('settle', { id, ok: true, value: outward(result) }),
      (problem: unknown) => fire('settle', { id, ok: false, value: String(problem) }),
    );
    return { $promise: id };
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(outward);
  if (Object.getPrototypeOf(value) !== Object.prototype) return cloned(value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, outward(item)]));
};

const inward = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value;
  if ('$callback' in value) {
    const id = value.$callback;
    return (...args: unknown[]) => fire('callback', { id, args: args.map(outward) });
  }
  if (Array.isArray(value)) return value.map(inward);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inward(item)]));
};

document.addEventListener(`${config.key}:call`, (event) => {
  const { id, args } = (event as CustomEvent<{ id: number; args: unknown[] }>).detail;
  try {
    fire('return', { ok: true, value: outward(functions[id]?.(...args.map(inward))) });
  } catch (problem) {
    fire('return', { ok: false, value: problem instanceof Error ? problem.message : String(problem) });
  }
});
document.addEventListener(`${config.key}:open`, (event) => {
  const { url, windowName } = (event as CustomEvent<{ url: string; windowName: string }>).detail;
  tell({ kind: 'open', url, windowName });
});
document.addEventListener(`${config.key}:hello`, () => exposed.forEach((one) => fire('expose', one)));

const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown): void => {
    const one = { name, api: outward(api) };
    exposed.push(one);
    fire('expose', one);
  },
};

const electron = { contextBridge, ipcRenderer };
const requireInSandbox = (name: string): unknown => {
  if (name === 'electron' || name === 'electron/renderer') return electron;
  throw new Error(`module not found: ${name}`);
};
const preloadProcess = {
  platform: config.platform,
  type: 'renderer',
  sandboxed: true,
  contextIsolated: true,
  versions: { electron: config.version },
};
const preloadModule = { exports: {} };
try {
  preload(requireInSandbox, preloadModule, preloadModule.exports, preloadProcess);
} catch (problem) {
  tell({ kind: 'preload-error', text: problem instanceof Error ? String(problem.stack) : String(problem) });
}
