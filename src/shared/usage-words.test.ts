import { expect, test } from 'vitest';
import { costFigure, costKnown, dollars } from './usage-words.ts';

test.each([
  [0, '$0.00'],
  [0.00001, '< $0.0001'],
  [0.0042, '$0.0042'],
  [0.01, '$0.01'],
  [1234.567, '$1,234.57'],
])('%d dollars are drawn as %s', (amount, drawn) => {
  expect(dollars(amount)).toBe(drawn);
});

test('a cost shows how it is known', () => {
  const known = { exact: 1, estimated: 2, unpriced: 3 } as const;
  const figures = (['exact', 'estimated', 'unpriced'] as const).map((costKind) =>
    costFigure({ costKind, costUSD: known[costKind] }),
  );
  expect([...figures, costFigure({ costKind: 'unpriced', costUSD: null })]).toEqual([
    '$1.00',
    '~$2.00',
    '$3.00 +',
    'no price known',
  ]);
});

test('how a figure is known is said in words', () => {
  const sum = { costUSD: 1, unpricedTokens: 0, reasons: [] };
  expect([
    costKnown({ ...sum, costKind: 'exact' }),
    costKnown({ ...sum, costKind: 'estimated', reasons: ['aborted-stream'] }),
    costKnown({ ...sum, costKind: 'unpriced', unpricedTokens: 1200, reasons: ['no-price'] }),
    costKnown({ ...sum, costUSD: null, costKind: 'unpriced', unpricedTokens: 5, reasons: ['no-model'] }),
  ]).toEqual([
    'exact',
    'estimated: an answer was cut off, and what the vendor counted after that is in no log',
    'no price known for 1,200 tokens: the price list has no such model',
    'no price known: the log names no model',
  ]);
});
