import type { Terminal } from '@xterm/headless';
import type { Theme } from './protocol.ts';

/** What programs ask for that xterm 6 does not keep: colours of their own, kitty keyboard flags, the title. */
export interface TrackedModes {
  readonly title: string;
  /** The last OSC 7501, with which a program tells its terminal how it stands; null before the first. */
  readonly status: string | null;
  /** OSC codes with the colours a program has set, e.g. `10` or `4;1`. */
  readonly colours: ReadonlyMap<string, string>;
  readonly kitty: { readonly normal: readonly number[]; readonly alternate: readonly number[] };
}

const COLOUR_OF = { 10: 'foreground', 11: 'background', 12: 'cursor' } as const;

/** What a program says in words, as a person may see it: no control characters, no endless text. */
const clean = (text: string): string => text.replaceAll(/\p{Cc}/gu, '').slice(0, 4096);

/** `#rrggbb` as programs expect colours in an answer. */
const spelled = (colour: string): string => {
  const parts = /^#(..)(..)(..)$/.exec(colour);
  if (!parts) return colour;
  return `rgb:${parts
    .slice(1)
    .map((part) => part + part)
    .join('/')}`;
};

interface Answers {
  theme(): Theme | null;
  answer(text: string): void;
}

/** Watches a terminal's sequences; answers colour queries, which headless xterm leaves to its window. */
export const trackModes = (terminal: Terminal, { theme, answer }: Answers): TrackedModes => {
  const colours = new Map<string, string>();
  const kitty: { normal: number[]; alternate: number[] } = { normal: [], alternate: [] };
  const tracked: { title: string; status: string | null } & Omit<TrackedModes, 'title' | 'status'> = {
    title: '',
    status: null,
    colours,
    kitty,
  };
  const { parser } = terminal;

  for (const code of [0, 2]) {
    parser.registerOscHandler(code, (title) => {
      tracked.title = clean(title);
      return false;
    });
  }
  parser.registerOscHandler(7501, (status) => {
    // A question whether we know it stays without an answer.
    if (status !== '?') tracked.status = clean(status);
    return true;
  });
  trackColours(terminal, colours, { theme, answer });
  trackKitty(terminal, kitty);
  parser.registerEscHandler({ final: 'c' }, () => {
    colours.clear();
    kitty.normal = [];
    kitty.alternate = [];
    return false;
  });
  return tracked;
};

/** The colours a program has set, and answers to those it asks for. */
const trackColours = (terminal: Terminal, colours: Map<string, string>, { theme, answer }: Answers): void => {
  const { parser } = terminal;
  const setOrTell = (code: string, spec: string, themed: string | undefined): void => {
    if (spec !== '?') {
      colours.set(code, spec);
      return;
    }
    const colour = colours.get(code) ?? themed;
    // Without a theme silence is better than a lie: programs go on without an answer.
    if (colour) answer(`\x1b]${code};${spelled(colour)}\x1b\\`);
  };
  for (const first of [10, 11, 12] as const) {
    parser.registerOscHandler(first, (data) => {
      for (const [step, spec] of data.split(';').entries()) {
        const code = first + step;
        if (code === 10 || code === 11 || code === 12)
          setOrTell(String(code), spec, theme()?.[COLOUR_OF[code]]);
      }
      return false;
    });
    parser.registerOscHandler(first + 100, () => {
      colours.delete(String(first));
      return false;
    });
  }
  parser.registerOscHandler(4, (data) => {
    const parts = data.split(';');
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const index = Number(parts[at]);
      if (Number.isInteger(index) && index >= 0 && index < 256)
        setOrTell(`4;${index}`, parts[at + 1] ?? '', theme()?.palette[index]);
    }
    return false;
  });
  parser.registerOscHandler(104, (data) => {
    const codes = data === '' ? [...colours.keys()].filter((code) => code.startsWith('4;')) : [];
    for (const code of data === '' ? codes : data.split(';').map((index) => `4;${index}`))
      colours.delete(code);
    return false;
  });
};

/** The kitty keyboard protocol keeps one stack of flags for each screen. */
const trackKitty = (terminal: Terminal, kitty: { normal: number[]; alternate: number[] }): void => {
  const stack = (): number[] => kitty[terminal.buffer.active.type];
  const number = (value: number | number[] | undefined): number => (typeof value === 'number' ? value : 0);
  terminal.parser.registerCsiHandler({ prefix: '>', final: 'u' }, ([flags]) => {
    // As deep as the protocol's own limit asks for, so that a program cannot fill our memory.
    if (stack().length >= 32) stack().shift();
    stack().push(number(flags));
    return false;
  });
  terminal.parser.registerCsiHandler({ prefix: '<', final: 'u' }, ([count]) => {
    stack().splice(-(number(count) || 1));
    return false;
  });
  terminal.parser.registerCsiHandler({ prefix: '=', final: 'u' }, ([flags, way]) => {
    const before = stack().pop() ?? 0;
    const given = number(flags);
    const change = number(way) || 1;
    stack().push(change === 1 ? given : change === 2 ? before | given : before & ~given);
    return false;
  });
};
