import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAnswers } from './answers.ts';
import { fakeKind } from './test-support/fake-kind.ts';
import { testFolders } from './test-support/folders.ts';
import { indexOnce, openIndex, rowsOf, writeLog, type OpenedIndex } from './test-support/index-room.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 25, 12, minute)).toISOString();

const write = (logs: string, id: string, tokens: number): string => {
  const log = join(logs, `${id}.jsonl`);
  writeLog(
    log,
    { id, at: at(0), cwd: '/w', say: `Hello ${id}` },
    { at: at(1), tokens, key: id },
    { at: at(2), tokens: 1, key: 'told by all' },
    { at: at(3), call: 'Bash' },
    { at: at(4), result: 'Bash', failed: true },
  );
  return log;
};

const IDS = ['one', 'two', 'three'];

const counted = (index: OpenedIndex) =>
  index.database
    .prepare('SELECT COUNT(*) AS events, SUM(output) AS output FROM token_event WHERE counted = 1')
    .get();

test('figures come first: all are kept before the first step is, and reading changes none of them', async () => {
  const folders = testFolders();
  for (const [place, id] of IDS.entries()) write(folders.logs, id, 10 ** place);
  const index = openIndex(folders);
  const first = index
    .until(({ phase }) => phase === 'reading')
    .then((state) => ({ state, rows: counted(index) }));
  const { state, rows } = await first;
  expect([state.isCounted, rows]).toEqual([true, { events: 4, output: 112 }]);
  await index.settled();
  expect(counted(index)).toEqual({ events: 4, output: 112 });
  const skimmed = rowsOf(index.database);
  await index.end();
  const alone = { ...folders, store: `${folders.store}.alone` };
  expect(await indexOnce(alone, { skimFrom: Number.POSITIVE_INFINITY })).toEqual(skimmed);
  expect(skimmed.steps).toHaveLength(6);
});

test('what is counted and not read yet is read from its file by whoever asks for it', async () => {
  const folders = testFolders();
  for (const id of IDS) write(folders.logs, id, 5);
  const index = openIndex(folders);
  await index.until(({ phase }) => {
    if (phase === 'counting') index.pause(true);
    return phase === 'paused';
  });
  expect(index.database.prepare('SELECT COUNT(*) AS steps FROM step').get()).toEqual({ steps: 0 });
  const answers = createAnswers(folders.store, [fakeKind()]);
  for (const id of IDS) {
    expect(await answers.head({ id, corrections: [] })).toMatchObject({
      steps: 2,
      session: { title: `Hello ${id}` },
    });
    expect(await answers.steps({ id, from: 1, limit: 5 })).toMatchObject([
      { seq: 1, tool: 'Bash', success: false },
    ]);
    expect(await answers.find({ id, what: 'failure', from: 0, direction: 'next' })).toEqual({ seq: 1 });
    expect(await answers.find({ id, what: 'prompt', from: 0, direction: 'next' })).toEqual({ seq: null });
  }
  const handle = await answers.openId({ id: 'two', corrections: [] });
  expect(await answers.next(handle ?? 0)).toMatchObject({ kind: 'head', head: { steps: 2 } });
  expect(await answers.next(handle ?? 0)).toMatchObject({ kind: 'steps', steps: [{ seq: 0 }, { seq: 1 }] });
  answers.close();
  await index.end();
});

test('a log that is replaced or deleted after it was counted keeps its figures', async () => {
  const folders = testFolders();
  const [one, two] = [write(folders.logs, 'one', 100), write(folders.logs, 'two', 1000)];
  const index = openIndex(folders);
  const changed = index.until(({ phase }) => {
    if (phase !== 'reading') return false;
    writeFileSync(one, `{"id":"one","at":"${at(9)}","tokens":7,"key":"new"}\n`);
    rmSync(two);
    return true;
  });
  await changed;
  await index.settled();
  expect(counted(index)).toEqual({ events: 4, output: 1108 });
  await index.end();
});

test('while a counted log is read, the first line of an answer never stands for all of it', async () => {
  const folders = testFolders();
  const between = Array.from({ length: 9000 }, (_, n) => ({ at: at(1), say: `line ${n} of many` }));
  writeLog(join(folders.logs, 'one.jsonl'), { id: 'one', at: at(0), tokens: 3, key: 'answer' }, ...between, {
    at: at(2),
    tokens: 500,
    key: 'answer',
  });
  const seen: unknown[] = [];
  let look = (): unknown => null;
  const kind = fakeKind();
  const index = openIndex(folders, {
    kinds: [
      {
        ...kind,
        reader(saved) {
          const reader = kind.reader(saved);
          return {
            ...reader,
            push(bytes) {
              seen.push(look());
              return reader.push(bytes);
            },
          };
        },
      },
    ],
  });
  look = () => counted(index);
  await index.settled();
  expect(seen.length).toBeGreaterThan(1);
  expect([...seen, counted(index)]).toEqual(
    Array.from({ length: seen.length + 1 }, () => ({ events: 1, output: 500 })),
  );
  await index.end();
});
