import type { RawAttributes, RawScreen } from './xterm-state.ts';

/** How a cell, or the next character, looks; equal looks have equal numbers. */
export interface Pen {
  readonly fg: number;
  readonly bg: number;
  /** Underline style and colour. */
  readonly underline: number;
  /** The terminal's own number of a link; 0 for none. */
  readonly link: number;
}

export const PLAIN: Pen = { fg: 0, bg: 0, underline: 0, link: 0 };

// Layout of xterm's attributes: src/common/buffer/Constants.ts of @xterm/xterm 6.0.0.
const MODE = 0x3000000;
const PALETTE_16 = 0x1000000;
const PALETTE_256 = 0x2000000;
const RGB = 0x3000000;
/** All but the underline, which has a style of its own. */
const FG_FLAGS = 0xec000000;
const BG_FLAGS = 0x6c000000;
const UNDERLINE = 0x10000000;
const EXTENDED = 0x10000000;
const STYLE = 0x1c000000;
const PROTECTED = 0x20000000;
const SGR_OF_FG = [
  [0x8000000, '1'],
  [0x20000000, '5'],
  [0x4000000, '7'],
  [0x40000000, '8'],
  [0x80000000, '9'],
] as const;
const SGR_OF_BG = [
  [0x8000000, '2'],
  [0x4000000, '3'],
  [0x40000000, '53'],
] as const;

/** Drops what older colours left behind in the bits that the colour's mode does not use. */
const colourBits = (value: number): number => {
  const mode = value & MODE;
  if (mode === 0) return 0;
  return mode | (value & (mode === RGB ? 0xffffff : 0xff));
};

/** A terminal's links; one whose lines are all gone is gone too, though cells may still name it. */
export type Links = RawScreen['_oscLinkService'];

/** The look that raw attributes stand for. */
export const penOf = ({ fg, bg, extended }: RawAttributes, links: Links): Pen => {
  const isExtended = (bg & EXTENDED) !== 0;
  const style = (isExtended && (extended._ext >>> 26) & 7) || ((fg & UNDERLINE) === 0 ? 0 : 1);
  return {
    fg: ((fg & FG_FLAGS) | colourBits(fg)) >>> 0,
    bg: ((bg & BG_FLAGS) | colourBits(bg)) >>> 0,
    underline: style === 0 ? 0 : (style << 26) | (isExtended ? colourBits(extended._ext) : 0),
    link: isExtended && extended._urlId !== 0 && links.getLinkData(extended._urlId) ? extended._urlId : 0,
  };
};

/** The look of a saved cursor: xterm keeps its flags and colours, but no link and no kind of underline. */
export const savedPenOf = ({ fg, bg, extended }: RawAttributes, links: Links): Pen =>
  penOf({ fg, bg: bg & ~EXTENDED, extended }, links);

/** Of a link, a saved cursor keeps only that there was one; whichever is open when it comes back is then taken. */
export const isSavedInLink = ({ fg, bg }: RawAttributes): boolean =>
  (bg & EXTENDED) !== 0 && (fg & UNDERLINE) === 0;

/** The look of the next character, with an underline's colour even before there is an underline. */
export const nextPenOf = (raw: RawAttributes, links: Links): Pen => {
  const pen = penOf(raw, links);
  return { ...pen, underline: (pen.underline & STYLE) | colourBits(raw.extended._ext) };
};

export const isSamePen = (one: Pen, other: Pen): boolean =>
  one.fg === other.fg && one.bg === other.bg && one.underline === other.underline && one.link === other.link;

/** Nothing but perhaps a background colour: what erasing leaves behind. */
export const isErased = (pen: Pen): boolean =>
  pen.fg === 0 && pen.underline === 0 && pen.link === 0 && (pen.bg & BG_FLAGS) === 0;

/** A background colour, with which scrolling and wrapping would fill new lines. */
export const hasBackground = (pen: Pen): boolean => (pen.bg & MODE) !== 0;

const colour = (value: number, base: 30 | 40): string => {
  const [red, green, blue] = [(value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  switch (value & MODE) {
    case PALETTE_16:
      return `;${blue < 8 ? base + blue : base + 60 + (blue & 7)}`;
    case PALETTE_256:
      return `;${base + 8};5;${blue}`;
    case RGB:
      return `;${base + 8};2;${red};${green};${blue}`;
    default:
      return '';
  }
};

const underlineColour = (value: number): string => {
  const [red, green, blue] = [(value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  switch (value & MODE) {
    case PALETTE_16:
    case PALETTE_256:
      return `;58:5:${blue}`;
    case RGB:
      return `;58:2::${red}:${green}:${blue}`;
    default:
      return '';
  }
};

/** The whole look from nothing: what a change leaves out can then not leak in from before. */
const sgr = (pen: Pen): string => {
  let text = '\x1b[0';
  for (const [flag, code] of SGR_OF_FG) if ((pen.fg & flag) !== 0) text += `;${code}`;
  for (const [flag, code] of SGR_OF_BG) if ((pen.bg & flag) !== 0) text += `;${code}`;
  const style = (pen.underline >>> 26) & 7;
  if (style !== 0) text += `;4:${style}`;
  text += `${colour(pen.fg, 30)}${colour(pen.bg, 40)}${underlineColour(pen.underline)}m`;
  // SGR 0 takes the protection away, so it is said again.
  return (pen.bg & PROTECTED) === 0 ? text : `${text}\x1b[1"q`;
};

const link = (id: number, links: Links): string => {
  const data = id === 0 ? undefined : links.getLinkData(id);
  // An id of our own keeps the pieces of one link together, as they were.
  return data ? `\x1b]8;id=${data.id ?? `toc-${id}`};${data.uri}\x1b\\` : '\x1b]8;;\x1b\\';
};

/** What turns one look into the other; empty when they are the same. */
export const penChange = (from: Pen, to: Pen, links: Links): string => {
  if (isSamePen(from, to)) return '';
  return (from.link === to.link ? '' : link(to.link, links)) + sgr(to);
};
