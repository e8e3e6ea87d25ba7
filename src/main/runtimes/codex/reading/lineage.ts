import { momentOf as momentOfId } from '../locate.ts';

/** Whose lines stand in a log that begins with a copy of another one. JSON. */
export interface Lineage {
  /** The conversations whose first lines were copied here, the nearest first. */
  copied: string[];
  /** Whose line the next one is; null: this log's own. */
  owner: string | null;
  /** When the newest copied line was copied, milliseconds. */
  copiedAt: number | null;
  /** Turns here have ids, which tell when they began. */
  hasTurns: boolean;
}

/** No copy. */
export const newLineage = (): Lineage => ({ copied: [], owner: null, copiedAt: null, hasTurns: false });

/** A second first line: from here on the lines of that conversation are repeated. */
export const copyBegins = (state: Lineage, id: string, at: string | null): void => {
  state.copied = [...state.copied, id].slice(0, 100);
  state.owner = state.copied[0] ?? null;
  state.copiedAt = at === null ? null : Date.parse(at);
};

/** Copying is quick: the first own line comes later than this after the last copied one, milliseconds. */
const GAP = 50;

/** With turns that tell their own moment, only a much later line is taken for an own one without a turn. */
const LONG_GAP = 2000;

/**
 * A copied line has the moment it was copied at. While one conversation is repeated here, a later line is this
 * log's own; and a turn whose id is younger than this conversation is.
 */
export const follow = (
  state: Lineage,
  line: { readonly own: string | null; readonly at: string | null; readonly turn: string | null },
): void => {
  if (state.owner === null) return;
  const own = line.own === null ? null : momentOfId(line.own);
  const turn = line.turn === null ? null : momentOfId(line.turn);
  if (own !== null && turn !== null) {
    state.hasTurns = true;
    if (turn >= own) {
      state.owner = null;
      return;
    }
    // A fork of a fork: the turn is of the youngest conversation that was there by then.
    const found = state.copied.find((id) => (momentOfId(id) ?? 0) <= turn);
    state.owner = found ?? state.copied.at(-1) ?? null;
  }
  if (line.at === null) return;
  const at = Date.parse(line.at);
  const gap = state.hasTurns ? LONG_GAP : GAP;
  if (state.copiedAt !== null && at - state.copiedAt > gap) state.owner = null;
  else state.copiedAt = at;
};
