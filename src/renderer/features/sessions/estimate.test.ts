import { expect, test } from 'vitest';
import { estimateSentence } from './estimate.ts';

const priced = (tokens: number, least: number, most: number) => ({
  tokens,
  model: 'gpt-6.1-sol',
  costUSD: { least, most },
});

test('what a resume reads again is told with its least and its most', () => {
  expect([
    estimateSentence([priced(612_000, 0.31, 3.06)]),
    estimateSentence([priced(90_000, 0.5, 0.5)]),
    estimateSentence([{ ...priced(612_000, 0, 0), costUSD: null }]),
    estimateSentence([null]),
  ]).toEqual([
    'Reads about 612k tokens again, $0.31 to $3.06 at list price.',
    'Reads about 90.0k tokens again, $0.50 at list price.',
    'Reads about 612k tokens again; no price is known.',
    'How much it reads again is not known.',
  ]);
});

test('several are summed up, and what is not known of them is said', () => {
  expect(estimateSentence([priced(600_000, 0.3, 3), null, priced(12_000, 0.01, 0.06)])).toBe(
    'Reads about 612k tokens again, $0.31 to $3.06 at list price. How much one other reads is not known.',
  );
});
