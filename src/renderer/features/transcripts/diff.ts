/** One line of a diff as it is drawn: its numbers before and after, and what became of it. */
export interface DiffLine {
  readonly before: number | null;
  readonly after: number | null;
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
}

const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/**
 * The lines of a unified diff, with their numbers. Without a hunk's head (a whole new file, say) they count
 * from 1. Null stands for the gap between two hunks. Pure.
 */
export const diffLines = (unified: string): readonly (DiffLine | null)[] => {
  const lines: (DiffLine | null)[] = [];
  let before = 1;
  let after = 1;
  for (const line of unified.replace(/\n$/, '').split('\n')) {
    const hunk = HUNK.exec(line);
    if (hunk) {
      if (lines.length > 0) lines.push(null);
      before = Number(hunk[1]);
      after = Number(hunk[2]);
    } else if (line.startsWith('+')) {
      lines.push({ before: null, after, sign: '+', text: line.slice(1) });
      after += 1;
    } else if (line.startsWith('-')) {
      lines.push({ before, after: null, sign: '-', text: line.slice(1) });
      before += 1;
    } else if (!line.startsWith('\\')) {
      lines.push({ before, after, sign: ' ', text: line.slice(1) });
      before += 1;
      after += 1;
    }
  }
  return lines;
};
