import { useState, type KeyboardEvent } from 'react';

/** Which rows are chosen, and the one from which a range is drawn. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly anchor: string | null;
  /** What was chosen before the present range. */
  readonly base: ReadonlySet<string>;
}

export const NONE: Selection = { chosen: new Set(), anchor: null, base: new Set() };

/** One row more, or one less; the next range begins there. */
export const toggled = ({ chosen }: Selection, key: string): Selection => {
  const next = new Set(chosen);
  if (!next.delete(key)) next.add(key);
  return { chosen: next, anchor: key, base: next };
};

/** All rows from the anchor to this one, whichever comes first; the range before it is given up. */
export const extended = ({ anchor, base }: Selection, key: string, keys: readonly string[]): Selection => {
  const from = anchor !== null && keys.includes(anchor) ? anchor : key;
  const [first, last] = [keys.indexOf(from), keys.indexOf(key)].toSorted((a, b) => a - b);
  const range = keys.slice(first, (last ?? 0) + 1);
  return { chosen: new Set([...base, ...range]), anchor: from, base };
};

/** Every row; the next range begins at the first. */
export const every = (keys: readonly string[]): Selection => ({
  chosen: new Set(keys),
  anchor: keys[0] ?? null,
  base: new Set(keys),
});

export interface Selecting {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (key: string) => void;
  readonly extend: (key: string) => void;
  readonly all: () => void;
  readonly clear: () => void;
  /** Space or X, Shift+arrows, Ctrl+A or Cmd+A, Esc; tells whether the key was one of them. */
  readonly onKeyDown: (event: KeyboardEvent, current: string | null) => void;
}

const ARROWS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

/** Choosing rows of a list. `keys` are those that can be chosen, in their order. */
export const useSelecting = (keys: readonly string[]): Selecting => {
  const [selection, setSelection] = useState(NONE);
  const toggle = (key: string): void => setSelection((known) => toggled(known, key));
  const extend = (key: string): void => setSelection((known) => extended(known, key, keys));
  const all = (): void => setSelection(every(keys));
  const clear = (): void => setSelection(NONE);
  /** From the row with the focus to its neighbour. */
  const stretch = (current: string, by: 1 | -1): void => {
    const next = keys[keys.indexOf(current) + by];
    if (next === undefined) return;
    setSelection((known) =>
      extended(known.anchor === null ? { ...known, anchor: current } : known, next, keys),
    );
  };
  const onKeyDown = (event: KeyboardEvent, current: string | null): void => {
    if (event.altKey) return;
    const held = event.ctrlKey || event.metaKey;
    const arrow = ARROWS[event.key];
    if (held && event.key.toLowerCase() === 'a') all();
    else if (held) return;
    else if (event.key === 'Escape' && selection.chosen.size > 0) clear();
    else if (current === null || !keys.includes(current)) return;
    else if (event.shiftKey && arrow !== undefined) {
      // The focus goes there as well.
      stretch(current, arrow);
      return;
    } else if (event.key === ' ' || event.key === 'x') toggle(current);
    else return;
    event.preventDefault();
  };
  return { chosen: selection.chosen, toggle, extend, all, clear, onKeyDown };
};
