import { useCallback, useState, useSyncExternalStore } from 'react';

/** Shorter lists are drawn whole: nothing is gained, and find-in-page finds everything. */
const SHORT = 100;

/** Drawn beyond what is in sight, so that a turn of the wheel meets no empty place. */
const SPARE = 12;

/** What is drawn changes once in so many rows, not with every pixel. */
const STEP = 8;

/** A row that is drawn, and how much room the rows before it that are not drawn take. */
export interface DrawnRow {
  readonly index: number;
  readonly gap: number;
}

export interface LongList {
  readonly rows: readonly DrawnRow[];
  /** The room of the rows after the last one that is drawn. */
  readonly rest: number;
  /** For the element around the rows; what scrolls is looked for around that. */
  readonly attach: (element: HTMLElement | null) => void;
  /** Scrolls until a row is in sight. */
  readonly reveal: (index: number) => void;
  /** How many rows are in sight at once. */
  readonly page: () => number;
}

export interface LongListOptions {
  readonly count: number;
  /** Of every row, in pixels. */
  readonly height: number;
  /** What stays on top of the rows while they scroll. */
  readonly head?: number;
  /** A row that is always drawn, because Tab reaches it or it has the focus; -1 for none. */
  readonly kept: number;
}

interface Place {
  readonly element: HTMLElement;
  readonly scroller: HTMLElement;
  /** How far below the top of what scrolls the element begins. */
  readonly above: number;
}

const placeOf = (element: HTMLElement): Place | null => {
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (!/auto|scroll/.test(getComputedStyle(around).overflowY)) continue;
    const { top } = element.getBoundingClientRect();
    return {
      element,
      scroller: around,
      above: top - around.getBoundingClientRect().top + around.scrollTop,
    };
  }
  return null;
};

/** The first row in sight, in steps, and how many are. */
const useSight = (place: Place | null, height: number): { readonly first: number; readonly seen: number } => {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (!place) return () => {};
      const { scroller } = place;
      scroller.addEventListener('scroll', listener, { passive: true });
      const observer = new ResizeObserver(listener);
      observer.observe(scroller);
      return () => {
        scroller.removeEventListener('scroll', listener);
        observer.disconnect();
      };
    },
    [place],
  );
  const first = useSyncExternalStore(subscribe, () =>
    place ? Math.floor(Math.max(0, place.scroller.scrollTop - place.above) / height / STEP) * STEP : 0,
  );
  const seen = useSyncExternalStore(subscribe, () =>
    place ? Math.ceil(place.scroller.clientHeight / height) : 0,
  );
  return { first, seen };
};

const indices = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step);

const scrollTo = ({ scroller, above }: Place, top: number, height: number, head: number): void => {
  const from = above + head + top;
  if (from - head < scroller.scrollTop) scroller.scrollTop = from - head;
  const below = from + height - scroller.clientHeight;
  if (below > scroller.scrollTop) scroller.scrollTop = below;
};

/** Draws only the rows of a long list that are in sight, and a few around them. */
export const useLongList = ({ count, height, head = 0, kept }: LongListOptions): LongList => {
  const [place, setPlace] = useState<Place | null>(null);
  const { first, seen } = useSight(place, height);
  const long = count > SHORT;
  const from = long ? Math.max(0, Math.min(first, count - seen) - SPARE) : 0;
  const to = long ? Math.min(count, first + STEP + seen + SPARE) : count;
  const drawn = indices(from, to);
  if (kept >= 0 && kept < from) drawn.unshift(kept);
  if (kept >= to && kept < count) drawn.push(kept);
  return {
    rows: drawn.map((index, at) => ({ index, gap: (index - (drawn[at - 1] ?? -1) - 1) * height })),
    rest: (count - 1 - (drawn.at(-1) ?? -1)) * height,
    attach: useCallback((element: HTMLElement | null) => setPlace(element && placeOf(element)), []),
    reveal: (index) => {
      if (!place) return;
      if (long) scrollTo(place, index * height, height, head);
      else place.element.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' });
    },
    page: () => Math.max(1, Math.floor(((place?.scroller.clientHeight ?? 0) - head) / height) - 1),
  };
};
