import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { Preferences } from '#shared/contract/system.ts';

const darkSystem = matchMedia('(prefers-color-scheme: dark)');

const subscribe = (listener: () => void): (() => void) => {
  darkSystem.addEventListener('change', listener);
  return () => darkSystem.removeEventListener('change', listener);
};

/** Sets the theme once it is known; the page and the terminals change in the same frame. */
export const useTheme = (wanted: Preferences['theme'], known: boolean): void => {
  const dark = useSyncExternalStore(subscribe, () => darkSystem.matches);
  const theme = wanted === 'system' ? (dark ? 'dark' : 'light') : wanted;
  useLayoutEffect(() => {
    if (known) document.documentElement.dataset['theme'] = theme;
  }, [theme, known]);
};
