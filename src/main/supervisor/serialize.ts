import type { IBuffer, Terminal } from '@xterm/headless';
import { PLAIN, isSamePen, isSavedInLink, nextPenOf, penOf, savedPenOf, type Pen } from './pen.ts';
import { createScript, isLoneAccent, writeLines, type Script } from './serialize-lines.ts';
import type { TrackedModes } from './tracked-modes.ts';
import { rawCell, rawScreen, type RawBuffer, type RawScreen } from './xterm-state.ts';

/** Names of the charsets a program can choose, by xterm's own tables. */
export type CharsetNames = ReadonlyMap<object, string>;

interface Request {
  readonly terminal: Terminal;
  readonly tracked: TrackedModes;
  readonly charsets: CharsetNames;
  /** The first line of the normal buffer to write. */
  readonly first: number;
}

/**
 * The screen as text that gives a fresh terminal of the same size the same cells, cursor and modes. An open
 * synchronized update (?2026) is one of them: a window that waits in vain for its end draws after a second.
 */
export const serialize = ({ terminal, tracked, charsets, first }: Request): string => {
  const raw = rawScreen(terminal);
  const { normal, alt } = raw._bufferService.buffers;
  const script = createScript(raw._oscLinkService);
  const isAlternate = terminal.buffer.active.type === 'alternate';
  const scene = { script, terminal, raw, charsets };
  if (!isAlternate) writeLeftAlternate(scene, alt, tracked.kitty.alternate);

  const { normal: lines, alternate } = terminal.buffer;
  writeBuffer(scene, { lines, first, raw: normal });
  writeBufferState({ ...scene, buffer: normal, kitty: tracked.kitty.normal });
  if (isAlternate) {
    script.use(PLAIN);
    // Unseen now, but a resize keeps or drops the lines below it.
    script.write(moved(Math.min(normal.x, terminal.cols - 1), normal.y));
    script.write('\x1b[?47h\x1b[H');
    writeBuffer(scene, { lines: alternate, first: 0, raw: alt });
    writeBufferState({ ...scene, buffer: alt, kitty: tracked.kitty.alternate });
  }
  writeCharsets(scene, isAlternate ? alt : normal);
  script.write(modesOf(terminal, raw, tracked));
  writeCursor(scene, isAlternate ? alt : normal);
  return script.text();
};

interface Scene {
  readonly script: Script;
  readonly terminal: Terminal;
  readonly raw: RawScreen;
  readonly charsets: CharsetNames;
}

const moved = (x: number, y: number): string => `\x1b[${y + 1};${x + 1}H`;

const named = (charsets: CharsetNames, charset: object | undefined): string =>
  (charset && charsets.get(charset)) ?? 'B';

/** What each of the two buffers keeps for itself. */
const writeBufferState = (scene: Scene & { buffer: RawBuffer; kitty: readonly number[] }): void => {
  const { script, terminal, buffer } = scene;
  script.write(tabStops(buffer, terminal.cols));
  if (buffer.scrollTop !== 0 || buffer.scrollBottom !== terminal.rows - 1)
    script.write(`\x1b[${buffer.scrollTop + 1};${buffer.scrollBottom + 1}r`);
  script.write(kittyStack(scene.kitty));
};

const kittyStack = (flags: readonly number[]): string => flags.map((flag) => `\x1b[>${flag}u`).join('');

interface Written {
  readonly lines: IBuffer;
  readonly first: number;
  readonly raw: RawBuffer;
}

/** The lines, and the cursor that is saved on one of them: also far above, where a resize may bring it back from. */
const writeBuffer = (scene: Scene, { lines, first, raw }: Written): void => {
  const { script, terminal } = scene;
  const end = lines.length;
  const row = Math.min(Math.max(raw.savedY, first), end - 1);
  const isFirst = row === first;
  writeLines(script, {
    terminal,
    buffer: lines,
    first,
    end,
    before: (at) => {
      if (at === row) writeSavedCursor(scene, { raw, isFirst, row: '' });
    },
  });
};

/** Saves it in the row where the cursor is, or in the one named; leaves the cursor at the row's left. */
const writeSavedCursor = (
  { script, charsets }: Scene,
  { raw, isFirst, row }: { raw: RawBuffer; isFirst: boolean; row: string },
): void => {
  const pen = savedPenOf(raw.savedCurAttrData, script.links);
  const charset = named(charsets, raw.savedCharset);
  const inLink = isSavedInLink(raw.savedCurAttrData);
  if (raw.savedX === 0 && isFirst && isSamePen(pen, PLAIN) && charset === 'B' && !inLink) return;
  script.use(pen);
  const saved = `\x1b[${raw.savedX + 1}G\x1b(${charset}\x1b7`;
  script.write(`${row}${inLink ? `\x1b]8;;toc:\x1b\\${saved}\x1b]8;;\x1b\\` : saved}\r`);
  script.use(PLAIN);
  if (charset !== 'B') script.write('\x1b(B');
};

/** The alternate screen is empty while it is not shown; its saved cursor and its keyboard flags stay. */
const writeLeftAlternate = (scene: Scene, raw: RawBuffer, kitty: readonly number[]): void => {
  const { script, terminal } = scene;
  const inside = createScript(script.links);
  const y = Math.min(Math.max(raw.savedY - raw.ybase, 0), terminal.rows - 1);
  writeSavedCursor({ ...scene, script: inside }, { raw, isFirst: y === 0, row: moved(0, y) });
  inside.write(kittyStack(kitty));
  if (inside.text() !== '') script.write(`\x1b[?47h${inside.text()}\x1b[?47l\x1b[H`);
};

const TAB = 8;

const tabStops = (buffer: RawBuffer, cols: number): string => {
  const columns = Array.from({ length: cols }, (_, x) => x);
  const stops = columns.filter((x) => buffer.tabs[x]);
  const usual = columns.filter((x) => x % TAB === 0);
  if (stops.join() === usual.join()) return '';
  return `\x1b[3g${stops.map((x) => `\x1b[${x + 1}G\x1bH`).join('')}`;
};

const SLOT_MARKS = ['(', ')', '*', '+'] as const;
const LEVEL_SHIFTS = ['\x0f', '\x0e', '\x1bn', '\x1bo'] as const;

const writeCharsets = ({ script, raw, charsets }: Scene, buffer: RawBuffer): void => {
  const { glevel, charset, _charsets: slots } = raw._charsetService;
  for (const [slot, mark] of SLOT_MARKS.entries()) {
    const name = named(charsets, slots[slot]);
    if (name !== 'B') script.write(`\x1b${mark}${name}`);
  }
  if (glevel !== 0) script.write(LEVEL_SHIFTS[glevel] ?? '');
  if (named(charsets, charset) === named(charsets, slots[glevel])) return;
  // It came from a restored cursor, and lives until the next shift: restore that cursor again.
  if (charset === buffer.savedCharset) {
    script.write('\x1b8');
    script.use(savedPenOf(buffer.savedCurAttrData, script.links));
  }
};

const MOUSE = { none: '', x10: '\x1b[?9h', vt200: '\x1b[?1000h', drag: '\x1b[?1002h', any: '\x1b[?1003h' };
const CURSORS: Readonly<Record<string, number>> = { block: 1, underline: 3, bar: 5 };

const modesOf = (terminal: Terminal, raw: RawScreen, tracked: TrackedModes): string => {
  const { modes, options } = terminal;
  const { cursorStyle, cursorBlink } = raw.coreService.decPrivateModes;
  const style = cursorStyle === undefined ? undefined : CURSORS[cursorStyle];
  const parts = [
    [modes.applicationCursorKeysMode, '\x1b[?1h'],
    [modes.applicationKeypadMode, '\x1b='],
    [!modes.wraparoundMode, '\x1b[?7l'],
    [modes.reverseWraparoundMode, '\x1b[?45h'],
    [modes.bracketedPasteMode, '\x1b[?2004h'],
    [modes.sendFocusMode, '\x1b[?1004h'],
    [raw.coreMouseService.activeEncoding === 'SGR', '\x1b[?1006h'],
    [raw.coreMouseService.activeEncoding === 'SGR_PIXELS', '\x1b[?1016h'],
    [raw.coreService.isCursorHidden, '\x1b[?25l'],
    [options.cursorBlink === true, '\x1b[?12h'],
    [options.convertEol === true, '\x1b[20h'],
    [style !== undefined, `\x1b[${(style ?? 0) + (cursorBlink ? 0 : 1)} q`],
    [modes.originMode, '\x1b[?6h'],
    [modes.synchronizedOutputMode, '\x1b[?2026h'],
    [tracked.title !== '', `\x1b]2;${tracked.title}\x1b\\`],
  ] as const;
  const colours = [...tracked.colours].map(([code, colour]) => `\x1b]${code};${colour}\x1b\\`);
  return [MOUSE[modes.mouseTrackingMode], ...colours, ...parts.map(([on, text]) => (on ? text : ''))].join(
    '',
  );
};

/**
 * The cursor, the look of the next character, a wrap that waits for it, and whether an accent that comes
 * next still joins the last character: the last two only printing that character again brings back.
 */
const writeCursor = (scene: Scene, buffer: RawBuffer): void => {
  const { script, terminal, raw } = scene;
  const pen = nextPenOf(raw._inputHandler._curAttrData, script.links);
  const top = terminal.modes.originMode ? buffer.scrollTop : 0;
  const y = buffer.y - top;
  // Accents that came while the wrap waited have each moved the cursor on, beyond the line.
  const x = Math.min(buffer.x, terminal.cols);
  const beyond = `${SEPARATOR}\u0301`.repeat(buffer.x - x);
  const last = lastPrinted(script, terminal, x);
  const joins = raw._inputHandler._parser.precedingJoinState !== 0;
  const insert = terminal.modes.insertMode ? '\x1b[4h' : '';
  if (!last || (x < terminal.cols && !joins)) {
    script.write(`${insert}${moved(Math.min(x, terminal.cols - 1), y)}`);
    script.use(pen);
    return;
  }
  script.write(moved(last.x, y));
  script.use(last.pen);
  // Where printing inserts, the character goes first, so that it is not there twice.
  const chars = joins ? last.chars : unmapped(scene, last.chars);
  script.write((insert && `${insert}\x1b[${x - last.x}P`) + chars + beyond);
  script.use(pen);
};

/** Characters as they are, whatever the charset that was chosen after them would make of them. */
const unmapped = ({ raw, charsets }: Scene, chars: string): string => {
  const { glevel, charset, _charsets: slots } = raw._charsetService;
  const name = named(charsets, charset);
  const mark = SLOT_MARKS[glevel];
  if (name === 'B' || mark === undefined || charset !== slots[glevel]) return chars;
  return `\x1b${mark}B${chars}\x1b${mark}${name}`;
};

/** A mode that nobody has: what comes after it joins nothing before it. */
const SEPARATOR = '\x1b[?9999l';

/** The character left of column `end`, on the cursor's line. */
const lastPrinted = (
  script: Script,
  terminal: Terminal,
  end: number,
): { readonly x: number; readonly chars: string; readonly pen: Pen } | null => {
  const line = activeLine(terminal.buffer.active);
  const cell = rawCell(terminal);
  for (const back of [1, 2]) {
    const x = end - back;
    if (x < 0 || !line?.getCell(x, cell)) return null;
    if (cell.getWidth() === 0 && cell.getChars() === '') continue;
    const chars = cell.getChars();
    // A resize can put the cursor behind a blank; only one beyond the last column was put there by printing.
    if (chars === '' && end < terminal.cols) return null;
    const isSpace = cell.getWidth() !== 0 && isLoneAccent(chars);
    return { x, chars: isSpace ? ' ' : chars || ' ', pen: penOf(cell, script.links) };
  }
  return null;
};

const activeLine = (buffer: IBuffer) => buffer.getLine(buffer.baseY + buffer.cursorY);
