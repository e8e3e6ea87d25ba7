import { useSyncExternalStore } from 'react';

const TICK = 1000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, TICK);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};

/**
 * A fact that depends on the time, computed again once a second by one shared clock. A component is drawn
 * again only when the fact itself changes.
 */
export const useOverTime = (fact: (now: number) => string): string =>
  useSyncExternalStore(subscribe, () => fact(now));
