import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../machine/clock.ts';
import { fakeKind } from './test-support/fake-kind.ts';
import { testFolders } from './test-support/folders.ts';
import { indexOnce, movedClock, openIndex, rowsOf, writeLog } from './test-support/index-room.ts';

// Each waits for disks and threads, and a laden machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 25, 12, minute)).toISOString();
const total = (rows: { usage: readonly unknown[] }): number =>
  rows.usage.reduce<number>(
    (sum, row) => sum + Number(Object.entries(row ?? {}).find(([name]) => name === 'output')?.[1]),
    0,
  );

const start = [
  { id: 'one', at: at(0), cwd: '/w', say: 'Hello' },
  { at: at(1), tokens: 10, key: 'a' },
  { at: at(2), tokens: 5 },
  { at: at(3), call: 'Bash' },
];

test('a log grows by what is new in it, a half-written line is read when it is whole, and nothing counts twice', async () => {
  const folders = testFolders();
  const log = join(folders.logs, 'one.jsonl');
  writeLog(log, ...start);
  expect(total(await indexOnce(folders))).toBe(15);
  appendFileSync(log, '{"at":"2026-11-25T12:04:00.000Z","result":"Ba');
  expect((await indexOnce(folders)).steps).toHaveLength(2);
  appendFileSync(log, 'sh"}\n{"tokens":7,"at":"2026-11-25T12:30:00.000Z"}');
  const rows = await indexOnce(folders);
  expect(total(rows)).toBe(22);
  expect(rows.steps.map((row) => JSON.stringify(row)).at(-1)).toContain('true');
  appendFileSync(log, '\n');
  expect(await indexOnce(folders)).toEqual(rows);
  expect(rows.files).toEqual([{ path: log, conversation_id: 'one', steps: 2, skipped_lines: 0, gone: 0 }]);
});

test('a deleted log keeps its rows, and a later one of the same name adds only what is new', async () => {
  const folders = testFolders();
  const log = join(folders.logs, 'one.jsonl');
  writeLog(log, ...start);
  await indexOnce(folders);
  const whole = readFileSync(log);
  rmSync(log);
  const gone = await indexOnce(folders);
  expect([total(gone), gone.steps.length, gone.files]).toEqual([
    15,
    2,
    [{ path: log, conversation_id: 'one', steps: 2, skipped_lines: 0, gone: 1 }],
  ]);
  writeFileSync(log, whole);
  writeLog(log, { tokens: 1, at: at(50) });
  expect(total(await indexOnce(folders))).toBe(16);
});

test('a log that is cut short or rewritten loses no figure and doubles none', async () => {
  const folders = testFolders();
  const log = join(folders.logs, 'one.jsonl');
  writeLog(log, ...start, { tokens: 5, at: at(2) }, { tokens: 3, at: at(9) });
  expect(total(await indexOnce(folders))).toBe(23);
  truncateSync(log, readFileSync(log).indexOf('\n', 80) + 1);
  writeLog(log, { tokens: 5, at: at(2) }, { tokens: 100, at: at(40) });
  expect(total(await indexOnce(folders))).toBe(123);
  rmSync(log);
  writeLog(log, { id: 'other', at: at(0), say: 'Another' }, { tokens: 1000, at: at(1) });
  expect(total(await indexOnce(folders))).toBe(1123);
});

test('a log that is moved, archived or compressed is the same log', async () => {
  const folders = testFolders();
  const [log, other] = [join(folders.logs, 'one.jsonl'), join(folders.logs, 'archive', 'one.jsonl')];
  writeLog(log, ...start);
  await indexOnce(folders);
  mkdirSync(join(folders.logs, 'archive'));
  renameSync(log, other);
  writeLog(other, { tokens: 2, at: at(30) });
  const moved = await indexOnce(folders);
  expect([total(moved), moved.files]).toEqual([
    17,
    [{ path: other, conversation_id: 'one', steps: 2, skipped_lines: 0, gone: 0 }],
  ]);
  writeFileSync(`${other}.zst`, zstdCompressSync(readFileSync(other)));
  const both = await indexOnce(folders);
  expect([both.files, total(both)]).toEqual([moved.files, 17]);
  rmSync(other);
  const compressed = await indexOnce(folders);
  expect([total(compressed), compressed.files, compressed.steps]).toEqual([
    17,
    [{ path: `${other}.zst`, conversation_id: 'one', steps: 2, skipped_lines: 0, gone: 0 }],
    moved.steps,
  ]);
});

test('a compressed log that ends in the middle gives what it has, and says so', async () => {
  const folders = testFolders();
  const log = join(folders.logs, 'one.jsonl.zst');
  const noise = (n: number) => Array.from({ length: 20 }, (_, m) => Math.sin(n * 20 + m)).join(' ');
  const lines = Array.from({ length: 2000 }, (_, n) => ({ id: 'one', say: noise(n) }));
  const bytes = zstdCompressSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  writeFileSync(log, bytes.subarray(0, bytes.length - 1000));
  const index = openIndex(folders);
  await index.settled();
  expect(rowsOf(index.database).steps.length).toBeGreaterThan(500);
  await index.settled();
  expect(index.state().problems.map(({ path }) => path)).toEqual([log]);
  await index.end();
});

test('one response told by several logs counts once, whatever is read first, and is given back', async () => {
  const results: unknown[] = [];
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]) {
    const folders = testFolders();
    const logs = [
      [
        { id: 'first', at: at(0), say: 'a' },
        { key: 'k', tokens: 10, at: at(1) },
      ],
      [
        { id: 'fork', fork: 'first', at: at(0), say: 'a' },
        { key: 'k', tokens: 10, at: at(1) },
        { tokens: 1, at: at(2) },
      ],
      [
        { id: 'better', at: at(0), say: 'b' },
        { key: 'm', tokens: 4, at: at(1) },
        { key: 'k', tokens: 11, at: at(1), owner: 'first' },
      ],
    ];
    for (const index of order) {
      writeLog(join(folders.logs, `${['first', 'fork', 'better'][index]}.jsonl`), ...(logs[index] ?? []));
      await indexOnce(folders);
    }
    results.push((await indexOnce(folders)).usage);
    const index = openIndex(folders);
    await index.settled();
    await index.forget('better');
    results.push(rowsOf(index.database).usage);
    await index.end();
  }
  const slot = Date.UTC(2026, 10, 25, 12);
  const all = [
    { root: 'better', slot, output: 4 },
    { root: 'first', slot, output: 11 },
    { root: 'fork', slot, output: 1 },
  ];
  const without = [
    { root: 'first', slot, output: 10 },
    { root: 'fork', slot, output: 1 },
  ];
  expect(results).toEqual([all, without, all, without, all, without]);
});

test('a sub-agent’s tokens are its parent’s, though the parent is read later or never', async () => {
  const folders = testFolders();
  writeLog(join(folders.logs, 'agent-1.jsonl'), { id: 'agent-1', parent: 'mid', at: at(0), tokens: 3 });
  writeLog(join(folders.logs, 'agent-2.jsonl'), { id: 'agent-2', parent: 'never', at: at(0), tokens: 4 });
  await indexOnce(folders);
  writeLog(join(folders.logs, 'mid.jsonl'), { id: 'mid', parent: 'top', at: at(0), tokens: 1 });
  writeLog(join(folders.logs, 'top.jsonl'), { id: 'top', at: at(0), tokens: 1 });
  const { usage } = await indexOnce(folders);
  const slot = Date.UTC(2026, 10, 25, 12);
  expect(usage).toEqual([
    { root: 'never', slot, output: 4 },
    { root: 'top', slot, output: 5 },
  ]);
});

test('what is forgotten stays away, its sub-agents too, also when their logs grow', async () => {
  const folders = testFolders();
  writeLog(join(folders.logs, 'one.jsonl'), ...start);
  writeLog(join(folders.logs, 'agent-1.jsonl'), { id: 'agent-1', parent: 'one', at: at(0), tokens: 3 });
  const index = openIndex(folders);
  await index.settled();
  await index.forget('one');
  writeLog(join(folders.logs, 'one.jsonl'), { tokens: 9, at: at(5) });
  writeLog(join(folders.logs, 'agent-2.jsonl'), { id: 'agent-2', parent: 'one', at: at(0), tokens: 3 });
  await index.settled();
  expect(rowsOf(index.database)).toEqual({ steps: [], usage: [], files: [] });
  await index.end();
});

test('what is forgotten is told at once, though nothing else happens', async () => {
  const folders = testFolders();
  writeLog(join(folders.logs, 'one.jsonl'), ...start);
  const index = openIndex(folders, { clock: systemClock });
  await index.settled();
  const told = index.until(() => rowsOf(index.database).files.length === 0);
  await index.forget('one');
  await told;
  expect(index.tellings.at(-1)?.conversations).toEqual(['one']);
  expect(index.state().folders).toEqual([folders.logs]);
  await index.end();
});

test('a newer reader reads again what is there, and keeps what is not', async () => {
  const folders = testFolders();
  for (const id of ['one', 'two'])
    writeLog(join(folders.logs, `${id}.jsonl`), { id, at: at(0), say: id }, { tokens: 5, at: at(1) });
  const before = await indexOnce(folders);
  rmSync(join(folders.logs, 'two.jsonl'));
  const after = await indexOnce(folders, { kinds: [fakeKind(2)] });
  expect([after.steps, after.usage]).toEqual([before.steps, before.usage]);
  const index = openIndex(folders, { kinds: [fakeKind(2)] });
  await index.settled();
  await index.reindex();
  await index.settled();
  expect(rowsOf(index.database)).toEqual(after);
  await index.end();
});

test('links are followed once, and a folder nobody may read is a problem but loses nothing', async () => {
  const folders = testFolders();
  const inner = join(folders.logs, 'inner');
  writeLog(join(inner, 'one.jsonl'), ...start);
  symlinkSync(folders.logs, join(inner, 'loop'));
  symlinkSync(join(inner, 'one.jsonl'), join(folders.logs, 'also.jsonl'));
  symlinkSync('/nowhere/at/all', join(folders.logs, 'dead.jsonl'));
  const rows = await indexOnce(folders);
  expect(rows.files).toHaveLength(1);
  if (process.getuid?.() === 0) return;
  chmodSync(inner, 0);
  const index = openIndex(folders);
  await index.settled();
  chmodSync(inner, 0o755);
  expect(index.state().problems).toEqual([{ path: inner, reason: 'You may not read it.' }]);
  expect(rowsOf(index.database)).toEqual(rows);
  await index.end();
});

test('a call in a log written a moment ago is running; later it has no result', async () => {
  const folders = testFolders();
  writeLog(join(folders.logs, 'one.jsonl'), ...start);
  const { clock, advance } = movedClock(Date.now());
  const index = openIndex(folders, { clock });
  await index.settled();
  const isNoted = (note: string) => JSON.stringify(rowsOf(index.database).steps).includes(`\\"${note}\\"`);
  expect([isNoted('running'), isNoted('no-result')]).toEqual([true, false]);
  advance(11 * 60_000);
  await index.settled();
  expect([isNoted('running'), isNoted('no-result')]).toEqual([false, true]);
  await index.end();
});

test('growth of a watched log is read without a look at the others', async () => {
  const folders = testFolders();
  const log = join(folders.logs, 'one.jsonl');
  writeLog(log, ...start);
  const index = openIndex(folders, { clock: systemClock });
  await index.settled();
  const told = index.until(() => total(rowsOf(index.database)) === 1015);
  writeLog(log, { tokens: 1000, at: at(8) });
  await told;
  expect(index.tellings.at(-1)?.conversations).toEqual(['one']);
  await index.end();
});

test('paused, nothing is read; resumed, everything is', async () => {
  const folders = testFolders();
  writeLog(join(folders.logs, 'one.jsonl'), ...start);
  const index = openIndex(folders, { paused: true });
  await index.until(({ phase }) => phase === 'paused');
  await index.settled();
  expect(rowsOf(index.database).files).toEqual([]);
  const idle = index.until(({ phase }) => phase === 'idle');
  index.pause(false);
  await idle;
  expect(total(rowsOf(index.database))).toBe(15);
  await index.end();
});
