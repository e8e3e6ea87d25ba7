// Runs in the page's own world before its scripts: the page's half of contextBridge.
// Injected as text by page/scripts.ts, which declares what stands free here.

declare const config: { key: string };

interface Settled {
  readonly ok: boolean;
  readonly value: unknown;
}

const callbacks: ((...args: unknown[]) => void)[] = [];
const promises = new Map<number, { resolve(value: unknown): void; reject(problem: Error): void }>();
let returned: Settled | null = null;

const fire = (kind: string, detail?: unknown): void =>
  void document.dispatchEvent(new CustomEvent(`${config.key}:${kind}`, { detail }));

const heard = <Detail>(kind: string, handle: (detail: Detail) => void): void =>
  document.addEventListener(`${config.key}:${kind}`, (event) =>
    handle((event as CustomEvent<Detail>).detail),
  );

const outward = (value: unknown): unknown => {
  if (typeof value === 'function') return { $callback: callbacks.push(value as () => void) - 1 };
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(outward);
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, outward(item)]));
};

const call = (id: unknown, args: unknown[]): unknown => {
  returned = null;
  fire('call', { id, args: args.map(outward) });
  const answer = returned as Settled | null;
  if (!answer) throw new Error('contextBridge: no answer');
  if (!answer.ok) throw new Error(String(answer.value));
  return inward(answer.value);
};

const inward = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value;
  if ('$function' in value) {
    const id = value.$function;
    return (...args: unknown[]) => call(id, args);
  }
  if ('$promise' in value) {
    const id = Number(value.$promise);
    return new Promise((resolve, reject) => promises.set(id, { resolve, reject }));
  }
  if (Array.isArray(value)) return value.map(inward);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inward(item)])));
};

heard<Settled>('return', (answer) => {
  returned = answer;
});
heard<Settled & { id: number }>('settle', ({ id, ok, value }) => {
  const promise = promises.get(id);
  promises.delete(id);
  if (ok) promise?.resolve(inward(value));
  else promise?.reject(new Error(String(value)));
});
heard<{ id: number; args: unknown[] }>('callback', ({ id, args }) => callbacks[id]?.(...args.map(inward)));
heard<{ name: string; api: unknown }>('expose', ({ name, api }) => {
  if (name in window) return;
  Object.defineProperty(window, name, { value: inward(api), enumerable: true });
});
fire('hello');

// Whoever is asked for a window says no before there is one; Chromium would make it, stopped for its debugger, and
// who asked would wait for a window that is closed already.
window.open = (url = '', windowName = '') => {
  fire('open', { url: new URL(String(url), location.href).href, windowName });
  return null;
};
