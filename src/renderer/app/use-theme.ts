import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { Preferences } from '#shared/contract/system.ts';

const darkSystem = matchMedia('(prefers-color-scheme: dark)');

const subscribe = (listener: () => void): (() => void) => {
  darkSystem.addEventListener('change', listener);
  return () => darkSystem.removeEventListener('change', listener);
};

/** The theme that is shown; the page and the terminals change in the same frame. */
export const useTheme = (wanted: Preferences['theme']): 'light' | 'dark' => {
  const dark = useSyncExternalStore(subscribe, () => darkSystem.matches);
  const theme = wanted === 'system' ? (dark ? 'dark' : 'light') : wanted;
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return theme;
};
