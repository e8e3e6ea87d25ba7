import type { ITheme } from '@xterm/xterm';

/** The terminal's colours, as the tokens name them. */
export interface Colours {
  readonly foreground: string;
  readonly background: string;
  readonly cursor: string;
  readonly selection: string;
  readonly mark: string;
  readonly accent: string;
  /** The sixteen, in the order programs count them. */
  readonly palette: readonly string[];
}

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** Reads the colours of the theme that the document has now. */
export const readColours = (): Colours => {
  const tokens = getComputedStyle(document.documentElement);
  const token = (name: string): string => tokens.getPropertyValue(name).trim();
  return {
    foreground: token('--term-fg'),
    background: token('--term-bg'),
    cursor: token('--term-cursor'),
    selection: token('--term-sel'),
    mark: token('--mark-bg'),
    accent: token('--accent'),
    palette: [
      ...NAMES.map((name) => token(`--ansi-${name}`)),
      ...NAMES.map((name) => token(`--ansi-br-${name}`)),
    ],
  };
};

/** The same as xterm's theme. */
export const xtermTheme = ({ foreground, background, cursor, selection, palette }: Colours): ITheme => {
  const [
    black,
    red,
    green,
    yellow,
    blue,
    magenta,
    cyan,
    white,
    brightBlack,
    brightRed,
    brightGreen,
    brightYellow,
    brightBlue,
    brightMagenta,
    brightCyan,
    brightWhite,
  ] = palette;
  const sixteen = {
    black,
    red,
    green,
    yellow,
    blue,
    magenta,
    cyan,
    white,
    brightBlack,
    brightRed,
    brightGreen,
    brightYellow,
    brightBlue,
    brightMagenta,
    brightCyan,
    brightWhite,
  };
  return {
    foreground,
    background,
    cursor,
    cursorAccent: background,
    selectionBackground: selection,
    overviewRulerBorder: background,
    ...Object.fromEntries(
      Object.entries(sixteen).filter(([, colour]) => colour !== undefined && colour !== ''),
    ),
  };
};
