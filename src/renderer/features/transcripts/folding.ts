/** A long text as it is first shown. */
export interface Folded {
  readonly shown: string;
  /** Lines that are left out; 0: none. */
  readonly more: number;
}

/** Beyond this a single line is cut as well: a minified file is one line of a megabyte. */
const LONGEST = 2000;

/** The first `most` lines of a text. One or two more are shown rather than hidden behind a button. Pure. */
export const folded = (text: string, most: number): Folded => {
  const lines = text.replace(/\n+$/, '').split('\n');
  const kept = lines.length <= most + 2 ? lines : lines.slice(0, most);
  const shown = kept.map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line)).join('\n');
  return { shown, more: lines.length - kept.length };
};
