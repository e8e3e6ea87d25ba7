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
}

/** Does nothing unless the character's wrap is what we want: too wide for the last column. */
const WIDE = '\u3000';

/**
 * Writes lines `first` to `end` so that a fresh terminal of that width ends up with the same cells and the
 * same wrapped flags. Starts at the left of a line; ends anywhere in the last one.
 */
export const writeLines = (script: Script, { terminal, buffer, first, end }: Lines): void => {
  const cell = rawCell(terminal);
  for (let at = first; at < end; at += 1) {
    const line = buffer.getLine(at);
    if (!line) continue;
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

/** True when the last column was printed, so that the next character would wrap. */
const writeCells = (script: Script, { line, cell, cols, continues }: Row): boolean => {
  let x = 0;
  while (x < cols) {
    line.getCell(x, cell);
    const chars = cell.getChars();
    const width = cell.getWidth();
    if (chars === '' && width !== 0) {
      const pen = penOf(cell, script.links);
      const from = x;
      while (x < cols && isBlank(line, x, cell) && isSamePen(penOf(cell, script.links), pen)) x += 1;
      if (writeBlank(script, { pen, count: x - from, isLast: x === cols, continues })) return true;
      if (x === cols) return false;
      continue;
    }
    script.use(penOf(cell, script.links));
    // Half a wide character is left where a resize cut the line, a lone accent where its letter was erased.
    const isHalf = width === 0 || (width === 2 && x + 2 > cols) || isLoneAccent(chars);
    script.write(isHalf ? ' ' : chars);
    x += isHalf ? 1 : width;
  }
  return true;
};

/** Has no letter to stand on. Printed again it would take no column, and shift all that follows. */
export const isLoneAccent = (chars: string): boolean => /^[\p{Mn}\p{Me}\p{Cf}]/u.test(chars);

const isBlank = (line: IBufferLine, x: number, cell: RawCell): boolean => {
  line.getCell(x, cell);
  return cell.getChars() === '' && cell.getWidth() !== 0;
};

interface Blank {
  readonly pen: Pen;
  readonly count: number;
  readonly isLast: boolean;
  readonly continues: boolean;
}

const writeBlank = (script: Script, { pen, count, isLast, continues }: Blank): boolean => {
  if (!isErased(pen)) {
    // Erasing leaves only a background; a blank with more looks the same as a space. The wrap makes the last.
    const isMadeByWrap = isLast && continues;
    script.use(pen);
    script.write(' '.repeat(isMadeByWrap ? count - 1 : count));
    return isLast && !isMadeByWrap;
  }
  if (hasBackground(pen)) {
    script.use(pen);
    script.write(`\x1b[${count}X`);
  }
  if (!isLast) script.write(`\x1b[${count}C`);
  return false;
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
