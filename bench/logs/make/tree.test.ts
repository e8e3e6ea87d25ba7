import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { logKinds } from '#main/runtimes/catalog.ts';
import type { LogKind, TokenEvent } from '#main/runtimes/reader.ts';
import { discover, rootsOf } from '#main/transcripts/discover.ts';
import { createCount } from '../count.ts';
import { homeOf, makeTree } from './tree.ts';
import { addTokens, noTokens, type Truth } from './truth.ts';

const folder = mkdtempSync(join(tmpdir(), 'toc-logs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const request = { folder: join(folder, 'one'), seed: 1, bytes: 5e6, middle: 30_000 };
const truths = makeTree(request);

const logsOf = (kind: LogKind, tree: string): readonly string[] => {
  const env = { CODEX_HOME: homeOf(tree, 'codex'), CLAUDE_CONFIG_DIR: homeOf(tree, 'claude') };
  return discover(rootsOf([kind], env).roots).logs.map(({ path }) => path);
};

/** By the readers that also make the steps. */
const readAll = (kind: LogKind) => {
  const count = createCount();
  for (const path of logsOf(kind, request.folder)) {
    const reader = kind.reader(null);
    const told = [...reader.push(readFileSync(path)).tokens, ...reader.end().tokens];
    count.log(path, reader, new Map<number, TokenEvent>(told.map((one) => [one.seq, one])).values());
  }
  return count.sums();
};

const cases = logKinds.map((kind) => ({
  kind,
  runtime: kind.runtime,
  truth: kind.runtime === 'codex' ? truths.codex : truths.claude,
}));

test.each(cases)('the readers find in logs of $runtime what was put into them', ({ kind, truth }) => {
  const { tokens, days, models } = truth;
  expect(readAll(kind)).toEqual({ tokens, days, models });
});

test.each(cases)('files, bytes and lines of $runtime are those on the disk', ({ kind, truth }) => {
  const texts = logsOf(kind, request.folder).map((path) => readFileSync(path));
  expect({
    files: texts.length,
    bytes: texts.reduce((sum, { length }) => sum + length, 0),
    lines: texts.reduce((sum, text) => sum + text.toString('latin1').split('\n').length - 1, 0),
  }).toEqual({ files: truth.files, bytes: truth.bytes, lines: truth.lines });
});

test.each(cases)('days and models of $runtime each add up to all', ({ truth }) => {
  const summed = (parts: Truth['days']) => {
    const sum = noTokens();
    for (const part of Object.values(parts)) addTokens(sum, part);
    return sum;
  };
  expect([summed(truth.days), summed(truth.models)]).toEqual([truth.tokens, truth.tokens]);
});

test.each(cases)('few logs of $runtime have the traps of many', ({ truth }) => {
  expect(truth.traps).toMatchObject({ forks: expect.any(Number), 'sub-agents': expect.any(Number) });
});

test('the same seed makes the same logs', () => {
  const again = { ...request, folder: join(folder, 'two') };
  expect(makeTree(again)).toEqual(truths);
  const marks = (tree: string) =>
    logKinds.flatMap((kind) =>
      logsOf(kind, tree).map((path) => [
        path.slice(tree.length),
        createHash('sha256').update(readFileSync(path)).digest('hex'),
      ]),
    );
  expect(marks(again.folder)).toEqual(marks(request.folder));
});
