import { describe, expect, test } from 'vitest';
import { logKinds, runtimes } from './catalog.ts';
import * as claudeLogs from './claude/reading/test-support/logs.ts';
import * as codexLogs from './codex/reading/test-support/logs.ts';
import { argsOf } from './launch-lines.ts';
import { randomFrom, testSeed } from './test-support/random.ts';
import { cutAt } from './test-support/reading.ts';
import { everyRequest, planned, requestFor } from './test-support/requests.ts';

/** Nothing is chosen, and nothing is told beside what is printed. */
const BARE = { model: '', instructions: '', permission: 'bypass', background: true } as const;

const seed = testSeed();

const recorded = { codex: codexLogs, 'claude-code': claudeLogs };

describe.each(Object.values(runtimes))('$name', (runtime) => {
  const { newest } = runtime.versions;

  test('C4 what is started is a program and its arguments by name, and each argument says where it is from', () => {
    for (const request of everyRequest(newest)) {
      const { launch, lines } = planned(runtime, request);
      expect(Object.keys(launch).toSorted()).toEqual(['args', 'cwd', 'env', 'file']);
      expect([launch.file, launch.cwd]).toEqual([request.program.path, request.cwd]);
      const told = (wanted: string) =>
        lines.flat().flatMap(({ from, text }) => (from === wanted ? [text] : []));
      expect([told('program'), told('model')]).toEqual([[launch.file], ['--model=some-model']]);
    }
  });

  test('N4 what was not asked for is an empty list, never nothing', () => {
    const { launch, files, notes } = planned(runtime, requestFor(newest, BARE));
    expect([files, notes, argsOf([])]).toEqual([[], [], []]);
    expect(launch.args.filter((text) => text === '' || text.startsWith('--model'))).toEqual([]);
  });
});

test.each(logKinds)(
  `N1 two logs of $runtime read in turns tell what each tells alone (SEED=${seed})`,
  (kind) => {
    const random = randomFrom(seed);
    const { logNames, fixture, readLog } = recorded[kind.runtime];
    const [one, other] = logNames.filter((name) => name.includes('tools')).map((name) => fixture(name));
    if (!one || !other) throw new Error('There are no recorded logs.');
    const logs = [one, other].map((log) => ({
      log,
      pieces: cutAt(log, random),
      reader: kind.reader(null),
    }));
    const told = logs.map(() => new Array<string>());
    for (let turn = 0; logs.some(({ pieces }) => turn < pieces.length); turn += 1) {
      for (const [index, { pieces, reader }] of logs.entries()) {
        const piece = pieces[turn];
        for (const step of piece ? reader.push(piece).steps : [])
          told[index]?.splice(step.seq, 1, JSON.stringify(step));
      }
    }
    for (const [index, { log, reader }] of logs.entries()) {
      for (const step of reader.end().steps) told[index]?.splice(step.seq, 1, JSON.stringify(step));
      expect(told[index]).toEqual(readLog(log).steps.map((step) => JSON.stringify(step)));
    }
  },
);
