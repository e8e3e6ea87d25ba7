/** What the window can be told to do, by key, palette or menu. */
export type Command =
  | 'palette'
  | 'next-waiting'
  | 'start'
  | 'run-in-background'
  | 'new-agent'
  | 'edit-agent'
  | 'save-agent'
  | 'delete-agent'
  | 'add-workspace'
  | 'sessions'
  | 'usage'
  | 'processes'
  | 'previous-session'
  | 'next-session'
  | 'resume'
  | 'continue-in-background'
  | 'watch'
  | 'take-over'
  | 'reconcile'
  | 'stop'
  | 'why'
  | 'split'
  | 'previous-pane'
  | 'next-pane'
  | 'close-pane'
  | 'sidebar'
  | 'inspector'
  | 'next-region'
  | 'previous-region'
  | 'larger'
  | 'smaller'
  | 'normal-size'
  | 'audit'
  | 'doctor'
  | 'settings'
  | 'shortcuts';

export type Platform = 'linux' | 'darwin' | 'other';

interface Entry {
  readonly title: string;
  readonly mac: readonly string[];
  readonly linux: readonly string[];
}

/**
 * On Linux the app's keys leave Ctrl+letter, Alt+letter and Alt+arrow to the shells and agents in the
 * terminals; on macOS the command key is free of them anyway.
 */
export const commands: Readonly<Record<Command, Entry>> = {
  palette: { title: 'Go to or run…', mac: ['meta+k'], linux: ['ctrl+shift+k'] },
  'next-waiting': { title: 'Next that needs you', mac: ['meta+j'], linux: ['ctrl+shift+j'] },
  start: { title: 'Start an agent…', mac: ['meta+n'], linux: ['ctrl+shift+o'] },
  // Alt+Enter on an agent's row; everywhere else that belongs to the terminals.
  'run-in-background': { title: 'Run in background', mac: [], linux: [] },
  'new-agent': { title: 'New agent', mac: ['meta+shift+n'], linux: ['ctrl+shift+n'] },
  'edit-agent': { title: 'Edit agent', mac: ['meta+e'], linux: ['f2'] },
  'save-agent': { title: 'Save agent', mac: ['meta+s'], linux: ['ctrl+s'] },
  'delete-agent': { title: 'Delete agent', mac: ['meta+backspace'], linux: ['ctrl+shift+backspace'] },
  'add-workspace': { title: 'Add a folder…', mac: [], linux: [] },
  sessions: { title: 'Sessions', mac: ['meta+alt+1'], linux: ['ctrl+shift+1'] },
  usage: { title: 'Usage', mac: ['meta+alt+4'], linux: ['ctrl+shift+4'] },
  processes: { title: 'Processes', mac: ['meta+alt+5'], linux: ['ctrl+shift+5'] },
  'previous-session': { title: 'Previous session', mac: ['meta+['], linux: ['ctrl+pageup'] },
  'next-session': { title: 'Next session', mac: ['meta+]'], linux: ['ctrl+pagedown'] },
  resume: { title: 'Resume', mac: ['meta+r'], linux: ['ctrl+shift+r'] },
  'continue-in-background': {
    title: 'Continue in background',
    mac: ['meta+shift+b'],
    linux: ['ctrl+shift+b'],
  },
  watch: { title: 'Watch', mac: ['meta+shift+w'], linux: ['ctrl+shift+y'] },
  'take-over': { title: 'Take over', mac: ['meta+shift+t'], linux: ['ctrl+shift+t'] },
  reconcile: { title: 'Reconcile', mac: ['meta+shift+l'], linux: ['ctrl+shift+l'] },
  stop: { title: 'Stop', mac: ['meta+.'], linux: ['ctrl+shift+.'] },
  why: { title: 'Why?', mac: ['meta+/'], linux: ['ctrl+shift+/'] },
  split: { title: 'Split: open another beside…', mac: ['meta+d'], linux: ['ctrl+shift+d'] },
  'previous-pane': {
    title: 'Previous pane',
    mac: ['meta+alt+arrowleft', 'meta+alt+arrowup'],
    linux: ['ctrl+shift+arrowleft', 'ctrl+shift+arrowup'],
  },
  'next-pane': {
    title: 'Next pane',
    mac: ['meta+alt+arrowright', 'meta+alt+arrowdown'],
    linux: ['ctrl+shift+arrowright', 'ctrl+shift+arrowdown'],
  },
  'close-pane': { title: 'Close pane', mac: ['meta+w'], linux: ['ctrl+shift+w'] },
  sidebar: { title: 'Sidebar', mac: ['meta+b'], linux: ['f9'] },
  inspector: { title: 'Details', mac: ['meta+i'], linux: ['shift+f9'] },
  'next-region': { title: 'Next region', mac: ['f6'], linux: ['f6'] },
  'previous-region': { title: 'Previous region', mac: ['shift+f6'], linux: ['shift+f6'] },
  larger: {
    title: 'Larger terminal text',
    mac: ['meta+=', 'meta+shift+='],
    linux: ['ctrl+=', 'ctrl+shift+='],
  },
  smaller: { title: 'Smaller terminal text', mac: ['meta+-'], linux: ['ctrl+-'] },
  'normal-size': { title: 'Normal terminal text', mac: ['meta+0'], linux: ['ctrl+0'] },
  audit: { title: 'Audit', mac: [], linux: [] },
  doctor: { title: 'Doctor', mac: [], linux: [] },
  settings: { title: 'Settings', mac: ['meta+,'], linux: ['ctrl+,'] },
  // On Linux its old key is that of Why?: there `?` outside text and the palette lead to it.
  shortcuts: { title: 'Keyboard shortcuts', mac: ['meta+shift+/'], linux: [] },
};

const isCommand = (name: string): name is Command => Object.hasOwn(commands, name);

/** The command of that name, if there is one; the menu sends names. */
export const commandNamed = (name: string): Command | null => (isCommand(name) ? name : null);

/** Every command there is, in the order of the sheet. */
export const allCommands: readonly Command[] = Object.keys(commands).filter(isCommand);

const codes: Readonly<Record<string, string>> = {
  Period: '.',
  Slash: '/',
  Comma: ',',
  BracketLeft: '[',
  BracketRight: ']',
  Minus: '-',
  Equal: '=',
};

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * The key of an event. Digits and signs go by their place on the keyboard, because Shift changes what they
 * type; letters by what they type, unless the layout has no Latin ones.
 */
const keyOf = ({ key, code }: KeyPress): string => {
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  const sign = codes[code];
  if (sign !== undefined) return sign;
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return (letter ?? key).toLowerCase();
};

/** An event as a chord: `ctrl+shift+k`. */
export const chordOf = (event: KeyPress): string =>
  [
    event.ctrlKey ? 'ctrl' : null,
    event.metaKey ? 'meta' : null,
    event.altKey ? 'alt' : null,
    event.shiftKey ? 'shift' : null,
    keyOf(event),
  ]
    .filter((part) => part !== null)
    .join('+');

const sorted = (chord: string): string => {
  const parts = chord.split('+');
  const held = ['ctrl', 'meta', 'alt', 'shift'].filter((modifier) => parts.includes(modifier));
  return [...held, parts.at(-1) ?? ''].join('+');
};

/** The command of a chord on a platform, or the live session (1 to 9) it goes to. */
export const commandOf = (chord: string, platform: Platform): Command | number | null => {
  const mac = platform === 'darwin';
  const digit = (mac ? /^meta\+([1-9])$/ : /^alt\+([1-9])$/).exec(chord)?.[1];
  if (digit !== undefined) return Number(digit);
  return (
    allCommands.find((command) =>
      commands[command][mac ? 'mac' : 'linux'].some((each) => sorted(each) === chord),
    ) ?? null
  );
};

/** In the order macOS writes them. */
const macSigns: Readonly<Record<string, string>> = { ctrl: '⌃', alt: '⌥', shift: '⇧', meta: '⌘' };
const names: Readonly<Record<string, string>> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  pageup: 'PageUp',
  pagedown: 'PageDown',
  backspace: '⌫',
};

const drawn = (chord: string, mac: boolean): string => {
  const parts = sorted(chord).split('+');
  const key = parts.pop() ?? '';
  const name = names[key] ?? (key.length === 1 ? key.toUpperCase() : key[0]?.toUpperCase() + key.slice(1));
  if (mac) {
    const held = Object.entries(macSigns).filter(([part]) => parts.includes(part));
    return `${held.map(([, sign]) => sign).join('')}${name}`;
  }
  return [...parts.map((part) => (part[0]?.toUpperCase() ?? '') + part.slice(1)), name].join('+');
};

/** How a command's key is written on a platform; undefined if it has none. */
export const keysOf = (command: Command, platform: Platform): string | undefined => {
  const mac = platform === 'darwin';
  const [first] = commands[command][mac ? 'mac' : 'linux'];
  return first === undefined ? undefined : drawn(first, mac);
};
