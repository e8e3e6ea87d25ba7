import { statSync } from 'node:fs';
import type { Step } from '#shared/contract/transcripts.ts';
import type { LogKind } from '../runtimes/reader.ts';
import { openPricing } from '../usage/report.ts';
import { readLogFile } from './log-file.ts';

interface Held {
  readonly path: string;
  readonly size: number;
  readonly mtime: number;
  readonly steps: readonly Step[];
}

const NONE: readonly Step[] = [];

/**
 * Steps of logs that were skimmed and not read yet, from their files. The one that was asked for last is held,
 * because whoever reads it turns its pages.
 */
export const createUnread = (kinds: readonly LogKind[]) => {
  let held: Held | null = null;
  return {
    /** None where the file is gone, or is no log. */
    async steps(path: string): Promise<readonly Step[]> {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat) return NONE;
      const { size, mtimeMs: mtime } = stat;
      if (held?.path === path && held.size === size && held.mtime === mtime) return held.steps;
      const read = await readLogFile(kinds, path, await openPricing([]));
      if (!read.ok) return NONE;
      held = { path, size, mtime, steps: read.value.steps };
      return held.steps;
    },
    /** Lets go of what is held. */
    close: (): void => void (held = null),
  };
};

/** The nearest prompt or failure before or after a step, as the store would find it. */
export const findIn = (
  steps: readonly Step[],
  what: 'prompt' | 'failure',
  from: number,
  direction: 'next' | 'previous',
): number | null => {
  const isWanted = ({ seq, kind, success }: Step): boolean =>
    (direction === 'next' ? seq > from : seq < from) &&
    (what === 'prompt' ? kind === 'user' : kind === 'error' || success === false);
  const found = direction === 'next' ? steps.find(isWanted) : steps.findLast(isWanted);
  return found?.seq ?? null;
};
