import type { IBuffer, IBufferLine, Terminal } from '@xterm/headless';
import { isLoneAccent } from '../serialize-lines.ts';
import { rawCell, rawScreen, type RawAttributes, type RawBuffer } from '../xterm-state.ts';

/** In `bg`: has extended attributes; the same bit in `fg` is the underline. */
const EXTENDED = 0x10000000;

/** A colour without what older ones left behind in bits that its mode does not use. */
const colour = (value: number): number =>
  (value & 0x3000000) === 0 ? 0 : value & ((value & 0x3000000) === 0x3000000 ? 0x3ffffff : 0x30000ff);

const look = (cell: ReturnType<typeof rawCell>, terminal: Terminal): string => {
  const isExtended = (cell.bg & EXTENDED) !== 0;
  const link = isExtended
    ? rawScreen(terminal)._oscLinkService.getLinkData(cell.extended._urlId)?.uri
    : undefined;
  const style = (isExtended && (cell.extended._ext >>> 26) & 7) || ((cell.fg & EXTENDED) === 0 ? 0 : 1);
  return [
    `fg ${cell.getFgColorMode()}/${cell.getFgColor()} bg ${cell.getBgColorMode()}/${cell.getBgColor()}`,
    cell.isBold() ? 'bold' : '',
    cell.isDim() ? 'dim' : '',
    cell.isItalic() ? 'italic' : '',
    cell.isBlink() ? 'blink' : '',
    cell.isInverse() ? 'inverse' : '',
    cell.isInvisible() ? 'invisible' : '',
    cell.isStrikethrough() ? 'strike' : '',
    cell.isOverline() ? 'overline' : '',
    style ? `underline ${style}` : '',
    style && isExtended && colour(cell.extended._ext) !== 0 ? `in ${colour(cell.extended._ext)}` : '',
    (cell.bg & 0x20000000) !== 0 ? 'protected' : '',
    link ?? '',
  ]
    .filter((part) => part !== '')
    .join(' ');
};

const BARE_LOOK = /^fg 0\/-1 bg \d+\/-?\d+$/;

/** Only printing puts a cursor beyond the last column: a blank there comes back as a space. */
const isWaitingToWrap = (buffer: IBuffer, at: number, terminal: Terminal): boolean =>
  buffer.type === terminal.buffer.active.type &&
  buffer.cursorX >= terminal.cols &&
  at === buffer.baseY + buffer.cursorY;

interface Shown {
  readonly looks: string;
  readonly chars: string;
}

/**
 * One cell, its width included: `»` is the left half of a wide character, `·` a blank, in brackets what takes
 * no width. No output of a program brings back a half that a resize left of a wide character: it is a space.
 */
const charsOf = (cell: ReturnType<typeof rawCell>, before: number, isLast: boolean): string => {
  const chars = cell.getChars();
  switch (cell.getWidth()) {
    case 0:
      if (chars !== '') return `[${chars}]`;
      return before === 2 ? '' : ' ';
    case 2:
      return isLast ? ' ' : `${chars}»`;
    default:
      return isLoneAccent(chars) ? ' ' : chars || '·';
  }
};

const cellsOf = (line: IBufferLine, terminal: Terminal): Shown[] => {
  const cell = rawCell(terminal);
  let before = 0;
  let last = { fg: -1, bg: -1, ext: -1, link: -1, looks: '' };
  return Array.from({ length: terminal.cols }, (_, x) => {
    line.getCell(x, cell);
    const chars = charsOf(cell, before, x === terminal.cols - 1);
    before = cell.getWidth();
    const { fg, bg } = cell;
    const { _ext: ext, _urlId: link } = cell.extended;
    // Most cells look like the one before.
    if (fg !== last.fg || bg !== last.bg || ext !== last.ext || link !== last.link)
      last = { fg, bg, ext, link, looks: look(cell, terminal) };
    return { looks: last.looks, chars };
  });
};

const isStyledBlank = ({ looks, chars }: Shown): boolean => chars === '·' && !BARE_LOOK.test(looks);

const lineState = (buffer: IBuffer, at: number, terminal: Terminal): string => {
  const line = buffer.getLine(at);
  if (!line) return 'none';
  const cells = cellsOf(line, terminal);
  const last = cells.length - 1;
  // A line that is all blanks with looks has no column to make the first of them in: it is a space.
  const isAllStyled = cells.slice(1).every(isStyledBlank);
  let looks = '';
  return cells
    .map((cell, x) => {
      const isSpace =
        cell.chars === '·' &&
        ((x === last && isWaitingToWrap(buffer, at, terminal)) ||
          (x === 0 && isAllStyled && isStyledBlank(cell)));
      const change = cell.looks === looks ? '' : `{${cell.looks}}`;
      looks = cell.looks;
      return change + (isSpace ? ' ' : cell.chars);
    })
    .join('');
};

const linesState = (buffer: IBuffer, count: number, terminal: Terminal): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    const at = buffer.length - count + index;
    // The first line may continue one that was never sent.
    return `${index > 0 && buffer.getLine(at)?.isWrapped ? '↩' : ' '}${lineState(buffer, at, terminal)}`;
  });

const penState = ({ fg, bg, extended }: RawAttributes, terminal: Terminal): unknown => {
  const isExtended = (bg & EXTENDED) !== 0;
  return [
    fg & 0xec000000,
    colour(fg),
    bg & 0x6c000000,
    colour(bg),
    (isExtended && (extended._ext >>> 26) & 7) || ((fg & EXTENDED) === 0 ? 0 : 1),
    colour(extended._ext),
    isExtended ? (rawScreen(terminal)._oscLinkService.getLinkData(extended._urlId)?.uri ?? null) : null,
  ];
};

const savedState = (buffer: RawBuffer, terminal: Terminal): unknown => [
  Math.min(buffer.savedX, terminal.cols - 1),
  Math.min(Math.max(buffer.savedY - buffer.ybase, 0), terminal.rows - 1),
  buffer.savedCurAttrData.fg & 0xfc000000,
  colour(buffer.savedCurAttrData.fg),
  buffer.savedCurAttrData.bg & 0x7c000000,
  colour(buffer.savedCurAttrData.bg),
  buffer.savedCharset ?? null,
];

const bufferState = (buffer: RawBuffer, terminal: Terminal): unknown => ({
  region: [buffer.scrollTop, buffer.scrollBottom],
  tabs: Array.from({ length: terminal.cols }, (_, x) => x).filter((x) => buffer.tabs[x]),
});

/** Everything a person or a program can notice, with the newest `scrollback` lines. */
export const stateOf = (terminal: Terminal, scrollback: number): unknown => {
  const raw = rawScreen(terminal);
  const { normal, alternate, active } = terminal.buffer;
  const isAlternate = active.type === 'alternate';
  const { normal: below, alt } = raw._bufferService.buffers;
  const { x, y } = isAlternate ? alt : below;
  const { decPrivateModes } = raw.coreService;
  return {
    active: active.type,
    cursor: [x, y],
    cursorBelow: isAlternate ? [Math.min(below.x, terminal.cols - 1), below.y] : null,
    normal: linesState(normal, Math.min(normal.length, terminal.rows + scrollback), terminal),
    alternate: isAlternate ? linesState(alternate, alternate.length, terminal) : null,
    normalState: bufferState(below, terminal),
    alternateState: isAlternate ? bufferState(alt, terminal) : null,
    saved: [savedState(below, terminal), savedState(alt, terminal)],
    modes: terminal.modes,
    hidden: raw.coreService.isCursorHidden,
    cursorStyle: [decPrivateModes.cursorStyle, decPrivateModes.cursorBlink],
    mouse: raw.coreMouseService.activeEncoding,
    pen: penState(raw._inputHandler._curAttrData, terminal),
    charset: [raw._charsetService.glevel, raw._charsetService.charset ?? null],
    charsets: Array.from({ length: 4 }, (_, slot) => raw._charsetService._charsets[slot] ?? null),
    options: [terminal.options.cursorBlink, terminal.options.convertEol],
  };
};
