import type { IBuffer, Terminal } from '@xterm/headless';
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

const PLAIN_LOOK = /^fg 0\/-1 bg \d+\/-?\d+$/;

/** Only printing puts a cursor beyond the last column: a blank there comes back as a space. */
const isWaitingToWrap = (buffer: IBuffer, at: number, terminal: Terminal): boolean =>
  buffer.type === terminal.buffer.active.type &&
  buffer.cursorX >= terminal.cols &&
  at === buffer.baseY + buffer.cursorY;

const lineState = (buffer: IBuffer, at: number, terminal: Terminal): string => {
  const line = buffer.getLine(at);
  if (!line) return 'none';
  const cell = rawCell(terminal);
  let text = '';
  let before = '';
  for (let x = 0; x < terminal.cols; x += 1) {
    line.getCell(x, cell);
    const looks = look(cell, terminal);
    if (looks !== before) text += `{${looks}}`;
    before = looks;
    const chars = cell.getChars();
    if (cell.getWidth() === 0 && chars === '') continue;
    // A blank with more than a background looks like a space, and is written as one; so is a lone accent.
    const isSpace = cell.getWidth() === 0 || isLoneAccent(chars) || (chars === '' && !PLAIN_LOOK.test(looks));
    const isWaiting = chars === '' && x === terminal.cols - 1 && isWaitingToWrap(buffer, at, terminal);
    text += isSpace || isWaiting ? ' ' : chars || '·';
  }
  return text;
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

const bufferState = (buffer: RawBuffer, terminal: Terminal): unknown => ({
  region: [buffer.scrollTop, buffer.scrollBottom],
  saved: [
    Math.min(buffer.savedX, terminal.cols - 1),
    Math.min(Math.max(buffer.savedY - buffer.ybase, 0), terminal.rows - 1),
    buffer.savedCurAttrData.fg & 0xfc000000,
    buffer.savedCharset ?? null,
  ],
  tabs: Array.from({ length: terminal.cols }, (_, x) => x).filter((x) => buffer.tabs[x]),
});

/** Everything a person or a program can notice, with the newest `scrollback` lines. */
export const stateOf = (terminal: Terminal, scrollback: number): unknown => {
  const raw = rawScreen(terminal);
  const { normal, alternate, active } = terminal.buffer;
  const isAlternate = active.type === 'alternate';
  const { normal: below, alt } = raw._bufferService.buffers;
  const { x, y } = isAlternate ? alt : below;
  const { synchronizedOutputMode: _, ...modes } = terminal.modes;
  const { decPrivateModes } = raw.coreService;
  return {
    active: active.type,
    cursor: [x, y],
    cursorBelow: isAlternate ? [Math.min(below.x, terminal.cols - 1), below.y] : null,
    normal: linesState(normal, Math.min(normal.length, terminal.rows + scrollback), terminal),
    alternate: isAlternate ? linesState(alternate, alternate.length, terminal) : null,
    normalState: bufferState(raw._bufferService.buffers.normal, terminal),
    alternateState: isAlternate ? bufferState(raw._bufferService.buffers.alt, terminal) : null,
    modes,
    hidden: raw.coreService.isCursorHidden,
    cursorStyle: [decPrivateModes.cursorStyle, decPrivateModes.cursorBlink],
    mouse: raw.coreMouseService.activeEncoding,
    pen: penState(raw._inputHandler._curAttrData, terminal),
    charset: [raw._charsetService.glevel, raw._charsetService.charset ?? null],
    options: [terminal.options.cursorBlink, terminal.options.convertEol],
  };
};
