import type { IBufferCell, Terminal } from '@xterm/headless';

/**
 * What a screen holds and xterm's public API does not tell: the pen, saved cursors, scroll regions,
 * charsets, tab stops, links, the mouse's encoding. Read only here, from the version that package.json
 * pins; a version that keeps it elsewhere throws at the first terminal and fails the exactness tests.
 */
export interface RawAttributes {
  readonly fg: number;
  readonly bg: number;
  readonly extended: { readonly _ext: number; readonly _urlId: number };
}

export interface RawBuffer {
  x: number;
  readonly y: number;
  readonly ybase: number;
  readonly savedX: number;
  readonly savedY: number;
  readonly savedCurAttrData: RawAttributes;
  readonly savedCharset: object | undefined;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<string, boolean | undefined>>;
  addMarker(line: number): { readonly line: number; dispose(): void };
}

export interface RawParams {
  readonly params: readonly number[];
  readonly length: number;
}

export interface RawScreen {
  readonly _bufferService: { readonly buffers: { readonly normal: RawBuffer; readonly alt: RawBuffer } };
  readonly coreService: {
    readonly isCursorHidden: boolean;
    readonly decPrivateModes: {
      readonly cursorStyle: string | undefined;
      readonly cursorBlink: boolean | undefined;
    };
  };
  readonly coreMouseService: { readonly activeEncoding: string };
  readonly _charsetService: {
    readonly glevel: number;
    readonly charset: object | undefined;
    readonly _charsets: readonly (object | undefined)[];
  };
  readonly _oscLinkService: {
    getLinkData(id: number): { readonly id: string | undefined; readonly uri: string } | undefined;
  };
  readonly _inputHandler: {
    selectCharset(markAndFlag: string): unknown;
    eraseInDisplay(params: RawParams): unknown;
    eraseInLine(params: RawParams): unknown;
    /** At once, where the public `write` waits for a timer; asynchronous only for handlers that we have none of. */
    parse(bytes: Uint8Array): unknown;
    readonly _curAttrData: RawAttributes;
    readonly _parser: { readonly currentState: number; readonly precedingJoinState: number };
    readonly _utf8Decoder: {
      /** The beginning of a character whose end has not come; zeros after it. */
      readonly interim: Uint8Array;
      decode(input: Uint8Array, target: Uint32Array): number;
    };
  };
}

export type RawCell = IBufferCell & RawAttributes;

const holds = (value: unknown, ...path: readonly string[]): boolean => {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !(key in at)) return false;
    at = Reflect.get(at, key);
  }
  return true;
};

const isRawScreen = (core: unknown): core is RawScreen =>
  holds(core, '_bufferService', 'buffers', 'normal', 'savedCurAttrData', 'extended', '_urlId') &&
  holds(core, '_bufferService', 'buffers', 'alt', 'scrollBottom') &&
  holds(core, '_bufferService', 'buffers', 'normal', 'addMarker') &&
  holds(core, '_bufferService', 'buffers', 'normal', 'tabs') &&
  holds(core, 'coreService', 'decPrivateModes', 'cursorStyle') &&
  holds(core, 'coreService', 'isCursorHidden') &&
  holds(core, 'coreMouseService', 'activeEncoding') &&
  holds(core, '_charsetService', '_charsets') &&
  holds(core, '_charsetService', 'glevel') &&
  holds(core, '_oscLinkService', 'getLinkData') &&
  holds(core, '_inputHandler', '_curAttrData', 'extended', '_ext') &&
  holds(core, '_inputHandler', '_parser', 'currentState') &&
  holds(core, '_inputHandler', '_parser', 'precedingJoinState') &&
  holds(core, '_inputHandler', '_utf8Decoder', 'interim') &&
  holds(core, '_inputHandler', '_utf8Decoder', 'decode') &&
  ['selectCharset', 'eraseInDisplay', 'eraseInLine', 'parse'].every((name) =>
    holds(core, '_inputHandler', name),
  );

/** The state behind a terminal; throws when this version of xterm keeps it elsewhere. */
export const rawScreen = (terminal: Terminal): RawScreen => {
  const core: unknown = Reflect.get(terminal, '_core');
  if (!isRawScreen(core)) throw new Error('This version of xterm keeps its state elsewhere.');
  return core;
};

const isRawCell = (cell: IBufferCell): cell is RawCell =>
  holds(cell, 'fg') && holds(cell, 'bg') && holds(cell, 'extended', '_ext');

/** A cell to load others into. */
export const rawCell = (terminal: Terminal): RawCell => {
  const cell = terminal.buffer.active.getNullCell();
  if (!isRawCell(cell)) throw new Error('This version of xterm keeps its cells elsewhere.');
  return cell;
};

/** The parser is outside of any sequence and of any character. */
export const isAtRest = (raw: RawScreen): boolean =>
  raw._inputHandler._parser.currentState === 0 && raw._inputHandler._utf8Decoder.interim[0] === 0;
