import { SearchAddon } from '@xterm/addon-search';
import type { Terminal } from '@xterm/xterm';
import { openTerminalStream } from '#renderer/bridge/terminal-stream.ts';
import { attach, type Attachment, type AttachmentState } from './attachment.ts';
import { cellRoom, fit } from './fit.ts';
import type { Gpu } from './gpu.ts';
import type { Pump } from './pump.ts';
import { guardParser } from './queries.ts';
import { createScreenCopy, visibleText, type ScreenCopy } from './screen-text.ts';
import type { Size } from './screen-writer.ts';
import { readColours, xtermTheme } from './theme.ts';
import { onThemeChange, onVisibleChange, whenFontLoaded } from './watches.ts';
import { SCROLLBAR, createTerminal } from './xterm.ts';

export { createGpu } from './gpu.ts';

export interface FindResult {
  /** From 0; -1 while no hit is chosen, or there are too many to number. */
  readonly index: number;
  readonly count: number;
}

export interface FindOptions {
  readonly caseSensitive: boolean;
  /** The text grew: a hit that still fits is kept instead of going on. */
  readonly stay: boolean;
}

/** What a pane shows beside the screen itself. */
export interface ViewState extends AttachmentState {
  /** What the program would put on the clipboard, if it may. */
  readonly clipboardOffer: string | null;
  readonly found: FindResult | null;
  /** Whether the top of what is loaded is in sight while the program said more before. */
  readonly older: 'none' | 'offered' | 'loading';
}

export interface ViewRooms {
  readonly pump: Pump;
  readonly gpu: Gpu;
  readonly runId: string;
  /** Where the screen is drawn. */
  readonly host: HTMLElement;
  /** Where its readable copy is kept. */
  readonly copy: HTMLElement;
  readonly fontSize: number;
  readonly onLink: (url: string) => void;
}

/** A terminal outside React: its screen, its stream, its copy. */
export interface TerminalView {
  readonly state: () => ViewState;
  readonly subscribe: (listener: () => void) => () => void;
  focus(): void;
  setFocused(focused: boolean): void;
  setFontSize(pixels: number): void;
  /** The readable copy follows closely while asked for. */
  askForCopy(asked: boolean): void;
  paste(text: string): void;
  selection(): string;
  find(
    text: string,
    direction: 'next' | 'previous',
    options: { caseSensitive: boolean; stay: boolean },
  ): void;
  endFind(): void;
  drive(): void;
  loadOlder(): void;
  dismissClipboardOffer(): void;
  close(): void;
}

const RESIZE_PAUSE = 100;

const later = (run: () => void, milliseconds: number): (() => void) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

const createState = () => {
  const listeners = new Set<() => void>();
  let state: ViewState = {
    phase: { kind: 'attaching' },
    driver: true,
    exited: false,
    whole: false,
    clipboardOffer: null,
    found: null,
    older: 'none',
  };
  return {
    read: () => state,
    become(change: Partial<ViewState>) {
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** Keeps telling how many cells the host has room for, once the font can be measured. */
const followRoom = (
  { host, terminal }: { readonly host: HTMLElement; readonly terminal: Terminal },
  onRoom: (size: Size) => void,
) => {
  let cancel: (() => void) | null = null;
  let started = false;
  const measure = (): void => {
    started = true;
    const cell = cellRoom(terminal, devicePixelRatio);
    const size = cell && fit(cell, host.clientWidth - SCROLLBAR, host.clientHeight);
    if (size) onRoom(size);
  };
  const measureSoon = (): void => {
    if (!started) return;
    cancel?.();
    cancel = later(measure, RESIZE_PAUSE);
  };
  const observer = new ResizeObserver(measureSoon);
  observer.observe(host);
  return {
    measure,
    measureWith(family: string) {
      terminal.options.fontFamily = family;
      measure();
    },
    measureSoon,
    close() {
      observer.disconnect();
      cancel?.();
    },
  };
};

const sendTyped = (terminal: Terminal, { type }: Attachment): void => {
  const encoder = new TextEncoder();
  terminal.onData((text) => type(encoder.encode(text)));
  // Old mouse reports are bytes, not characters.
  terminal.onBinary((text) => type(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
};

/** Holds a drawing context only as long as it is seen: a page has few. */
const drawWhileVisible = (host: HTMLElement, draw: () => (() => void) | null): (() => void) => {
  let stop: (() => void) | null = null;
  const end = onVisibleChange(host, (visible) => {
    stop?.();
    stop = visible ? draw() : null;
  });
  return () => {
    end();
    stop?.();
  };
};

/** Keeps the readable copy of a terminal in an element. */
const keepCopy = (terminal: Terminal, element: HTMLElement): ScreenCopy => {
  const copy = createScreenCopy({
    read: () => visibleText(terminal),
    show: (text) => {
      element.textContent = text;
    },
    now: () => performance.now(),
    later,
  });
  for (const event of [terminal.onWriteParsed, terminal.onScroll, terminal.onResize]) event(copy.changed);
  return {
    ...copy,
    close() {
      copy.close();
      // The next run is drawn here, and must not be taken for this one.
      element.textContent = '';
    },
  };
};

/** A snapshot brings this many lines above the screen, if there are as many. */
const SNAPSHOT_LINES = 1000;

/** Offers older lines when a person scrolls to the top of what is loaded, and loads them in place. */
const offerOlder = (
  { terminal, attachment }: { readonly terminal: Terminal; readonly attachment: Attachment },
  isWhole: () => boolean,
  onOlder: (older: ViewState['older']) => void,
): (() => void) => {
  let offered = false;
  terminal.onScroll(() => {
    const { type, baseY, viewportY } = terminal.buffer.active;
    const atTop = !isWhole() && type === 'normal' && baseY >= SNAPSHOT_LINES && viewportY === 0;
    if (atTop === offered) return;
    offered = atTop;
    onOlder(atTop ? 'offered' : 'none');
  });
  return () => {
    const { baseY, viewportY } = terminal.buffer.active;
    offered = false;
    onOlder('loading');
    attachment.loadOlder(() => {
      terminal.scrollToLine(Math.max(0, terminal.buffer.active.baseY - (baseY - viewportY)));
      onOlder('none');
    });
  };
};

/** Shows the search's hits, in the colours of the moment. */
const findIn = (terminal: Terminal, onFound: (found: FindResult | null) => void) => {
  const search = new SearchAddon();
  terminal.loadAddon(search);
  search.onDidChangeResults(({ resultIndex, resultCount }) =>
    onFound({ index: resultIndex, count: resultCount }),
  );
  return {
    find(text: string, direction: 'next' | 'previous', { caseSensitive, stay }: FindOptions) {
      const { mark, accent } = readColours();
      const options = {
        caseSensitive,
        incremental: stay,
        decorations: {
          matchBackground: mark,
          matchOverviewRuler: mark,
          activeMatchBackground: mark,
          activeMatchBorder: accent,
          activeMatchColorOverviewRuler: accent,
        },
      };
      if (direction === 'next') search.findNext(text, options);
      else search.findPrevious(text, options);
      if (text === '') onFound(null);
    },
    endFind() {
      search.clearDecorations();
      terminal.clearSelection();
      onFound(null);
    },
  };
};

/** Draws a run's terminal into an element and keeps it attached until it is closed. */
export const openTerminalView = (rooms: ViewRooms): TerminalView => {
  const { host, pump, gpu } = rooms;
  const { read, become, subscribe } = createState();
  const terminal = createTerminal(rooms.fontSize, rooms.onLink);
  terminal.open(host);

  const attachment = attach({
    screen: terminal,
    pump,
    openStream: (events) => openTerminalStream(rooms.runId, events),
    colours: readColours,
    later: (run, milliseconds) => void later(run, milliseconds),
    onState: (next) => {
      terminal.options.disableStdin = !next.driver || next.exited || next.phase.kind === 'gone';
      become(next);
    },
  });
  const readable = keepCopy(terminal, rooms.copy);
  const room = followRoom({ host, terminal }, attachment.setRoom);
  const undo = [
    guardParser(terminal.parser, (text) => become({ clipboardOffer: text })),
    onThemeChange(() => {
      terminal.options.theme = xtermTheme(readColours());
      attachment.sendTheme();
    }),
    onVisibleChange(host, attachment.setVisible),
    drawWhileVisible(host, () => gpu.draw(terminal)),
    whenFontLoaded(host, rooms.fontSize, {
      onLoaded: room.measureWith,
      onLate: room.measure,
    }),
    room.close,
    readable.close,
    attachment.close,
  ];
  sendTyped(terminal, attachment);

  return {
    state: read,
    subscribe,
    focus: () => terminal.focus(),
    setFocused: attachment.setFocused,
    setFontSize(pixels) {
      if (terminal.options.fontSize === pixels) return;
      terminal.options.fontSize = pixels;
      room.measureSoon();
    },
    askForCopy: readable.ask,
    paste: (text) => terminal.paste(text),
    selection: () => terminal.getSelection(),
    ...findIn(terminal, (found) => become({ found })),
    drive: attachment.drive,
    loadOlder: offerOlder(
      { terminal, attachment },
      () => read().whole,
      (older) => become({ older }),
    ),
    dismissClipboardOffer: () => become({ clipboardOffer: null }),
    close: () => [...undo, () => terminal.dispose()].forEach((each) => each()),
  };
};
