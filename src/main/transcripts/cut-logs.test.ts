import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Step } from '#shared/contract/transcripts.ts';
import { logKinds } from '../runtimes/catalog.ts';
import { randomFrom, testSeed } from '../runtimes/test-support/random.ts';
import { fakeKind } from './test-support/fake-kind.ts';
import { testFolders } from './test-support/folders.ts';
import { indexOnce, openIndex, writeLog, type OpenedIndex } from './test-support/index-room.ts';
import { recordings, totalOf } from './test-support/recorded-logs.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 25, 12, minute)).toISOString();

/** The steps of a conversation as they are shown, one word each. */
const shown = (rows: { steps: readonly unknown[] }): string[] =>
  rows.steps.map((row) => {
    const { json } = z.object({ json: z.string() }).parse(row);
    const { text, tool, note } = Step.parse(JSON.parse(json));
    return note === 'log-cut' ? 'cut' : (text ?? tool ?? '');
  });

test('of a log that is cut short or begun anew every step stays, and what is new comes after', async () => {
  const folders = testFolders();
  const log = join(folders.logs, 'one.jsonl');
  const lines = ['a', 'b', 'c', 'd'].map((say, minute) => ({ at: at(minute), say }));
  writeLog(log, { id: 'one', at: at(0), cwd: '/w' }, ...lines);
  await indexOnce(folders);
  truncateSync(log, readFileSync(log).indexOf('"c"') + 2);
  expect(shown(await indexOnce(folders))).toEqual(['a', 'b', 'c', 'd']);
  appendFileSync(log, '\n');
  writeLog(log, { at: at(5), say: 'e' });
  expect(shown(await indexOnce(folders))).toEqual(['a', 'b', 'c', 'd', 'cut', 'e']);
  rmSync(log);
  await indexOnce(folders);
  writeLog(log, { at: at(6), say: 'f' });
  writeLog(log, { at: at(7), call: 'Bash' });
  const whole = ['a', 'b', 'c', 'd', 'cut', 'e', 'cut', 'f', 'Bash'];
  expect(shown(await indexOnce(folders))).toEqual(whole);
  writeLog(log, { at: at(7), result: 'Bash' });
  const done = await indexOnce(folders);
  expect([shown(done), done.files]).toEqual([
    whole,
    [{ path: log, conversation_id: 'one', steps: 9, skipped_lines: 0, gone: 0 }],
  ]);
  expect(shown(await indexOnce(folders, { kinds: [fakeKind(2)] }))).toEqual(whole);
  expect(shown(await indexOnce(folders, { kinds: [fakeKind(2)] }))).toEqual(whole);
});

test('another conversation in the place of a log takes nothing over', async () => {
  const folders = testFolders();
  const log = join(folders.logs, 'one.jsonl');
  writeLog(log, { id: 'one', at: at(0), say: 'mine' });
  await indexOnce(folders);
  rmSync(log);
  writeLog(log, { id: 'other', at: at(1), say: 'theirs' });
  expect(shown(await indexOnce(folders))).toEqual(['theirs']);
});

const seed = testSeed();

/** The steps that are kept of a log; without what toc says itself. */
const keptBy = ({ database }: OpenedIndex, path: string): readonly Step[] =>
  database
    .prepare(
      `SELECT s.json FROM step s JOIN source_file f ON f.id = s.file_id WHERE f.path = ? AND f.replaced = 0
       ORDER BY s.seq`,
    )
    .pluck()
    .all(path)
    .map((json) => Step.parse(JSON.parse(String(json))))
    .filter(({ note }) => note !== 'log-cut');

/** A step whatever its number, and without what a later line tells of it. */
const begun = ({ kind, at, text, command, path }: Step) =>
  kind === 'compaction' ? { kind, at } : { kind: kind === 'todo' ? 'tool' : kind, at, text, command, path };

/** Of the tries that a log tells one after the other as one error, it tells fewer when it is cut. */
const uncounted = (step: Step): Step => ({ ...step, text: step.text?.replace(/\d+ of \d+/, 'some') });

const tokensIn = ({ database }: OpenedIndex): unknown =>
  database.prepare('SELECT SUM(input + cache_read + cache_write + output) FROM usage_slot').pluck().get();

const lineEnd = (bytes: Buffer, near: number): number => bytes.indexOf(10, near) + 1;

test.each(logKinds)(
  `E of a recorded log of $runtime that is cut anywhere no step and no figure is lost, and none is there twice (SEED=${seed})`,
  { timeout: 60_000 },
  async (kind) => {
    const random = randomFrom(seed);
    const logs = recordings[kind.runtime](kind).filter(({ bytes }) => bytes.length > 4000);
    const folders = testFolders();
    const env = { CODEX_HOME: folders.logs, CLAUDE_CONFIG_DIR: folders.logs };
    const index = openIndex(folders, { kinds: [kind], env });
    const cases = logs.map(({ path, bytes, steps }) => {
      const read = lineEnd(bytes, Math.floor(bytes.length * 0.4) + random(Math.floor(bytes.length / 2)));
      return { file: join(folders.logs, path), bytes, steps, read, cut: random(3) === 0 ? 0 : random(read) };
    });
    for (const { file, bytes, read } of cases) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes.subarray(0, read));
    }
    await index.settled();
    const before = new Map(cases.map(({ file }) => [file, keptBy(index, file)]));
    for (const { file, cut } of cases) truncateSync(file, cut);
    await index.settled();
    for (const { file, cut } of cases)
      expect([file, cut, keptBy(index, file).map(uncounted)]).toEqual([
        file,
        cut,
        before.get(file)?.map(uncounted),
      ]);
    // One half is put back as it was; the others go on where they were cut.
    const restored = cases.filter((_, n) => n % 2 === 0);
    const goneOn = cases.filter((_, n) => n % 2 === 1);
    for (const { file, bytes } of restored) writeFileSync(file, bytes);
    for (const { file, bytes, read } of goneOn) appendFileSync(file, bytes.subarray(read));
    await index.settled();
    for (const { file, cut, steps } of restored)
      expect([file, cut, keptBy(index, file)]).toEqual([file, cut, JSON.parse(JSON.stringify(steps))]);
    for (const { file, cut, steps } of goneOn) {
      const known = before.get(file) ?? [];
      const kept = keptBy(index, file).map(begun);
      expect([file, cut, kept.slice(0, known.length)]).toEqual([file, cut, known.map(begun)]);
      const said = steps.slice(known.length).filter((step) => step.kind === 'text');
      expect([file, cut, kept]).toEqual([file, cut, expect.arrayContaining(said.map(begun))]);
    }
    expect(tokensIn(index)).toBe(totalOf(logs));
    await index.end();
  },
);
