import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { FrameType } from '#shared/terminal-frames.ts';
import { systemProcesses } from '../machine/process-identity.ts';
import { encodeMessage, MessageType, PROTOCOL, RunView } from './protocol.ts';
import { connect, openSupervisor, type Client, type OpenedRun } from './test-support/client.ts';
import { handClock } from './test-support/clock.ts';

const started: OpenedRun[] = [];

const begin = async (client: Client, script: string, size = {}): Promise<OpenedRun> => {
  const run = await client.open(script, size);
  started.push(run);
  return run;
};

afterEach(async () => {
  for (const { process } of started.splice(0)) await systemProcesses.signal(process, 'SIGKILL');
});

const read = (run: OpenedRun, name: string): unknown =>
  JSON.parse(readFileSync(join(run.folder, name), 'utf8'));

const input = (text: string): Buffer => Buffer.from(text);

test('keys reach the program and its answer reaches the window', async () => {
  const client = await connect(openSupervisor());
  const run = await begin(client, 'read name; echo "hello $name"');
  const window = await client.attach(run.runId);
  window.send(FrameType.input, input('world\r'));
  await window.until(() => window.all(FrameType.exit).length > 0);
  expect(window.text()).toBe('world\r\nhello world\r\n');
});

test('a program gets its environment and nothing of ours but the kind of terminal', async () => {
  const client = await connect(openSupervisor());
  const run = await begin(client, 'env | sort');
  const window = await client.attach(run.runId);
  await window.until(() => window.all(FrameType.exit).length > 0);
  const screen = JSON.stringify(window.all(FrameType.snapshot)) + window.text();
  expect(screen.match(/[A-Z_]+=/g)?.toSorted()).toEqual(['COLORTERM=', 'PATH=', 'PWD=', 'TERM=']);
});

test('run, exit and last screen are on disk, for nobody else to read', async () => {
  const client = await connect(openSupervisor());
  const run = await begin(client, 'echo done; exit 7');
  const window = await client.attach(run.runId);
  await window.until(() => window.all(FrameType.exit).length > 0);
  const { runId, process, bootId, startedAt } = run;
  expect(read(run, 'run.json')).toEqual({ runId, ...process, bootId, startedAt });
  expect(read(run, 'exit.json')).toEqual({ code: 7, signal: null, at: expect.any(Number), stopped: null });
  await expect
    .poll(() => read(run, 'screen.snapshot'))
    .toMatchObject({
      cols: 80,
      rows: 24,
      offset: 6,
      exited: { code: 7, signal: null },
      text: expect.stringContaining('done'),
    });
  const modes = ['run.json', 'exit.json', 'screen.snapshot'].map(
    (name) => statSync(join(run.folder, name)).mode,
  );
  expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  expect(client.ended).toEqual([{ runId, exit: read(run, 'exit.json') }]);
});

test('an ended terminal can be looked at until it is released', async () => {
  const client = await connect(openSupervisor());
  const run = await begin(client, 'echo last words');
  const first = await client.attach(run.runId);
  await first.until(() => first.all(FrameType.exit).length > 0);
  const second = await client.attach(run.runId);
  await second.until(() => second.all(FrameType.exit).length > 0);
  expect(second.all(FrameType.snapshot)).toMatchObject([{ text: expect.stringContaining('last words') }]);
  await client.ask(MessageType.release, { runId: run.runId });
  expect(first.all(FrameType.gone)).toEqual([{ reason: 'released' }]);
  expect(await client.ask(MessageType.list, {})).toEqual({ type: MessageType.ok, value: { runs: [] } });
});

test('a program that dies within a synchronized update leaves a screen that is drawn at once', async () => {
  const client = await connect(openSupervisor());
  const run = await begin(client, 'printf "\\033[?2026hhalf"');
  const first = await client.attach(run.runId);
  await first.until(() => first.all(FrameType.exit).length > 0);
  const second = await client.attach(run.runId);
  await second.until(() => second.all(FrameType.exit).length > 0);
  expect(second.all(FrameType.snapshot)).toMatchObject([{ text: expect.stringMatching(/half.*\?2026l$/s) }]);
});

test('what cannot be started says why', async () => {
  const client = await connect(openSupervisor());
  const request = (file: string, cwd: string) => ({
    runId: `run ${file} ${cwd}`,
    folder: '/tmp/TOC_refused',
    launch: { file, args: [], env: {}, cwd },
    size: { cols: 80, rows: 24 },
  });
  const answers = await Promise.all([
    client.ask(MessageType.open, request('/nowhere/codex', '/')),
    client.ask(MessageType.open, request('/bin/sh', '/nowhere')),
  ]);
  expect(answers.map(({ value }) => value)).toEqual([
    { code: 'spawn-failed', message: 'There is no program /nowhere/codex.' },
    { code: 'spawn-failed', message: 'There is no folder /nowhere.' },
  ]);
});

test('a start that is asked for twice is one start', async () => {
  const client = await connect(openSupervisor());
  const run = await begin(client, 'cat');
  const launch = { file: '/bin/cat', args: [], env: {}, cwd: '/' };
  const again = { runId: run.runId, folder: run.folder, launch, size: { cols: 10, rows: 10 } };
  const { folder: _, ...view } = run;
  expect((await client.ask(MessageType.open, again)).value).toEqual(view);
});

test('one viewer drives; the others follow at its size until they take the keyboard', async () => {
  const client = await connect(openSupervisor());
  const run = await begin(client, 'cat');
  const first = await client.attach(run.runId);
  const second = await client.attach(run.runId);
  second.send(FrameType.resize, { cols: 33, rows: 9 });
  second.send(FrameType.input, input('ignored'));
  first.send(FrameType.resize, { cols: 100, rows: 30 });
  second.send(FrameType.drive);
  second.send(FrameType.resize, { cols: 33, rows: 9 });
  second.send(FrameType.input, input('typed'));
  await first.until(() => first.text().includes('typed'));
  expect(first.text()).toBe('typed');
  expect(first.all(FrameType.role)).toEqual([
    { driver: true, cols: 80, rows: 24 },
    { driver: true, cols: 100, rows: 30 },
    { driver: false, cols: 100, rows: 30 },
    { driver: false, cols: 33, rows: 9 },
  ]);
  second.detach();
  expect(first.all(FrameType.role).at(-1)).toEqual({ driver: true, cols: 33, rows: 9 });
});

test('a follower that acknowledges nothing holds nobody', { timeout: 20_000 }, async () => {
  const client = await connect(openSupervisor());
  const run = await begin(client, 'head -c 1000000 /dev/zero | tr "\\0" x; echo; echo the end');
  const driver = await client.attach(run.runId);
  await client.attach(run.runId, { acknowledges: false });
  await driver.until(() => driver.all(FrameType.exit).length > 0);
  expect(driver.text().endsWith('the end\r\n')).toBe(true);
});

test(
  'a driver silent for 5 s gets no bytes, and a snapshot once it has moved',
  { timeout: 20_000 },
  async () => {
    const clock = handClock();
    const client = await connect(openSupervisor({ clock }));
    const run = await begin(client, 'head -c 1000000 /dev/zero | tr "\\0" x; echo; echo the end');
    const window = await client.attach(run.runId, { acknowledges: false });
    window.send(FrameType.focus, Buffer.from([1]));
    await window.until(() => window.bytes() > 256 * 1024);
    clock.pass(6000);
    const sent = window.bytes();
    await expect.poll(() => client.ended.length, { timeout: 15_000 }).toBe(1);
    expect(window.bytes()).toBe(sent);
    window.send(FrameType.acknowledge, Buffer.from([0, 8, 0, 0]));
    clock.pass(1000);
    await window.until(() => window.all(FrameType.exit).length > 0);
    const shown = JSON.stringify(window.all(FrameType.snapshot).at(-1)) + window.text();
    expect(shown.includes('the end')).toBe(true);
  },
);

test('a hidden terminal gets no bytes, and a snapshot when it is drawn again', async () => {
  const client = await connect(openSupervisor());
  const run = await begin(client, 'stty -echo; while read line; do echo "got $line"; done');
  const window = await client.attach(run.runId);
  const other = await client.attach(run.runId);
  window.send(FrameType.visible, Buffer.from([0]));
  window.send(FrameType.input, input('one\r'));
  await other.until(() => other.text().includes('got one'));
  expect(window.text()).toBe('');
  window.send(FrameType.visible, Buffer.from([1]));
  await window.until(() =>
    (JSON.stringify(window.all(FrameType.snapshot).at(-1)) + window.text()).includes('got one'),
  );
  expect(window.all(FrameType.snapshot).length).toBe(2);
});

test('queries are answered by the supervisor, colours from the theme', async () => {
  const client = await connect(openSupervisor());
  const script =
    'stty raw -echo; read go; printf "\\033[c\\033[5n\\033]11;?\\033\\\\"; head -c 32 | od -c -An';
  const run = await begin(client, script);
  const window = await client.attach(run.runId);
  const palette = ['#000000'];
  window.send(FrameType.theme, { foreground: '#ffffff', background: '#102030', cursor: '#ffffff', palette });
  window.send(FrameType.input, input('go\n'));
  await window.until(() => window.all(FrameType.exit).length > 0);
  expect(window.text()).toContain('r   g   b   :   1   0   1   0   /   2');
});

test('nonsense from a window is dropped, a stranger on the socket goes', async () => {
  const supervisor = openSupervisor();
  const client = await connect(supervisor);
  const run = await begin(client, 'cat');
  const window = await client.attach(run.runId);
  window.send(FrameType.resize, input('{"cols":"many"}'));
  window.send(FrameType.resize, input('not json'));
  window.send(FrameType.acknowledge, Buffer.from([1]));
  window.send(FrameType.theme, { foreground: 'red' });
  window.send(FrameType.history, { before: -1, count: 5_000_000 });
  window.send(99, input('?'));
  window.send(FrameType.input, input('alive'));
  await window.until(() => window.text().includes('alive'));
  const stranger = await connect(supervisor, false);
  stranger.raw(input('GET / HTTP/1.1\r\n\r\n'));
  const early = await connect(supervisor, false);
  early.raw(encodeMessage(MessageType.list, 1, {}));
  expect([stranger.isClosed(), early.isClosed(), client.isClosed()]).toEqual([true, true, false]);
});

test('another version is told ours and let go; a silent client is let go after 2 s', async () => {
  const clock = handClock();
  const supervisor = openSupervisor({ clock });
  const newer = await connect(supervisor, false);
  const answer = await newer.ask(MessageType.hello, { protocol: 999 });
  const silent = await connect(supervisor, false);
  clock.pass(2000);
  expect(answer.value).toEqual({ code: 'version', version: 'test', pid: process.pid, protocol: PROTOCOL });
  expect([newer.isClosed(), silent.isClosed()]).toEqual([true, true]);
});

test('it leaves 30 s after the last program and the last client', async () => {
  const clock = handClock();
  let left = 0;
  const supervisor = openSupervisor({ clock, leave: () => (left += 1) });
  const client = await connect(supervisor);
  const run = await begin(client, 'cat');
  clock.pass(60_000);
  client.gone();
  clock.pass(60_000);
  expect(left).toBe(0);
  await systemProcesses.signal(run.process, 'SIGKILL');
  const watching = await connect(supervisor);
  const first = async () => {
    clock.pass(2000);
    const { value } = await watching.ask(MessageType.list, {});
    return z.object({ runs: z.array(RunView) }).parse(value).runs[0];
  };
  // What it started goes with its terminal; only a look finds that out.
  await expect.poll(first).toMatchObject({ exit: { signal: 'SIGKILL' }, family: [] });
  watching.gone();
  clock.pass(29_000);
  expect(left).toBe(0);
  clock.pass(1000);
  expect(left).toBe(1);
});
