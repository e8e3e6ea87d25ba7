import { expect, test } from 'vitest';
import { allCommands, chordOf, commandOf, commands, keysOf } from './keys.ts';

const press = (key: string, code: string, held: readonly ('ctrl' | 'meta' | 'alt' | 'shift')[] = []) => ({
  key,
  code,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

test('no two commands share a key on one platform', () => {
  for (const platform of ['mac', 'linux'] as const) {
    const all = allCommands.flatMap((command) => commands[command][platform]);
    expect(all).toEqual([...new Set(all)]);
  }
});

test('on Linux no key of the app is one that shells and agents use', () => {
  const taken = allCommands
    .flatMap((command) => commands[command].linux)
    .filter((chord) => /^ctrl\+[a-z]$/.test(chord) || chord.startsWith('alt+'));
  // Ctrl+S is heard only where a form is open.
  expect(taken).toEqual(['ctrl+s']);
});

test('a letter goes by what it types, and by its place where the layout has no Latin letters', () => {
  expect(chordOf(press('K', 'KeyK', ['ctrl', 'shift']))).toBe('ctrl+shift+k');
  expect(chordOf(press('л', 'KeyK', ['ctrl', 'shift']))).toBe('ctrl+shift+k');
  expect(chordOf(press('z', 'KeyY', ['ctrl']))).toBe('ctrl+z');
});

test('digits and signs go by their place, because Shift changes what they type', () => {
  expect(chordOf(press('!', 'Digit1', ['ctrl', 'shift']))).toBe('ctrl+shift+1');
  expect(chordOf(press('>', 'Period', ['ctrl', 'shift']))).toBe('ctrl+shift+.');
});

test('a chord means its command on its own platform only', () => {
  expect([
    commandOf('ctrl+shift+k', 'linux'),
    commandOf('meta+k', 'darwin'),
    commandOf('ctrl+shift+k', 'darwin'),
    commandOf('meta+alt+1', 'darwin'),
    commandOf('shift+f9', 'linux'),
    commandOf('ctrl+c', 'linux'),
  ]).toEqual(['palette', 'palette', null, 'sessions', 'inspector', null]);
});

test('the key with a digit goes to the session of that number', () => {
  expect([commandOf('alt+3', 'linux'), commandOf('meta+9', 'darwin'), commandOf('alt+3', 'darwin')]).toEqual([
    3,
    9,
    null,
  ]);
});

test('a key is written as its platform writes it', () => {
  expect([
    keysOf('palette', 'darwin'),
    keysOf('palette', 'linux'),
    keysOf('new-agent', 'darwin'),
    keysOf('delete-agent', 'linux'),
    keysOf('previous-session', 'linux'),
    keysOf('doctor', 'linux'),
  ]).toEqual(['⌘K', 'Ctrl+Shift+K', '⇧⌘N', 'Ctrl+Shift+⌫', 'Ctrl+PageUp', undefined]);
});
