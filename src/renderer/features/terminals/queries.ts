/** The parser hooks of a terminal: xterm in the window and its headless twin have the same. */
export interface ParserHooks {
  registerCsiHandler(
    id: { readonly prefix?: string; readonly intermediates?: string; readonly final: string },
    handle: () => boolean,
  ): { dispose(): void };
  registerDcsHandler(
    id: { readonly intermediates?: string; readonly final: string },
    handle: () => boolean,
  ): { dispose(): void };
  registerOscHandler(ident: number, handle: (data: string) => boolean): { dispose(): void };
}

/**
 * Questions that the supervisor's screen answers, so that a program gets one answer even with two windows, or
 * with none: device attributes, status reports, modes, version, kitty keyboard.
 */
const CSI_QUERIES = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
  { prefix: '>', final: 'q' },
  { prefix: '?', final: 'u' },
  // Window reports: sizes, titles. Titles are an old road for a program to type into a shell.
  { final: 't' },
] as const;

const DCS_QUERIES = [
  { intermediates: '$', final: 'q' },
  { intermediates: '+', final: 'q' },
] as const;

/** OSC 4 names a colour before each value; 10 to 12 are values alone. */
const COLOUR_COMMANDS = [4, 10, 11, 12] as const;

const asksForColour = (data: string): boolean => data.split(';').includes('?');

/** The most text a program may offer to the clipboard. */
const MOST_CLIPBOARD = 1024 * 1024;

/** The text of an OSC 52, or null when it asks for the clipboard or says nothing readable. */
export const clipboardOffer = (data: string): string | null => {
  const payload = data.slice(data.indexOf(';') + 1);
  if (!data.includes(';') || payload === '' || payload === '?' || payload.length > MOST_CLIPBOARD)
    return null;
  try {
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not base64, or not text: nothing to put on a clipboard.
    return null;
  }
};

/**
 * Keeps a page's terminal from answering programs and from doing what an untrusted program asks: no second
 * answer to a query, no clipboard without a question, no title. Returns how to undo it.
 */
export const guardParser = (parser: ParserHooks, onClipboardOffer: (text: string) => void): (() => void) => {
  const swallow = (): boolean => true;
  const hooks = [
    ...CSI_QUERIES.map((id) => parser.registerCsiHandler(id, swallow)),
    ...DCS_QUERIES.map((id) => parser.registerDcsHandler(id, swallow)),
    ...COLOUR_COMMANDS.map((command) => parser.registerOscHandler(command, asksForColour)),
    ...[0, 1, 2].map((command) => parser.registerOscHandler(command, swallow)),
    parser.registerOscHandler(52, (data) => {
      const text = clipboardOffer(data);
      if (text !== null) onClipboardOffer(text);
      return true;
    }),
  ];
  return () => {
    for (const hook of hooks) hook.dispose();
  };
};
