import { useEffect } from 'react';

/** Marks the page while nobody can see it; what moves stands still then. */
export const useHiddenMark = (): void => {
  useEffect(() => {
    const mark = (): void => {
      document.documentElement.toggleAttribute('data-hidden', document.hidden);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, []);
};
