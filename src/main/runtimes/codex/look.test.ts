import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemProcesses } from '../../machine/process-identity.ts';
import { testFolder } from '../../machine/test-support/folder.ts';
import type { Folders, LookRequest } from '../runtime.ts';
import { callbackFolder } from '../test-support/called-back.ts';
import { byLine } from '../test-support/reading.ts';
import { createCodex } from './codex.ts';
import { diskFolders, dayFolder, momentOf } from './locate.ts';
import { fixture, logNames } from './reading/test-support/logs.ts';
import { turnIn } from './turn-log.ts';

const ID = '01a2073f-6e31-7b20-b149-687a8dd348e6';
const MADE = momentOf(ID) ?? 0;
const SECOND = 1000;

const time = (at: number): string => new Date(at).toISOString();
const event = (at: number, type: string, more: object = {}): string =>
  `${JSON.stringify({ timestamp: time(at), type: 'event_msg', payload: { type, ...more } })}\n`;

const machine = () => {
  const home = testFolder('toc-look-');
  const runFolder = join(home, 'run');
  const day = dayFolder(home, MADE);
  mkdirSync(day, { recursive: true });
  const path = join(day, `rollout-2026-11-23T07-12-07-${ID}.jsonl`);
  const listed: string[] = [];
  const folders: Folders = { list: (folder) => (listed.push(folder), diskFolders.list(folder)) };
  const codex = createCodex(folders);
  const called = callbackFolder(join(runFolder, 'notify'));
  return {
    listed,
    write: (text: string) => writeFileSync(path, text),
    append: (text: string) => appendFileSync(path, text),
    notify: (at: number, news: unknown) => called(typeof news === 'string' ? news : JSON.stringify(news), at),
    look: (named: Partial<LookRequest> = {}) =>
      codex.look({
        process: { pid: 0, started: 'never' },
        processes: systemProcesses,
        env: { CODEX_HOME: home },
        cwd: '/work',
        version: '0.169.0',
        runFolder,
        conversationId: ID,
        startedAt: MADE,
        ...named,
      }),
  };
};

const working = { is: 'working', about: null } as const;
const idle = (how: 'done' | 'interrupted' | 'failed') => ({ is: 'idle', how }) as const;
const ended = (thread: string) => ({ type: 'agent-turn-complete', 'thread-id': thread });

test('the newest telling line is what the log says, as it grows', async () => {
  const { write, append, look } = machine();
  expect(await look()).toEqual([]);
  const at = (seconds: number): number => MADE + seconds * SECOND;
  write(event(at(1), 'task_started') + event(at(2), 'exec_command_end', { output: '"task_complete"' }));
  const log = (seconds: number, says: object, text: string) => [
    { source: 'log', at: at(seconds), says, text },
  ];
  expect(await look()).toEqual(log(1, working, 'task_started'));
  append(event(at(3), 'task_complete', { last_agent_message: 'x', error: null }));
  expect(await look()).toEqual(log(3, idle('done'), 'task_complete'));
  append(event(at(4), 'task_complete', { error: { message: 'no' } }));
  expect(await look()).toEqual(log(4, idle('failed'), 'task_complete'));
  append(event(at(5), 'turn_aborted', { reason: 'interrupted' }).slice(0, -1));
  expect(await look()).toEqual(log(4, idle('failed'), 'task_complete'));
  append('\n');
  expect(await look()).toEqual(log(5, idle('interrupted'), 'turn_aborted'));
});

test('what lies further back than is read stays known, unless the file was cut off', async () => {
  const { write, append, look } = machine();
  write(event(MADE + SECOND, 'task_started'));
  const before = await look();
  append(event(MADE + 2 * SECOND, 'other', { output: 'é'.repeat(400_000) }));
  expect(await look()).toEqual(before);
  write('');
  expect(await look()).toEqual([]);
});

test('what was true before the run began says nothing of it', async () => {
  const { write, notify, look } = machine();
  write(event(MADE + SECOND, 'task_started'));
  notify(MADE + SECOND, ended(ID));
  expect(await look({ startedAt: MADE + 9 * SECOND })).toEqual([]);
});

test('notify tells the end of a turn, of this conversation only', async () => {
  const { notify, look } = machine();
  notify(MADE + SECOND, ended(ID));
  notify(MADE + 2 * SECOND, ended('01a2073f-0000-7000-8000-000000000000'));
  notify(MADE + 3 * SECOND, { ...ended(ID), type: 'approval-requested' });
  for (const odd of ['', 'nonsense', '[]', '{"thread-id":7}']) notify(MADE + 4 * SECOND, odd);
  const found = { source: 'notify', at: MADE + SECOND, says: idle('done'), text: 'agent-turn-complete' };
  expect(await look()).toEqual([found]);
  expect(await look({ conversationId: null })).toEqual([]);
});

test('before 0.116 the log tells no end but an abort, so notify does, and nothing says that it works', async () => {
  const { write, append, notify, look } = machine();
  const at = MADE + 9 * SECOND;
  const old = () => look({ version: '0.98.0' });
  const found = { source: 'notify', at: at + SECOND, says: idle('done'), text: 'agent-turn-complete' };
  write(event(at, 'user_message', { message: 'go' }));
  expect(await old()).toEqual([]);
  // The clock that stamps files runs a little behind.
  append(event(at + SECOND + 3, 'agent_message', { message: 'gone' }));
  notify(at + SECOND, ended(ID));
  expect(await old()).toEqual([found]);
  expect(await look({ version: '0.116.0' })).toEqual([
    { source: 'log', at: at + SECOND + 3, says: working, text: 'agent_message' },
  ]);
  append(event(at + SECOND + 4, 'user_message', { message: 'queued' }));
  expect(await old()).toEqual([]);
  append(event(at + 3 * SECOND, 'turn_aborted', { reason: 'interrupted' }));
  expect(await old()).toEqual([
    { source: 'log', at: at + 3 * SECOND, says: idle('interrupted'), text: 'turn_aborted' },
  ]);
});

test('a turn that began while notify ran is not ended by it', async () => {
  const { write, append, notify, look } = machine();
  const at = MADE + 9 * SECOND;
  write(event(at, 'task_complete'));
  notify(at + 8, ended(ID));
  expect((await look()).map(({ source }) => source)).toEqual(['log', 'notify']);
  append(event(at + 1, 'task_started'));
  expect(await look()).toEqual([{ source: 'log', at: at + 1, says: working, text: 'task_started' }]);
});

test('a look that finds nothing new lists one folder', async () => {
  const { write, look, listed } = machine();
  write(event(MADE + SECOND, 'task_started'));
  await look();
  listed.length = 0;
  await look();
  expect(listed.map((path) => path.split('/').at(-1))).toEqual(['notify']);
});

test('every recorded rollout says how its last turn ended, at every line of it one thing only', () => {
  const ends = logNames
    .filter((name) => /\/(simple|tools|interrupted-nat-int-one|err)\.rollout\.jsonl$/.test(name))
    .map((name) => {
      const turn = turnIn(fixture(name).toString());
      return [name, turn?.says.is === 'idle' ? turn.says.how : turn?.says.is] as const;
    });
  const expected = ([name]: readonly [string, unknown]) => {
    const isOld = /^0\.(47|61|72|80|89|98)\./.test(name);
    if (/interrupted/.test(name)) return 'interrupted';
    if (isOld) return 'working';
    return /\/err/.test(name) && /^0\.1(?:49|6)/.test(name) ? 'failed' : 'done';
  };
  expect(ends.length).toBeGreaterThan(20);
  expect(ends).toEqual(ends.map((one) => [one[0], expected(one)]));
  const lines = byLine(fixture('0.169.0/simple.rollout.jsonl'));
  const says = lines.map((_, index) => turnIn(Buffer.concat(lines.slice(0, index + 1)).toString())?.text);
  expect([...new Set(says)]).toEqual([undefined, 'task_started', 'task_complete']);
});

test('hostile lines say nothing', () => {
  const odd = [
    '',
    '\n\n',
    'x'.repeat(1000),
    '{"timestamp":"never","type":"event_msg","payload":{"type":"task_started"}}\n',
  ];
  expect(odd.map(turnIn)).toEqual([null, null, null, null]);
});
