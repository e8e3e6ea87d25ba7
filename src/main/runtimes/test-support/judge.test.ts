import { expect, test } from 'vitest';
import { codexLogs } from '../codex/reader.ts';
import { fixture } from '../codex/reading/test-support/logs.ts';
import type { LogReader } from '../reader.ts';
import { faultsIn, growthIn } from './judge.ts';
import { randomFrom } from './random.ts';
import { shrunk } from './shrink.ts';

const log = fixture('0.130.0/tools.rollout.jsonl');

/** Codex's reader with a fault. */
const faulty = (change: (reader: LogReader, saved: string | null) => Partial<LogReader>) => ({
  ...codexLogs,
  reader: (saved: string | null) => {
    const reader = codexLogs.reader(saved);
    return { ...reader, ...change(reader, saved) };
  },
});

const without = (name: string, saved: string): string => {
  const { [name]: _, ...rest }: Record<string, unknown> = JSON.parse(saved);
  return JSON.stringify(rest);
};

test('a reader without a fault has none', () => {
  expect(faultsIn(codexLogs, log, randomFrom(1))).toEqual([]);
  expect(growthIn(codexLogs, log)).toEqual([]);
});

test.each<readonly [string, RegExp, Parameters<typeof faulty>[0]]>([
  [
    'throws',
    /out of luck/,
    () => ({
      end: () => {
        throw new Error('out of luck');
      },
    }),
  ],
  [
    'forgets what it saved',
    /saved and gone on with/,
    (reader) => ({ save: () => without('book', reader.save()) }),
  ],
  [
    'leaves out a step',
    /^number \d+ of the steps came when there were \d+$/m,
    (reader) => ({ push: (bytes) => ({ ...reader.push(bytes), steps: reader.push(bytes).steps.slice(1) }) }),
  ],
  [
    'tells figures that are none',
    /outputTokens/,
    (reader) => ({
      push(bytes) {
        const { steps, tokens } = reader.push(bytes);
        return { steps, tokens: tokens.map((event) => ({ ...event, outputTokens: -1 })) };
      },
    }),
  ],
  [
    'depends on its pieces',
    /in pieces/,
    (reader) => {
      let pieces = 0;
      return { push: (bytes) => ((pieces += 1), reader.push(bytes)), skippedLines: () => pieces };
    },
  ],
  ['keeps too much', /bytes were read/, (reader) => ({ save: () => reader.save() + ' '.repeat(1_000_000) })],
])('a reader that %s is found out', (_, fault, change) => {
  expect(faultsIn(faulty(change), log, randomFrom(1)).join('\n')).toMatch(fault);
});

test('a state that grows with every line is found out', () => {
  const grows = faulty((reader) => {
    let lines = '';
    return {
      push: (bytes) => ((lines += 'x'.repeat(50)), reader.push(bytes)),
      save: () => reader.save() + lines,
    };
  });
  expect(growthIn(grows, log)).toHaveLength(1);
});

test('of a log that goes wrong the least that still does is left', () => {
  const isWrong = (bytes: Buffer): boolean => /b.*d/s.test(bytes.toString());
  const all = Buffer.from('one\nabc\ntwo\nthree\nxdx\nfour\n');
  expect(shrunk(all, isWrong, () => false).toString()).toBe('bd');
  expect(shrunk(all, isWrong, () => true)).toEqual(all);
});
