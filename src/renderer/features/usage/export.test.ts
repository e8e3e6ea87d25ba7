import { expect, test } from 'vitest';
import { aSum } from '#renderer/test-support/fixtures.ts';
import { axisTop } from './bars.ts';
import { reportCsv, reportJson } from './export.ts';
import { daysOfPeriod, todayIn } from './periods.ts';
import { tokensShort } from '#shared/usage-words.ts';

const report = {
  rows: [
    { key: '/work/a, b', label: '=HYPERLINK("x")', ...aSum({ costUSD: 0.1 + 0.2 }) },
    {
      key: 'k',
      label: null,
      ...aSum({ costUSD: null, costKind: 'unpriced', reasons: ['no-price', 'no-model'] }),
    },
  ],
  total: aSum(),
  timeZone: 'UTC',
  complete: true,
};

test('CSV rounds nothing, quotes what must be, and holds no formula', () => {
  expect(
    reportCsv({ ...report, rows: report.rows.map((row) => ({ ...row, reasons: [...row.reasons] })) }),
  ).toBe(
    [
      'key,label,inputTokens,cacheReadTokens,cacheWriteTokens,outputTokens,reasoningTokens,totalTokens,costUSD,costKind,unpricedTokens,models,reasons',
      '"/work/a, b","\'=HYPERLINK(""x"")",120000,2000000,40000,30000,9000,2190000,0.30000000000000004,exact,0,claude-opus-5-5,',
      'k,,120000,2000000,40000,30000,9000,2190000,,unpriced,0,claude-opus-5-5,no-price no-model',
      '',
    ].join('\r\n'),
  );
});

test('JSON is the report as it is', () => {
  expect(JSON.parse(reportJson(report))).toEqual(report);
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1.0k'],
  [14_239_000, '14.2M'],
  [231_800_000, '231M'],
  [999_999, '999k'],
  [3_000_000_000, '3.0B'],
])('%d tokens are written %s', (tokens, words) => {
  expect(tokensShort(tokens)).toBe(words);
});

test('an axis ends at a number people read easily, above every bar', () => {
  expect([0, 0.03, 1, 18.4, 22, 61, 999].map(axisTop)).toEqual([1, 0.04, 1, 20, 40, 80, 1000]);
});

test('a year of months begins with the first day of one', () => {
  expect(daysOfPeriod('year', '2026-11-25')).toEqual({ since: '2025-12-01', until: '2026-11-25' });
  expect(daysOfPeriod('year', '2026-12-31')).toEqual({ since: '2026-01-01', until: '2026-12-31' });
});

test('today is that of the zone', () => {
  const now = Date.parse('2026-11-25T23:30:00Z');
  expect([todayIn('UTC', now), todayIn('Asia/Kathmandu', now)]).toEqual(['2026-11-25', '2026-11-26']);
});
