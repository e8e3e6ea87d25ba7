import { useSyncExternalStore } from 'react';

const narrowWindow = matchMedia('(max-width: 1023px)');

const subscribe = (listener: () => void): (() => void) => {
  narrowWindow.addEventListener('change', listener);
  return () => narrowWindow.removeEventListener('change', listener);
};

/** Whether the window is too narrow for its three columns. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrowWindow.matches);
