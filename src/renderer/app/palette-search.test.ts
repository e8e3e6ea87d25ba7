import { expect, test } from 'vitest';
import { found } from './palette-search.ts';

const items = ['Start test-fixer', 'Settings', 'Flaky ledger test hunt', 'Stop', 'Larger terminal text'].map(
  (text) => ({
    text,
  }),
);
const texts = (typed: string): string[] => found(items, typed).map(({ text }) => text);

test('the start of a name fits best, then the start of a word, then any place', () => {
  expect(texts('st')).toEqual(['Start test-fixer', 'Stop', 'Flaky ledger test hunt', 'Settings']);
  expect(texts('test')).toEqual(['Start test-fixer', 'Flaky ledger test hunt']);
});

test('letters in order are enough, and what lacks one is left out', () => {
  expect(texts('flh')).toEqual(['Flaky ledger test hunt']);
  expect(texts('zzz')).toEqual([]);
});

test('nothing typed keeps everything in its order', () => {
  expect(texts('')).toEqual(items.map(({ text }) => text));
});
