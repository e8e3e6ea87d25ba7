import type { IBuffer, IBufferLine, Terminal } from '@xterm/headless';
import { PLAIN, hasBackground, isErased, isSamePen, penChange, penOf, type Links, type Pen } from './pen.ts';
import { rawCell, rawScreen, type RawCell } from './xterm-state.ts';

/** Text that grows, with the look it has left the pen in. */
export interface Script {
  write(text: string): void;
  use(pen: Pen): void;
  readonly pen: Pen;
  readonly links: Links;
  text(): string;
}

/** An empty script for a fresh terminal. */
export const createScript = (links: Links): Script => {
  let text = '';
  let pen = PLAIN;
  return {
    write: (more) => {
      text += more;
    },
    use: (next) => {
      text += penChange(pen, next, links);
      pen = next;
    },
    get pen() {
      return pen;
    },
    links,
    text: () => text,
  };
};

interface Lines {
  readonly terminal: Terminal;
  readonly buffer: IBuffer;
  readonly first: number;
  readonly end: number;
  /** Called before a line is written, at its left; leaves the cursor there. */
  readonly before?: (at: number) => void;
}

/** Does nothing unless the character's wrap is what we want: too wide for the last column. */
const WIDE = '\u3000';

/**
 * Writes lines `first` to `end` so that a fresh terminal of that width ends up with the same cells and the
 * same wrapped flags. Starts at the left of a line; ends anywhere in the last one.
 */
export const writeLines = (script: Script, { terminal, buffer, first, end, before }: Lines): void => {
  const cell = rawCell(terminal);
  for (let at = first; at < end; at += 1) {
    const line = buffer.getLine(at);
    if (!line) continue;
    before?.(at);
    const continues = at + 1 < end && buffer.getLine(at + 1)?.isWrapped === true;
    const row = { line, cell, cols: terminal.cols, continues };
    const filled = writeCells(script, row);
    if (at + 1 === end) return;
    if (continues) writeWrap(script, { ...row, filled });
    else {
      // Scrolling fills the new line with the background colour of the pen.
      if (hasBackground(script.pen)) script.use(PLAIN);
      script.write('\r\n');
    }
  }
};

interface Row {
  readonly line: IBufferLine;
  readonly cell: RawCell;
  readonly cols: number;
  /** The next line is a continuation of this one. */
  readonly continues: boolean;
}

const column = (x: number): string => `\x1b[${x + 1}G`;

/** True when the last column was printed, so that the next character would wrap. */
const writeCells = (script: Script, row: Row): boolean => {
  const { line, cell, cols, continues } = row;
  // What makes the next line a continuation also makes a blank in the last column.
  const end = continues ? cols : writeStyledEnd(script, row);
  let x = 0;
  while (x < end) {
    line.getCell(x, cell);
    const chars = cell.getChars();
    const width = cell.getWidth();
    const pen = penOf(cell, script.links);
    if (chars === '' && width !== 0) {
      const from = x;
      while (x < end && isBlank(line, x, cell) && isSamePen(penOf(cell, script.links), pen)) x += 1;
      writeBlank(script, { pen, from, to: x, end, cols });
      if (x === cols) return false;
      continue;
    }
    script.use(pen);
    // A resize leaves half a wide character where it cuts the line; no printing would.
    const isHalf = width === 2 ? x + 2 > cols : chars === '' || (width !== 0 && isLoneAccent(chars));
    // Coming from elsewhere, an accent joins no letter and takes a column of its own.
    script.write(isHalf ? ' ' : width === 0 ? column(x) + chars : chars);
    x += isHalf ? 1 : Math.max(width, 1);
  }
  return true;
};

/** Has no letter to stand on. Printed again in a cell that has a width it would shift all that follows. */
export const isLoneAccent = (chars: string): boolean => /^[\p{Mn}\p{Me}\p{Cf}]/u.test(chars);

const isBlank = (line: IBufferLine, x: number, cell: RawCell): boolean => {
  line.getCell(x, cell);
  return cell.getChars() === '' && cell.getWidth() !== 0;
};

interface Blank {
  readonly pen: Pen;
  readonly from: number;
  readonly to: number;
  /** From here on the line is written already. */
  readonly end: number;
  readonly cols: number;
}

const writeBlank = (script: Script, { pen, from, to, end, cols }: Blank): void => {
  const isLast = to === cols;
  if (!isErased(pen)) {
    if (to === end && !isLast) {
      // The whole line is blank and has looks: there is no column to spoil, and this one becomes a space.
      script.use(pen);
      script.write(' ');
      return;
    }
    for (let x = from; x < (isLast ? cols - 1 : to); x += 1) writeStyled(script, x, pen);
    if (isLast) return;
    script.use(PLAIN);
    script.write('\x1b[X');
    return;
  }
  if (hasBackground(pen)) {
    script.use(pen);
    script.write(`\x1b[${to - from}X`);
  }
  if (!isLast) script.write(`\x1b[${to - from}C`);
};

/**
 * Erasing leaves only a background. A blank with more is what is left of a wide character when its second
 * half is overwritten. Begins at column `x`, ends at the next, which it spoils.
 */
const writeStyled = (script: Script, x: number, pen: Pen): void => {
  script.use(pen);
  script.write(`${WIDE}${column(x + 1)} ${column(x + 1)}`);
};

/**
 * The same up to the line's end, where there is no column to spoil: begins one column before, and then
 * inserts a character there, which moves them and cuts a wide one in the last column. Returns the column
 * where they begin; ends at the line's left.
 */
const writeStyledEnd = (script: Script, { line, cell, cols }: Row): number => {
  const pens: Pen[] = [];
  for (let x = cols - 1; x >= 1 && isBlank(line, x, cell); x -= 1) {
    const pen = penOf(cell, script.links);
    if (isErased(pen)) break;
    pens.unshift(pen);
  }
  const last = pens.at(-1);
  if (!last) return cols;
  const from = cols - pens.length;
  script.write(column(from - 1));
  for (const [index, pen] of pens.slice(0, -1).entries()) writeStyled(script, from - 1 + index, pen);
  script.use(last);
  script.write(`${WIDE}${column(from - 1)}\x1b[4h \x1b[4l${column(from - 1)}`);
  script.use(PLAIN);
  script.write('\x1b[X\r');
  return from;
};

/** Makes the next line a continuation of this one, and leaves it empty with the cursor at its left. */
const writeWrap = (script: Script, { line, cell, cols, filled }: Row & { filled: boolean }): void => {
  if (filled) {
    script.use(PLAIN);
    script.write(' \r\x1b[X');
    return;
  }
  // A wide character that does not fit leaves the last column blank in its own look, as it was.
  line.getCell(cols - 1, cell);
  script.write(`\x1b[${cols}G`);
  script.use(penOf(cell, script.links));
  script.write(`${WIDE}\r`);
  script.use(PLAIN);
  script.write(`\x1b[${cols}X`);
};

/** Lines as text with their looks: the answer to a window that scrolls far back. */
export const linesAsText = (lines: Lines): string => {
  const script = createScript(rawScreen(lines.terminal)._oscLinkService);
  writeLines(script, lines);
  script.use(PLAIN);
  return script.text();
};
