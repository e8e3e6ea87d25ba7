import { createHash } from 'node:crypto';

/** A line's own fields as they stand in the table: `at` in milliseconds, `detail` as the JSON text it is. */
export interface AuditLine {
  readonly id: number;
  readonly at: number;
  readonly action: string;
  readonly subject: string;
  readonly runtime: string;
  readonly detail: string;
}

export interface ChainedLine extends AuditLine {
  readonly hash: string;
}

/** A place in the chain: what the next line follows. */
export interface Link {
  readonly id: number;
  readonly hash: string;
}

/** What the first line follows. */
export const BEGINNING: Link = { id: 0, hash: '' };

/** Length and text, so that no two lines are written alike. In bytes: SQLite keeps a broken surrogate as another sign of as many. */
const netstring = (text: string): string => `${Buffer.byteLength(text)}:${text},`;

/**
 * Hexadecimal SHA-256 over the hash before and the line, each field as a netstring. The id is one of them, so a line
 * fits nowhere else. Databases hold these hashes: how a line is written down can never be changed.
 */
export const lineHash = (previous: string, line: AuditLine): string => {
  const { id, at, action, subject, runtime, detail } = line;
  const fields = [previous, String(id), String(at), action, subject, runtime, detail];
  return createHash('sha256').update(fields.map(netstring).join('')).digest('hex');
};

/** Follows the chain through the next lines, as far as they fit: where it gets to, and the first that does not. */
export const follow = (
  from: Link,
  lines: readonly ChainedLine[],
): { readonly last: Link; readonly misfit: ChainedLine | null } => {
  let last = from;
  for (const line of lines) {
    if (line.id !== last.id + 1 || lineHash(last.hash, line) !== line.hash) return { last, misfit: line };
    last = line;
  }
  return { last: { id: last.id, hash: last.hash }, misfit: null };
};

/**
 * Whether a line is the one that was written right after `last`, wherever it stands now: its words make its own hash
 * there, or that of the line that has its place.
 */
export const belongsAfter = (last: Link, line: ChainedLine, misfit: ChainedLine): boolean => {
  const hash = lineHash(last.hash, { ...line, id: last.id + 1 });
  return hash === line.hash || hash === misfit.hash;
};
