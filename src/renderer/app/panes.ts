import type { SessionId } from '#shared/contract/ids.ts';

/** The preferences keep no more. */
const MOST = 8;

/** The sessions beside each other, and the one with the focus. */
export interface Panes {
  readonly open: readonly SessionId[];
  readonly focused: SessionId | null;
}

/** A session in the focused pane's place; where it is open already, only the focus moves. */
export const opened = ({ open, focused }: Panes, id: SessionId): Panes => {
  if (open.includes(id)) return { open, focused: id };
  if (focused === null || !open.includes(focused)) return { open: [id, ...open.slice(1)], focused: id };
  return { open: open.map((each) => (each === focused ? id : each)), focused: id };
};

/** A session beside the others. */
export const split = (panes: Panes, id: SessionId): Panes => {
  if (panes.open.includes(id) || panes.open.length >= MOST) return opened(panes, id);
  const at = panes.focused === null ? panes.open.length : panes.open.indexOf(panes.focused) + 1;
  return { open: panes.open.toSpliced(at, 0, id), focused: id };
};

/** Without a session; its neighbour gets the focus. */
export const closed = ({ open, focused }: Panes, id: SessionId): Panes => {
  const at = open.indexOf(id);
  const left = open.filter((each) => each !== id);
  return { open: left, focused: focused === id ? (left[Math.min(at, left.length - 1)] ?? null) : focused };
};

/** The focus one pane further, around the end. */
export const stepped = ({ open, focused }: Panes, step: 1 | -1): Panes => {
  if (open.length === 0) return { open, focused };
  const at = focused === null ? 0 : open.indexOf(focused);
  return { open, focused: open[(at + step + open.length) % open.length] ?? null };
};
