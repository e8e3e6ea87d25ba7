import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { currentPlatform, isAppKey } from './app-keys.ts';
import { guardDecoder } from './decoder-guard.ts';
import { guardErase } from './erase-guard.ts';
import { readColours, xtermTheme } from './theme.ts';

const SCROLLBACK = 10_000;
/** The tokens' 17 px for text of 12 px. */
const LINE_HEIGHT = 1.07;
/** Beside the screen, where its padding is: it never covers a column. */
export const SCROLLBAR = 12;
const WEB_LINK = /^https?:\/\//i;

/** An xterm as toc has them. Links are http or https, whoever made them, and go to `onLink`. */
export const createTerminal = (fontSize: number, onLink: (url: string) => void): Terminal => {
  const open = (_event: MouseEvent, url: string): void => {
    if (WEB_LINK.test(url)) onLink(url);
  };
  const terminal = new Terminal({
    allowProposedApi: true,
    customGlyphs: true,
    // Until the code font can be measured.
    fontFamily: 'monospace',
    fontSize,
    lineHeight: LINE_HEIGHT,
    linkHandler: { activate: open, allowNonHttpProtocols: false },
    minimumContrastRatio: 4.5,
    overviewRuler: { width: SCROLLBAR },
    scrollback: SCROLLBACK,
    theme: xtermTheme(readColours()),
  });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  guardErase(terminal);
  guardDecoder(terminal);
  terminal.loadAddon(new WebLinksAddon(open));
  const platform = currentPlatform();
  terminal.attachCustomKeyEventHandler((event) => !isAppKey(event, platform));
  return terminal;
};
