const BREAK = /\r\n|\r|\n/;
const SHOWN_LINES = 8;
const SHOWN_COLUMNS = 200;

/** What a person must know before many lines reach a program. */
export interface PasteQuestion {
  readonly text: string;
  readonly lines: number;
  /** The first lines, cut for show. */
  readonly head: readonly string[];
}

/** The question to ask before a paste, or null for a single line, which goes in at once. */
export const pasteQuestion = (text: string): PasteQuestion | null => {
  const lines = text.split(BREAK);
  if (lines.length === 1) return null;
  // A last break is the end of the last line, not a line of its own.
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  return {
    text,
    lines: count,
    head: lines.slice(0, Math.min(count, SHOWN_LINES)).map((line) => line.slice(0, SHOWN_COLUMNS)),
  };
};
