import { expect, test } from 'vitest';
import type { DiskState } from '#shared/contract/system.ts';
import { handClock } from '../supervisor/test-support/clock.ts';
import { lookAtDisk, watchDisk } from './disk-watch.ts';
import { testFolder } from './test-support/folder.ts';

const FULL: DiskState = { kind: 'cannot-write', path: '/toc', reason: 'the disk is full' };
const ENOUGH: DiskState = { kind: 'enough' };

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const watching = (answers: (DiskState | Error | Promise<DiskState>)[]) => {
  const clock = handClock();
  const told: DiskState[] = [];
  const errors: string[] = [];
  const asked = { times: 0 };
  const watch = watchDisk({
    look: async () => {
      const answer = answers[asked.times] ?? ENOUGH;
      asked.times += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    clock,
    log: { info: () => {}, error: (event) => errors.push(event) },
    changed: (disk) => told.push(disk),
  });
  return { clock, told, errors, asked, watch };
};

test('only what is different from before is told, and kept', async () => {
  const { clock, told, watch } = watching([ENOUGH, FULL, FULL, ENOUGH]);
  for (let look = 0; look < 3; look += 1) {
    await settled();
    clock.pass(5000);
  }
  await settled();
  expect(told).toEqual([FULL, ENOUGH]);
  expect(watch.state()).toEqual(ENOUGH);
});

test('a disk that does not answer is asked once, not once more every few seconds; closing waits for it', async () => {
  const slow = Promise.withResolvers<DiskState>();
  const { clock, asked, told, watch } = watching([slow.promise]);
  clock.pass(60_000);
  expect(asked.times).toBe(1);
  const closed = watch.close();
  slow.resolve(FULL);
  await closed;
  expect(told).toEqual([FULL]);
  clock.pass(60_000);
  expect(asked.times).toBe(1);
});

test('a look that fails is logged once, and what was known stays', async () => {
  const gone = new Error('no such disk');
  const { clock, errors, watch } = watching([FULL, gone, gone]);
  for (let look = 0; look < 2; look += 1) {
    await settled();
    clock.pass(5000);
  }
  await settled();
  expect([errors, watch.state()]).toEqual([['disk-not-looked-at'], FULL]);
});

test('the disk that the tests run on takes what is written', async () => {
  const folder = testFolder('toc-disk-');
  expect(['enough', 'low']).toContain((await lookAtDisk(folder)).kind);
});
