import type { createKept } from './kept.ts';
import type { Options } from './options.ts';
import type { Tree, Work } from './places.ts';
import type { Row } from './rows.ts';

/** What every phase is given. */
export interface Bench {
  readonly options: Options;
  readonly tree: Tree;
  readonly work: Work;
  /** The tree, indexed. */
  readonly kept: ReturnType<typeof createKept>;
  /** A line of the table. */
  readonly add: (row: Row) => void;
  /** A figure as it was measured, for --json. */
  readonly keep: (name: string, value: unknown) => void;
  /** Ours counted wrongly. */
  readonly wrong: (what: string) => void;
}
