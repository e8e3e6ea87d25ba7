import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { systemProcesses } from '../machine/process-identity.ts';
import { testFolder } from '../machine/test-support/folder.ts';
import { MessageType, RunExit, RunView } from './protocol.ts';
import type { Supervisor } from './supervisor.ts';
import { connect, openSupervisor, type Client } from './test-support/client.ts';
import { handClock } from './test-support/clock.ts';

let supervisor: Supervisor | null = null;
afterEach(() => supervisor?.close());

const begin = async (): Promise<Client> => {
  supervisor = openSupervisor();
  return connect(supervisor);
};

const execute = promisify(execFile);

const exitOf = async (folder: string): Promise<z.output<typeof RunExit>> => {
  const file = join(folder, 'exit.json');
  await expect.poll(() => existsSync(file)).toBe(true);
  return RunExit.parse(JSON.parse(readFileSync(file, 'utf8')));
};

const listed = async (client: Client): Promise<readonly z.output<typeof RunView>[]> => {
  const { value } = await client.ask(MessageType.list, {});
  return z.object({ runs: z.array(RunView) }).parse(value).runs;
};

test('a background run reads its prompt from a file and prints into files only its owner may read', async () => {
  const client = await begin();
  const run = await client.background('cat; echo oops >&2; exit 3', 'Be exact.\n');
  const exit = await exitOf(run.folder);
  expect({ ...exit, at: 0 }).toEqual({ code: 3, signal: null, at: 0, stopped: null });
  expect(readFileSync(join(run.folder, 'events.jsonl'), 'utf8')).toBe('Be exact.\n');
  expect(readFileSync(join(run.folder, 'stderr.log'), 'utf8')).toBe('oops\n');
  expect(['events.jsonl', 'stderr.log'].map((name) => statSync(join(run.folder, name)).mode & 0o777)).toEqual(
    [0o600, 0o600],
  );
  expect(run.kind).toBe('background');
  await expect.poll(() => client.ended.length).toBe(1);
});

test('a stop that comes while a run is being started ends it', async () => {
  const client = await begin();
  const folder = testFolder('TOC_run-');
  const launch = { file: '/bin/sleep', args: ['600'], env: {}, cwd: folder };
  const stdio = { stdin: '/dev/null', stdout: join(folder, 'out'), stderr: join(folder, 'err') };
  const starting = client.ask(MessageType.run, { runId: 'one', folder, launch, stdio });
  const stopped = await client.ask(MessageType.stop, { runId: 'one' });
  expect([(await starting).type, stopped.type]).toEqual([MessageType.ok, MessageType.ok]);
  expect((await exitOf(folder)).stopped).toBe('SIGINT');
});

test('it is written down with pid, start time and boot before anybody is told of it', async () => {
  const client = await begin();
  const run = await client.background('cat', '');
  const written: unknown = JSON.parse(readFileSync(join(run.folder, 'run.json'), 'utf8'));
  expect(written).toMatchObject({ runId: run.runId, ...run.process, bootId: run.bootId });
});

test('it stands in a session of its own, where no closing terminal reaches it', async () => {
  const client = await begin();
  const run = await client.background('sleep 60', '');
  const { stdout } = await execute('ps', ['-o', 'sid=', '-p', String(run.process.pid)]);
  expect(stdout.trim()).toBe(String(run.process.pid));
  const { value } = await client.ask(MessageType.stop, { runId: run.runId });
  // Where whoever runs the tests ignores SIGINT, so does this program.
  expect(RunExit.parse(value).stopped).toMatch(/^SIG(INT|TERM)$/);
});

test('Stop ends what it has started too', async () => {
  const client = await begin();
  const run = await client.background('sleep 98761 & sleep 98762; wait', '');
  const children = async (): Promise<number> => (await systemProcesses.descendants(run.process)).length;
  await expect.poll(children).toBe(2);
  const below = await systemProcesses.descendants(run.process);
  await client.ask(MessageType.stop, { runId: run.runId });
  expect(await Promise.all([run.process, ...below].map(systemProcesses.alive))).toEqual([
    false,
    false,
    false,
  ]);
});

test('what a run leaves behind is listed with it, and on disk, until it is gone', async () => {
  const clock = handClock();
  supervisor = openSupervisor({ clock });
  const client = await connect(supervisor);
  const gate = join(testFolder('TOC_gate-'), 'go');
  await execute('mkfifo', [gate]);
  const run = await client.background(`sleep 98763 >/dev/null 2>&1 & cat '${gate}'`, '');
  const family = async () => (await listed(client)).find(({ runId }) => runId === run.runId)?.family ?? [];
  const commands = () =>
    family().then((members) =>
      members
        .map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? '')
        .toSorted((one, other) => (one < other ? -1 : 1)),
    );
  await expect
    .poll(async () => {
      clock.pass(2000);
      return commands();
    })
    .toEqual(['cat', 'sleep']);
  writeFileSync(gate, '');
  await exitOf(run.folder);
  await expect
    .poll(async () => {
      clock.pass(2000);
      return commands();
    })
    .toEqual(['sleep']);
  const [left] = await family();
  if (!left) throw new Error('Nothing is left.');
  await expect.poll(() => JSON.parse(readFileSync(join(run.folder, 'family.json'), 'utf8'))).toEqual([left]);
  await client.ask(MessageType.release, { runId: run.runId });
  expect(await family()).toEqual([left]);
  await systemProcesses.signal(left, 'SIGKILL');
  await expect
    .poll(async () => {
      clock.pass(2000);
      return (await listed(client)).length;
    })
    .toBe(0);
});

test('a program or a folder that is not there is told as such, and asked again it is the same start', async () => {
  const client = await begin();
  const folder = testFolder('TOC_run-');
  const stdio = {
    stdin: join(folder, 'none'),
    stdout: join(folder, 'events.jsonl'),
    stderr: join(folder, 'stderr.log'),
  };
  const launch = { file: '/bin/sh', args: [], env: {}, cwd: folder };
  const asked = (more: object) => client.ask(MessageType.run, { runId: 'r', folder, launch, stdio, ...more });
  expect((await asked({ launch: { ...launch, file: '/bin/none' } })).value).toEqual({
    code: 'spawn-failed',
    message: 'There is no program /bin/none.',
  });
  expect((await asked({})).value).toMatchObject({ code: 'spawn-failed', message: /ENOENT/ });
  const once = await client.background('sleep 60', '');
  expect((await listed(client)).map(({ runId }) => runId)).toEqual([once.runId]);
  await client.ask(MessageType.stop, { runId: once.runId });
});

test('a terminal tells its title, its status sequence and its rows; who comes later learns them too', async () => {
  const client = await begin();
  const run = await client.open(
    `printf '\\033]2;busy\\007\\033]7501;state=working:app=x\\033\\\\Hello'; exec sleep 60`,
  );
  await expect.poll(() => client.signals.at(-1)?.rows[0]).toBe('Hello');
  const seen = client.signals.at(-1);
  expect([seen?.runId, seen?.title, seen?.status]).toEqual([run.runId, 'busy', 'state=working:app=x']);
  if (!supervisor) throw new Error('No supervisor.');
  const late = await connect(supervisor);
  await expect
    .poll(() => late.signals.map(({ title, rows }) => [title, rows[0]]))
    .toEqual([['busy', 'Hello']]);
  await client.ask(MessageType.stop, { runId: run.runId });
});
