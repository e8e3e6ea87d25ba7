import { fields, isFields, list, text, whole } from '../../values.ts';

/** A change of one file: lines, and the change as a unified diff without file heads. */
export interface Change {
  readonly added: number;
  readonly removed: number;
  readonly diff?: string;
}

const linesOf = (content: string): string[] => {
  if (content === '') return [];
  const lines = content.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
};

const made = (removed: readonly string[], added: readonly string[], head: string): Change => {
  if (removed.length + added.length === 0) return { added: 0, removed: 0 };
  const lines = [head, ...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  return { added: added.length, removed: removed.length, diff: lines.join('\n') };
};

/** A file that is new, or whose former content is not known. */
export const wholeFile = (content: string): Change => {
  const lines = linesOf(content);
  return made([], lines, `@@ -0,0 +1,${lines.length} @@`);
};

/** A text put in the place of another, wherever in the file that is: the lines that differ. */
export const replacement = (before: string, after: string): Change => {
  const [old, next] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1;
  let tail = 0;
  const most = Math.min(old.length, next.length) - head;
  while (tail < most && old.at(-1 - tail) === next.at(-1 - tail)) tail += 1;
  return made(old.slice(head, old.length - tail), next.slice(head, next.length - tail), '@@ @@');
};

/** Several changes as one. */
export const together = (changes: readonly Change[]): Change => {
  const diff = changes
    .map((change) => change.diff ?? '')
    .filter((one) => one !== '')
    .join('\n');
  const sum = (of: (change: Change) => number): number => changes.reduce((all, one) => all + of(one), 0);
  const counts = { added: sum(({ added }) => added), removed: sum(({ removed }) => removed) };
  return diff === '' ? counts : { ...counts, diff };
};

/** The hunks of a `structuredPatch`, as Claude Code keeps them beside an edit; null where there are none. */
export const patchIn = (value: unknown): Change | null => {
  const hunks = list(value).filter(isFields);
  if (hunks.length === 0) return null;
  let [added, removed] = [0, 0];
  const lines: string[] = [];
  for (const hunk of hunks) {
    const [from, size] = [whole(hunk['oldStart']) ?? 0, whole(hunk['oldLines']) ?? 0];
    const [to, grown] = [whole(hunk['newStart']) ?? 0, whole(hunk['newLines']) ?? 0];
    lines.push(`@@ -${from},${size} +${to},${grown} @@`);
    for (const one of list(hunk['lines'])) {
      const line = text(one);
      if (line === null) continue;
      if (line.startsWith('+')) added += 1;
      if (line.startsWith('-')) removed += 1;
      lines.push(line);
    }
  }
  return { added, removed, diff: lines.join('\n') };
};

/** What an edit did, as its result has it; null where the result does not say. */
export const changeIn = (told: unknown): Change | null => {
  const { structuredPatch, type, content } = fields(told);
  const patch = patchIn(structuredPatch);
  if (patch) return patch;
  const created = type === 'create' ? text(content) : null;
  return created === null ? null : wholeFile(created);
};
