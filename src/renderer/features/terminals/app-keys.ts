export type Platform = 'linux' | 'darwin';

/** The part of a key event that decides whose it is. */
export type Chord = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

const FUNCTION_KEYS: readonly string[] = ['F6', 'F9'];

/** The platform as the browser tells it. */
export const currentPlatform = (): Platform => (/mac/i.test(navigator.platform) ? 'darwin' : 'linux');

/**
 * Whether a key belongs to the app and is never sent to the program. On macOS Cmd is free of the terminal; on
 * Linux the app has Ctrl+Shift, Alt+digit and a few keys that shells and agents leave alone.
 */
export const isAppKey = (chord: Chord, platform: Platform): boolean => {
  if (FUNCTION_KEYS.includes(chord.key) && !chord.ctrlKey && !chord.altKey && !chord.metaKey) return true;
  if (platform === 'darwin') return chord.metaKey;
  if (chord.metaKey) return false;
  if (chord.ctrlKey && chord.altKey) return false;
  if (chord.ctrlKey && chord.shiftKey) return true;
  if (chord.altKey) return !chord.shiftKey && /^Digit[1-9]$/.test(chord.code);
  return chord.ctrlKey && ['PageUp', 'PageDown', '=', '+', '-', '0', ','].includes(chord.key);
};

/** What a pane itself does with an app key; the rest is the window's. */
export type PaneCommand = 'find' | 'copy';

const PANE_KEYS: Readonly<Record<string, PaneCommand>> = { KeyF: 'find', KeyC: 'copy' };

/** The command of a pane that a key means, or null. */
export const paneCommand = (chord: Chord, platform: Platform): PaneCommand | null => {
  if (chord.altKey) return null;
  const held =
    platform === 'darwin'
      ? chord.metaKey && !chord.ctrlKey && !chord.shiftKey
      : chord.ctrlKey && chord.shiftKey && !chord.metaKey;
  return held ? (PANE_KEYS[chord.code] ?? null) : null;
};
