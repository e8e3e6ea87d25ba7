import type { ChangedFile, ConversationSummary, Step } from '#shared/contract/transcripts.ts';
import { CHANGING, type Change, type Plan } from '../store/logs-summary.ts';

/** More files than these are only counted. */
const MOST = 200;

const changed = new Set<string>(CHANGING);

const counted = (file: ChangedFile, { added, removed, success, seq }: Change): ChangedFile => ({
  ...file,
  ...(success === true ? { added: file.added + added, removed: file.removed + removed } : {}),
  made: file.made + (success === true ? 1 : 0),
  failed: file.failed + (success === false ? 1 : 0),
  unknown: file.unknown + (success === null ? 1 : 0),
  seq: seq ?? file.seq,
});

/** Gathers changes by file, the first changed first. Pure. */
export const summaryOf = (changes: readonly Change[], plan: Plan | null): ConversationSummary => {
  const files = new Map<string, ChangedFile>();
  for (const change of changes) {
    const { path } = change;
    const known = files.get(path) ?? {
      path,
      added: 0,
      removed: 0,
      made: 0,
      failed: 0,
      unknown: 0,
      seq: null,
    };
    files.set(path, counted(known, change));
  }
  const all = [...files.values()];
  return { files: all.slice(0, MOST), moreFiles: Math.max(0, all.length - MOST), plan };
};

/** The same from steps that are not in the store yet. Pure. */
export const summaryOfSteps = (steps: readonly Step[]): ConversationSummary => {
  const changes = steps.flatMap(({ path, tool, added = 0, removed = 0, success, seq }): Change[] =>
    path !== undefined && changed.has(tool ?? '') ? [{ path, added, removed, success, seq }] : [],
  );
  const last = steps.findLast(({ todos, within }) => todos !== undefined && within === undefined);
  return summaryOf(changes, last?.todos ? { seq: last.seq, todos: last.todos } : null);
};
