import { afterEach, expect, test } from 'vitest';
import { FrameType } from '#shared/terminal-frames.ts';
import { systemProcesses } from '../machine/process-identity.ts';
import { MessageType } from './protocol.ts';
import { connect, openSupervisor, type OpenedRun } from './test-support/client.ts';

const started: OpenedRun[] = [];

afterEach(async () => {
  for (const { process } of started.splice(0)) await systemProcesses.signal(process, 'SIGKILL');
});

/** Starts a script that ends its preparations with the line `ready`; returns the pids it printed as `pid=N`. */
const prepared = async (script: string) => {
  const client = await connect(openSupervisor());
  const run = await client.open(script);
  started.push(run);
  const window = await client.attach(run.runId);
  const seen = (): string => JSON.stringify(window.all(FrameType.snapshot)) + window.text();
  await window.until(() => seen().includes('ready'));
  const pids = [...seen().matchAll(/pid=(\d+)/g)].map((match) => Number(match[1]));
  const processes = await Promise.all([...new Set(pids)].map((pid) => systemProcesses.identify(pid)));
  return { client, run, children: processes.filter((one) => one !== null) };
};

const aliveOf = (all: readonly { pid: number; started: string }[]): Promise<boolean[]> =>
  Promise.all(all.map((one) => systemProcesses.alive(one)));

test.each([
  ['SIGINT', 'exec sleep 1000'],
  ['SIGTERM', 'trap "" INT; exec sleep 1000'],
  ['SIGKILL', 'trap "" INT TERM; exec sleep 1000'],
])('case A9 %s is the step that ends it', async (step, script) => {
  const { client, run } = await prepared(`echo ready; ${script}`);
  const { value } = await client.ask(MessageType.stop, { runId: run.runId });
  expect(value).toEqual({ code: null, signal: step, at: expect.any(Number), stopped: step });
  expect(await aliveOf([run.process])).toEqual([false]);
});

test('case A9 what it started ends too: children in sessions of their own, and their children, deaf to signals', async () => {
  const deaf = `sh -c 'trap "" HUP INT TERM; sleep 1000 & echo pid=$!; while :; do sleep 1000; done'`;
  const { client, run, children } = await prepared(
    `setsid ${deaf} & echo pid=$!; setsid sleep 1000 & echo pid=$!; sleep 0.2; echo ready; exec sleep 1000`,
  );
  expect(children.length).toBe(3);
  expect(await aliveOf(children)).toEqual([true, true, true]);
  const { type } = await client.ask(MessageType.stop, { runId: run.runId });
  expect(type).toBe(MessageType.ok);
  expect(await aliveOf(children)).toEqual([false, false, false]);
});

test('a stop goes on when the client that asked for it is gone', async () => {
  const supervisor = openSupervisor();
  const client = await connect(supervisor);
  const run = await client.open('trap "" INT TERM; echo ready; exec sleep 1000');
  started.push(run);
  void client.ask(MessageType.stop, { runId: run.runId });
  client.gone();
  await expect.poll(() => aliveOf([run.process]), { timeout: 5000 }).toEqual([false]);
});

test('a run that has ended cannot be stopped', async () => {
  const { client, run } = await prepared('echo ready');
  await expect.poll(() => client.ended.length).toBe(1);
  const answer = await client.ask(MessageType.stop, { runId: run.runId });
  expect(answer).toEqual({ type: MessageType.error, value: { code: 'not-live' } });
});
