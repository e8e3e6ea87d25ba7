import { Unicode11Addon } from '@xterm/addon-unicode11/lib/addon-unicode11.mjs';
import { Terminal } from '@xterm/headless/lib-headless/xterm-headless.mjs';
import { guardDecoder } from './decoder-guard.ts';
import { guardErase } from './erase-guard.ts';
import type { Size, Theme } from './protocol.ts';
import { unfinishedTail } from './sequence-tail.ts';
import { serialize, type CharsetNames } from './serialize.ts';
import { linesAsText } from './serialize-lines.ts';
import { trackModes } from './tracked-modes.ts';
import { isAtRest, rawScreen } from './xterm-state.ts';

export const SCROLLBACK = 10_000;
/** How much of it a snapshot brings; the rest is asked for in ranges. */
const SNAPSHOT_SCROLLBACK = 1000;
/** A sequence longer than this (a picture, say) is not sent again after a snapshot. */
const LONGEST_SEQUENCE = 1024 * 1024;

/** The first line of a snapshot, which moves as the scrollback is trimmed. */
export interface Anchor {
  readonly line: number;
  dispose(): void;
}

/** A headless terminal: what the program's output looks like, whoever watches. */
export interface Screen {
  /** Parses the bytes at once. Throws where xterm does; the rest of the bytes is then lost to the screen. */
  write(bytes: Uint8Array): void;
  resize(size: Size): void;
  /** Text for a fresh terminal, and the bytes that must follow it: a sequence that is still open. */
  snapshot(): { readonly text: string; readonly tail: Uint8Array; readonly anchor: Anchor };
  /** `count` lines that lie `before` lines above the anchor. */
  history(anchor: Anchor, range: { before: number; count: number }): string;
  title(): string;
  /** The last OSC 7501; null before the first. */
  status(): string | null;
  /** The visible rows as text, without trailing blanks. */
  rows(): readonly string[];
  size(): Size;
  dispose(): void;
}

const FLAGS = ['A', '0', '4', 'C', '5', 'R', 'Q', 'K', 'Y', 'E', '6', 'Z', 'H', '7', '='] as const;

/** The tables are the same objects in every terminal, so one that shows them all gives them their names. */
const learnCharsets = (): CharsetNames => {
  const terminal = new Terminal({ cols: 2, rows: 1, allowProposedApi: true });
  const raw = rawScreen(terminal);
  const names = new Map<object, string>();
  for (const flag of FLAGS) {
    raw._inputHandler.selectCharset(`(${flag}`);
    const { charset } = raw._charsetService;
    if (charset && !names.has(charset)) names.set(charset, flag);
  }
  terminal.dispose();
  return names;
};

const charsets = learnCharsets();

interface Viewing {
  readonly size: Size;
  /** The viewers' colours, null while no viewer has told any. */
  theme(): Theme | null;
  /** What the terminal says to the program: answers to its queries. */
  answer(text: string): void;
}

/** An empty screen. */
export const createScreen = ({ size, theme, answer }: Viewing): Screen => {
  const terminal = new Terminal({ ...size, scrollback: SCROLLBACK, allowProposedApi: true, logLevel: 'off' });
  terminal.loadAddon(new Unicode11Addon());
  // The page must use the same widths, or wide characters would shift its lines.
  terminal.unicode.activeVersion = '11';
  guardErase(terminal);
  guardDecoder(terminal);
  terminal.onData(answer);
  const raw = rawScreen(terminal);
  const tracked = trackModes(terminal, { theme, answer });
  let sinceRest: Uint8Array[] = [];
  let unrested = 0;

  return {
    write: (bytes) => {
      raw._inputHandler.parse(bytes);
      if (isAtRest(raw)) {
        sinceRest = [];
        unrested = 0;
      } else if (unrested + bytes.length <= LONGEST_SEQUENCE) {
        sinceRest.push(bytes);
        unrested += bytes.length;
      }
    },
    resize: ({ cols, rows }) => terminal.resize(cols, rows),
    snapshot: () => {
      const { normal } = terminal.buffer;
      let first = Math.max(0, normal.length - terminal.rows - SNAPSHOT_SCROLLBACK);
      // A line that continues another belongs to it.
      while (first > 0 && normal.getLine(first)?.isWrapped) first -= 1;
      return {
        text: serialize({ terminal, tracked, charsets, first }),
        tail: unfinishedTail(Buffer.concat(sinceRest)),
        anchor: raw._bufferService.buffers.normal.addMarker(first),
      };
    },
    history: (anchor, { before, count }) => {
      const end = anchor.line - before;
      if (end <= 0) return '';
      return linesAsText({ terminal, buffer: terminal.buffer.normal, first: Math.max(0, end - count), end });
    },
    title: () => tracked.title,
    status: () => tracked.status,
    rows: () => {
      const { active } = terminal.buffer;
      return Array.from(
        { length: terminal.rows },
        (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
      );
    },
    size: () => ({ cols: terminal.cols, rows: terminal.rows }),
    dispose: () => terminal.dispose(),
  };
};
