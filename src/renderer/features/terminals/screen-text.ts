import type { Terminal } from '@xterm/xterm';

/** The part of a terminal that its readable copy is made from. */
export type Readable = Pick<Terminal, 'rows' | 'buffer'>;

/** The visible rows as text, without the blank ones at the end. */
export const visibleText = ({ rows, buffer }: Readable): string => {
  const { active } = buffer;
  const lines = Array.from(
    { length: rows },
    (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
  );
  return lines.join('\n').trimEnd();
};

/** How often the copy follows the screen while somebody asks for it, and while nobody does. */
const ASKED = 250;
const UNASKED = 1000;

export interface ScreenCopyRooms {
  readonly read: () => string;
  readonly show: (text: string) => void;
  readonly now: () => number;
  readonly later: (run: () => void, milliseconds: number) => () => void;
}

/**
 * The readable copy of a screen. A screen reader or a script asks for it by focusing it (or anything else in
 * its pane), or for all panes in the settings; then it follows four times a second. Unasked it is never older
 * than a second, so that nobody reads a lie.
 */
export interface ScreenCopy {
  changed(): void;
  ask(asked: boolean): void;
  close(): void;
}

/** Keeps a readable copy of a screen, no more often than needed. */
export const createScreenCopy = ({ read, show, now, later }: ScreenCopyRooms): ScreenCopy => {
  let asked = false;
  let shown: string | null = null;
  let shownAt = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;

  const refresh = (): void => {
    cancel = null;
    shownAt = now();
    const text = read();
    if (text === shown) return;
    shown = text;
    show(text);
  };

  return {
    changed() {
      cancel ??= later(refresh, Math.max(0, shownAt + (asked ? ASKED : UNASKED) - now()));
    },
    ask(next) {
      if (asked === next) return;
      asked = next;
      if (!next) return;
      cancel?.();
      refresh();
    },
    close() {
      cancel?.();
    },
  };
};
