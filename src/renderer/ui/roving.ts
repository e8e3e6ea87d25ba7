import { useCallback, useRef, useState, type KeyboardEvent } from 'react';

export interface Roving<Key extends string> {
  /** The item that Tab reaches. */
  readonly current: Key | null;
  readonly itemProps: (key: Key) => {
    readonly tabIndex: 0 | -1;
    readonly ref: (element: HTMLElement | null) => void;
    readonly onFocus: () => void;
  };
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const target = (key: string, at: number, count: number): number | null => {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
};

/** One tab stop for a list: arrows, J, K, Home and End move inside it. */
export const useRoving = <Key extends string>(keys: readonly Key[], preferred: Key | null): Roving<Key> => {
  const elements = useRef(new Map<Key, HTMLElement>());
  const [last, setLast] = useState<Key | null>(null);
  const wanted = last !== null && keys.includes(last) ? last : preferred;
  const current = wanted !== null && keys.includes(wanted) ? wanted : (keys[0] ?? null);
  const itemProps = useCallback(
    (key: Key) => ({
      tabIndex: key === current ? (0 as const) : (-1 as const),
      ref: (element: HTMLElement | null) => {
        if (element) elements.current.set(key, element);
        else elements.current.delete(key);
      },
      onFocus: () => setLast(key),
    }),
    [current],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || current === null) return;
    const next = target(event.key, keys.indexOf(current), keys.length);
    const key = next === null ? undefined : keys[next];
    if (key === undefined) return;
    event.preventDefault();
    elements.current.get(key)?.focus();
  };
  return { current, itemProps, onKeyDown };
};
