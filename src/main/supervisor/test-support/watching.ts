import { isDeepStrictEqual } from 'node:util';
import { Unicode11Addon } from '@xterm/addon-unicode11/lib/addon-unicode11.mjs';
import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { guardDecoder } from '../decoder-guard.ts';
import { guardErase } from '../erase-guard.ts';
import { createScreen, type Screen } from '../screen.ts';
import { trackModes, type TrackedModes } from '../tracked-modes.ts';
import { rawScreen } from '../xterm-state.ts';
import { stateOf } from './screen-state.ts';

interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** A terminal as a window has it: the same widths and the same guard as the supervisor's. */
export const openTerminal = (size: Size): Terminal => {
  const terminal = new Terminal({ ...size, scrollback: 10_000, allowProposedApi: true, logLevel: 'off' });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  guardErase(terminal);
  guardDecoder(terminal);
  return terminal;
};

/** Writes, and resolves when it is on the screen. */
export const written = (to: Terminal, bytes: Uint8Array | string): Promise<void> =>
  new Promise((resolve) => {
    to.write(bytes, resolve);
  });

/** A window's terminal, with what it would know of title, colours and kitty keyboard flags. */
export interface Page {
  write(bytes: Uint8Array): void;
  resize(size: Size): void;
  /** Attaches, or attaches again: the old screen goes, the snapshot comes. */
  attach(snapshot: ReturnType<Screen['snapshot']>, size: Size): void;
  state(): unknown;
  /** The next character wraps, and the last column is blank: only a space there brings that back. */
  waitsOnBlank(): boolean;
  dispose(): void;
}

/** What nobody compares further back than a snapshot brings. */
const SCROLLBACK = 900;

const CANCEL = Uint8Array.of(0x18);

/** An empty page. Everything is parsed at once, where xterm's `write` would wait for timers. */
export const openPage = (size: Size): Page => {
  const terminal = openTerminal(size);
  const { _inputHandler: input } = rawScreen(terminal);
  const track = (): TrackedModes => trackModes(terminal, { theme: () => null, answer: () => {} });
  let tracked = track();
  const write = (bytes: Uint8Array): void => void input.parse(bytes);
  const resize = ({ cols, rows }: Size): void => terminal.resize(cols, rows);
  return {
    write,
    resize,
    attach: ({ text, tail }, next) => {
      write(CANCEL);
      terminal.reset();
      resize(next);
      tracked = track();
      write(Buffer.from(text));
      write(tail);
    },
    state: () => {
      // What a program tells about its turn is the supervisor's own; it changes nothing on the screen.
      const { status: _, ...modes } = tracked;
      return { ...Object(stateOf(terminal, SCROLLBACK)), tracked: modes };
    },
    waitsOnBlank: () => {
      const { active } = terminal.buffer;
      const line = active.getLine(active.baseY + active.cursorY);
      return active.cursorX >= terminal.cols && line?.getCell(terminal.cols - 1)?.getChars() === '';
    },
    dispose: () => terminal.dispose(),
  };
};

/** What one page has and another should have, and when. */
export interface Difference {
  readonly where: string;
  readonly actual: unknown;
  readonly wanted: unknown;
}

/** Null when both are the same. Quicker than an expectation, for tests that compare thousands. */
export const differenceOf = (page: Page, watched: Page, where: string): Difference | null => {
  const [actual, wanted] = [page.state(), watched.state()];
  return isDeepStrictEqual(actual, wanted) ? null : { where, actual, wanted };
};

/** The supervisor's screen, with nobody to answer. */
export const openScreen = (size: Size): Screen => createScreen({ size, theme: () => null, answer: () => {} });
