import { useCallback, useState } from 'react';

const KEPT_AS = 'toc-seen';
const MOST = 200;

const read = (): ReadonlySet<string> => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : []);
  } catch {
    // Somebody else wrote there: nothing counts as seen.
    return new Set();
  }
};

/** Which ends of sessions somebody has looked at; kept by the window, newest last. */
export const useSeen = (): readonly [ReadonlySet<string>, (key: string) => void] => {
  const [seen, setSeen] = useState(read);
  const see = useCallback(
    (key: string) =>
      setSeen((known) => {
        if (known.has(key)) return known;
        const next = [...known, key].slice(-MOST);
        localStorage.setItem(KEPT_AS, JSON.stringify(next));
        return new Set(next);
      }),
    [],
  );
  return [seen, see];
};
