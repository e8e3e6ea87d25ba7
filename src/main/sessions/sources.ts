import type { Statement } from '../runtimes/runtime.ts';

/** What a source's word about the present turn is worth. */
export interface Source {
  /** The larger, the more it is believed. */
  readonly trust: number;
  /**
   * `present`: it shows how things stand now, and falls silent when it cannot. `event`: it speaks when something
   * happens, and keeps its last word however long ago that was: Esc calls no hook.
   */
  readonly kind: 'present' | 'event';
}

/**
 * Every source of a live run's finer state. Exit codes, signals, stop records, the supervisor, the process table and
 * the boot id tell of life and end; they are facts, and no source below may speak against them.
 */
export const SOURCES: Readonly<Record<Statement['source'], Source>> = {
  // A background run tells all it does, in order.
  'runtime-events': { trust: 7, kind: 'present' },
  // Claude Code's own file: right within 0.3 s wherever it was measured.
  registry: { trust: 6, kind: 'present' },
  // OSC 7501 of Codex 0.169.
  'terminal-status': { trust: 6, kind: 'present' },
  // Codex 0.116 and later turn a spinner in it, and put "Action Required" there.
  'terminal-title': { trust: 5, kind: 'present' },
  hook: { trust: 4, kind: 'event' },
  log: { trust: 4, kind: 'event' },
  // The end of a turn only.
  notify: { trust: 3, kind: 'event' },
  // Words of an interface that may change with any version.
  screen: { trust: 2, kind: 'present' },
};
