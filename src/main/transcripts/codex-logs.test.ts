import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import type { Step } from '#shared/contract/transcripts.ts';
import { logKinds } from '../runtimes/catalog.ts';
import { folderNames } from '../serve/folder-names.ts';
import { logsReader } from '../store/logs-reader.ts';
import { testFolders } from './test-support/folders.ts';
import { movedClock, openIndex, writeLog } from './test-support/index-room.ts';

// Each waits for disks and threads, and a laden machine takes its time.
vi.setConfig({ testTimeout: 30_000 });

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 25, 23, minute)).toISOString();
const idOf = (digit: number): string => `01a20745-0000-7000-8000-00000000000${digit}`;
const nameOf = (digit: number): string => `rollout-2026-11-25T23-59-00-${idOf(digit)}.jsonl`;

const begun = (digit: number, cwd: string): readonly object[] => [
  { timestamp: at(0), type: 'session_meta', payload: { id: idOf(digit), cwd, cli_version: '0.130.0' } },
  { timestamp: at(0), type: 'event_msg', payload: { type: 'user_message', message: 'Make it.' } },
];
const called = (id: string, command: string) => ({
  timestamp: at(1),
  type: 'response_item',
  payload: {
    type: 'function_call',
    name: 'shell_command',
    arguments: JSON.stringify({ command }),
    call_id: id,
  },
});
const answered = (id: string, output: string) => ({
  timestamp: at(2),
  type: 'response_item',
  payload: { type: 'function_call_output', call_id: id, output },
});

test('case A3 logs are found by their folder under each of its names, wherever Codex put them', async () => {
  const folders = testFolders();
  const [real, link] = [join(folders.home, 'app'), join(folders.home, 'also-app')];
  const home = join(folders.home, 'codex-home');
  mkdirSync(real);
  symlinkSync(real, link);
  symlinkSync(folders.logs, home);
  const day = (name: string): string => join(folders.logs, 'sessions', '2026', '11', name);
  writeLog(join(day('25'), nameOf(1)), ...begun(1, real));
  // The zone of whoever began it had the next day already.
  writeLog(join(day('26'), nameOf(2)), ...begun(2, link));
  writeLog(join(folders.logs, 'archived_sessions', nameOf(3)), ...begun(3, '/private/tmp/x'));
  const packed = join(day('24'), `${nameOf(4)}.zst`);
  mkdirSync(dirname(packed), { recursive: true });
  writeFileSync(
    packed,
    zstdCompressSync(
      begun(4, '/tmp/x')
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    ),
  );
  writeLog(join(day('25'), nameOf(5)), ...begun(5, '/privateer/tmp/x'));
  const index = openIndex(folders, { kinds: logKinds, env: { CODEX_HOME: home } });
  await index.settled();
  const reader = logsReader(index.database);
  const foundFor = async (folder: string) => {
    const names = await folderNames(folder);
    return names
      .flatMap(
        (cwd) => reader.found({ runtime: null, cwd, before: null, limit: 9, without: [] }).conversations,
      )
      .map(({ conversationId }) => conversationId)
      .toSorted();
  };
  expect([
    await foundFor('/tmp/x'),
    await foundFor('/private/tmp/x'),
    await foundFor('/privateer/tmp/x'),
  ]).toEqual([[idOf(3), idOf(4)], [idOf(3), idOf(4)], [idOf(5)]]);
  expect([await foundFor(link), reader.named('01a20745').length]).toEqual([[idOf(1), idOf(2)], 5]);
  await index.end();
});

test('case A10 the calls of a live terminal are shown as they are made, until it says no more', async () => {
  const folders = testFolders();
  const log = join(folders.logs, 'sessions', '2026', '11', '25', nameOf(1));
  const { clock, advance } = movedClock(Date.now());
  writeLog(log, ...begun(1, '/w'), called('one', 'make'));
  const index = openIndex(folders, { kinds: logKinds, env: { CODEX_HOME: folders.logs }, clock });
  const reader = logsReader(index.database);
  const shown = async () => {
    await index.settled();
    const file = reader.log(idOf(1))?.id ?? 0;
    const steps: readonly Step[] = reader.steps(file, 0, 9);
    return steps.flatMap(({ command, exitCode, note }) => (command ? [[command, exitCode, note]] : []));
  };
  expect(await shown()).toEqual([['make', null, 'running']]);
  writeLog(log, answered('one', 'Exit code: 0\nWall time: 1s\nOutput:\n'), called('two', 'sleep 9'));
  expect(await shown()).toEqual([
    ['make', 0, undefined],
    ['sleep 9', null, 'running'],
  ]);
  advance(11 * 60_000);
  expect(await shown()).toEqual([
    ['make', 0, undefined],
    ['sleep 9', null, 'no-result'],
  ]);
  await index.end();
});
