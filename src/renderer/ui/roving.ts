import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';

export interface Roving<Key extends string> {
  /** The item that Tab reaches. */
  readonly current: Key | null;
  readonly itemProps: (key: Key) => {
    readonly tabIndex: 0 | -1;
    readonly ref: (element: HTMLElement | null) => void;
    readonly onFocus: () => void;
  };
  readonly onKeyDown: (event: KeyboardEvent, reach?: Reach) => void;
}

/** How a list is reached into that draws only the rows in sight. */
export interface Reach {
  readonly reveal: (index: number) => void;
  /** How many rows a page is. */
  readonly page: () => number;
}

const target = (key: string, at: number, count: number, page: number): number | null => {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
    case 'k':
      return Math.max(at - 1, 0);
    case 'PageDown':
      return Math.min(at + page, count - 1);
    case 'PageUp':
      return Math.max(at - page, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
};

const PAGE = 10;

/** When the item with the focus goes away, the one in its place takes it; where none is left, the page's heading. */
const useHeir = <Key extends string>(keys: readonly Key[], focus: (key: Key) => void) => {
  const lost = useRef<Key | null>(null);
  const before = useRef(keys);
  useEffect(() => {
    const [gone, at] = [lost.current, lost.current === null ? -1 : before.current.indexOf(lost.current)];
    lost.current = null;
    before.current = keys;
    if (gone === null || at === -1 || keys.includes(gone)) return;
    const heir = keys[Math.min(at, keys.length - 1)];
    if (heir === undefined) document.querySelector<HTMLElement>('h1[data-heading]')?.focus();
    else focus(heir);
  });
  return lost;
};

/** One tab stop for a list: arrows, J, K, PageUp, PageDown, Home and End move inside it. */
export const useRoving = <Key extends string>(keys: readonly Key[], preferred: Key | null): Roving<Key> => {
  const elements = useRef(new Map<Key, HTMLElement>());
  const awaited = useRef<Key | null>(null);
  const [last, setLast] = useState<Key | null>(null);
  const wanted = last !== null && keys.includes(last) ? last : preferred;
  const current = wanted !== null && keys.includes(wanted) ? wanted : (keys[0] ?? null);
  const focus = (key: Key): void => {
    const element = elements.current.get(key);
    if (element) {
      element.focus();
      return;
    }
    // Not drawn yet: as the current one it will be, and takes the focus then.
    awaited.current = key;
    setLast(key);
  };
  const lost = useHeir(keys, focus);
  const itemProps = useCallback(
    (key: Key) => ({
      tabIndex: key === current ? (0 as const) : (-1 as const),
      ref: (element: HTMLElement | null) => {
        if (element) {
          elements.current.set(key, element);
          if (lost.current === key) lost.current = null;
        } else {
          // It is still on the page here, and so is what has the focus.
          if (elements.current.get(key)?.contains(document.activeElement)) lost.current = key;
          elements.current.delete(key);
        }
        if (!element || awaited.current !== key) return;
        awaited.current = null;
        element.focus({ preventScroll: true });
      },
      onFocus: () => setLast(key),
    }),
    [current, lost],
  );
  const onKeyDown = (event: KeyboardEvent, reach?: Reach): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || current === null) return;
    const next = target(event.key, keys.indexOf(current), keys.length, reach?.page() ?? PAGE);
    const key = next === null ? undefined : keys[next];
    if (next === null || key === undefined) return;
    event.preventDefault();
    focus(key);
    reach?.reveal(next);
  };
  return { current, itemProps, onKeyDown };
};
