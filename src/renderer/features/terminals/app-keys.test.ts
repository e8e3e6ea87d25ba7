import { expect, test } from 'vitest';
import { isAppKey, paneCommand, type Chord } from './app-keys.ts';

const chord = (text: string): Chord => {
  const parts = text.split(' ');
  const key = parts.at(-1) ?? '';
  return {
    key,
    code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key,
    ctrlKey: parts.includes('ctrl'),
    shiftKey: parts.includes('shift'),
    altKey: parts.includes('alt'),
    metaKey: parts.includes('meta'),
  };
};

test('on Linux the app takes its own keys', () => {
  const keys = [
    'ctrl shift K',
    'ctrl shift ArrowLeft',
    'alt 3',
    'ctrl PageUp',
    'F6',
    'shift F6',
    'F9',
    'ctrl =',
  ];
  expect(keys.filter((key) => !isAppKey(chord(key), 'linux'))).toEqual([]);
});

test('on Linux whatever shells and agents use reaches the program', () => {
  const keys = [
    'ctrl c',
    'ctrl r',
    'alt b',
    'alt ArrowLeft',
    'Tab',
    'shift Tab',
    'Escape',
    'F1',
    'F10',
    'PageUp',
  ];
  const more = ['alt shift 1', 'alt 0', 'ctrl alt e', 'shift Enter', 'ctrl F6', 'a', 'meta c'];
  expect([...keys, ...more].filter((key) => isAppKey(chord(key), 'linux'))).toEqual([]);
});

test('on macOS the command key is the app’s and everything else is the program’s', () => {
  const app = ['meta c', 'meta shift F', 'meta alt ArrowLeft', 'F6'];
  const program = ['ctrl c', 'ctrl shift K', 'alt 3', 'ctrl PageUp', 'Tab'];
  expect([app, program].map((keys) => keys.map((key) => isAppKey(chord(key), 'darwin')))).toEqual([
    [true, true, true, true],
    [false, false, false, false, false],
  ]);
});

test('a pane finds and copies by the keys of its platform, and by no others', () => {
  const keys = ['ctrl shift F', 'ctrl shift C', 'ctrl shift V', 'meta f', 'meta c', 'meta shift f'];
  expect(keys.map((key) => [paneCommand(chord(key), 'linux'), paneCommand(chord(key), 'darwin')])).toEqual([
    ['find', null],
    ['copy', null],
    [null, null],
    [null, 'find'],
    [null, 'copy'],
    [null, null],
  ]);
});
