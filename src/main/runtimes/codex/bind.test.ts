import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, realpathSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemProcesses } from '../../machine/process-identity.ts';
import { testFolder } from '../../machine/test-support/folder.ts';
import { uuid7 } from '../../machine/uuid.ts';
import type { BindRequest, Folders } from '../runtime.ts';
import { SESSION } from '../test-support/requests.ts';
import { createCodex } from './codex.ts';
import { markerOf } from './launch.ts';
import { dayFolder, diskFolders } from './locate.ts';
import { carries, isTerminals } from './rollout.ts';

const NOON = new Date(2026, 10, 25, 12).getTime();
const MINUTE = 60_000;

const said = (role: string, text: string): string =>
  `${JSON.stringify({ type: 'response_item', payload: { type: 'message', role, content: [{ text }] } })}\n`;
const meta = (source: unknown): string =>
  `${JSON.stringify({ type: 'session_meta', payload: { source } })}\n`;
const own = meta('cli') + said('developer', `Be brief.\n\n${markerOf(SESSION)}`);

const newHome = () => {
  const home = realpathSync(testFolder('toc-codex-'));
  const written = (at: number, text: string, touched = at) => {
    const id = uuid7(at);
    const path = join(dayFolder(home, at), `rollout-2026-11-25T12-00-00-${id}.jsonl`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    utimesSync(path, touched / 1000, touched / 1000);
    return { id, path };
  };
  return { home, written };
};

/** A process that holds these files open, as a terminal's Codex holds its rollouts. */
const holding = async (paths: readonly string[]) => {
  const opens = paths.map((_, index) => `exec ${index + 3}<"$${index}"; `).join('');
  const child = spawn('/bin/sh', ['-c', `${opens}echo ready; read end`, ...paths], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.stdin.end());
  await once(child.stdout, 'data');
  const found = await systemProcesses.identify(child.pid ?? 0);
  if (!found) throw new Error('the process was not found');
  return found;
};

const request = (home: string, named: Partial<BindRequest>): BindRequest => ({
  process: { pid: 0, started: 'never' },
  processes: systemProcesses,
  env: { CODEX_HOME: home },
  cwd: '/work',
  sessionId: SESSION,
  version: '0.169.0',
  known: [],
  startedAt: NOON,
  endedAt: null,
  ...named,
});

const counting = () => {
  const listed: string[] = [];
  const folders: Folders = {
    list: (path) => {
      listed.push(path);
      return diskFolders.list(path);
    },
  };
  return { listed, codex: createCodex(folders) };
};

const { codex } = counting();

test('two terminals in one folder are told apart by the files each holds open', async () => {
  const { home, written } = newHome();
  const [one, other] = [written(NOON, own), written(NOON, own)];
  const found = await Promise.all(
    [one, other].map(async ({ path }) => codex.bind(request(home, { process: await holding([path]) }))),
  );
  expect(found).toEqual([one, other].map(({ id }) => ({ id, saved: true })));
});

test('after /new the conversation written last is the present one, and sub-agents are nobody', async () => {
  const { home, written } = newHome();
  const first = written(NOON, own, NOON + MINUTE);
  const second = written(NOON + MINUTE, own, NOON + 2 * MINUTE);
  const child = written(NOON + 2 * MINUTE, meta({ subagent: {} }), NOON + 3 * MINUTE);
  const process = await holding([first.path, second.path, child.path]);
  expect(await codex.bind(request(home, { process }))).toEqual({ id: second.id, saved: true });
  utimesSync(first.path, NOON, NOON + 9 * MINUTE);
  expect(await codex.bind(request(home, { process }))).toEqual({ id: first.id, saved: true });
});

test('a process without a rollout is not bound, whatever lies in the folder', async () => {
  const { home, written } = newHome();
  written(NOON, own);
  expect(await codex.bind(request(home, { process: await holding([]) }))).toBeNull();
});

test('a home behind a link is the same home', async () => {
  const { home, written } = newHome();
  const { id, path } = written(NOON, own);
  const link = join(testFolder('toc-link-'), 'home');
  symlinkSync(home, link);
  expect(await codex.bind(request(link, { process: await holding([path]) }))).toEqual({ id, saved: true });
});

test('E when the process is gone, the marker tells which rollout of the run was its', async () => {
  const { home, written } = newHome();
  const before = written(NOON - 5 * MINUTE, own);
  const mine = written(NOON + MINUTE, own);
  written(NOON + 2 * MINUTE, meta('cli') + said('developer', markerOf('another')));
  written(NOON + 3 * MINUTE, meta({ subagent: {} }) + said('developer', markerOf(SESSION)));
  expect(await codex.bind(request(home, { endedAt: NOON + 10 * MINUTE }))).toEqual({
    id: mine.id,
    saved: true,
  });
  const later = request(home, { startedAt: NOON + 4 * MINUTE, endedAt: NOON + 10 * MINUTE });
  expect({ found: await codex.bind(later), before: before.id === mine.id }).toEqual({
    found: null,
    before: false,
  });
});

test('at the end a marker never leads back behind the conversation that was seen last', async () => {
  const { home, written } = newHome();
  const first = written(NOON + MINUTE, own);
  const seen = written(NOON + 2 * MINUTE, meta('cli') + said('user', 'after /new, without a marker'));
  const end = { known: [first.id, seen.id], endedAt: NOON + 10 * MINUTE };
  expect(await codex.bind(request(home, end))).toEqual({ id: seen.id, saved: true });
});

test('a marker that the model or a tool quotes proves nothing', () => {
  const output = `${JSON.stringify({ type: 'response_item', payload: { type: 'function_call_output', output: markerOf(SESSION) } })}\n`;
  const quoting = meta('cli') + said('developer', 'x') + said('assistant', markerOf(SESSION)) + output;
  expect([carries(quoting, markerOf(SESSION)), carries(own, markerOf(SESSION))]).toEqual([false, true]);
  expect(carries(meta('cli') + output, markerOf(SESSION))).toBe(false);
});

test('a first line that is not whole yet says nothing', () => {
  expect(['{"type":"session_me', meta('cli'), meta('exec'), 'nonsense\n'].map(isTerminals)).toEqual([
    null,
    true,
    false,
    false,
  ]);
});

test('D7 a log is found by at most three folder reads, however many days there are', async () => {
  const { home, written } = newHome();
  const DAY = 24 * 60 * MINUTE;
  for (let day = 1; day < 60; day += 1) written(NOON - day * DAY, own);
  const { id } = written(NOON, own);
  const env = { CODEX_HOME: home };
  const { listed, codex } = counting();
  expect(await codex.isSaved({ conversationId: id, cwd: '/work', env })).toBe(true);
  expect(listed).toEqual([dayFolder(home, NOON)]);
  expect(await codex.isSaved({ conversationId: uuid7(NOON), cwd: '/work', env })).toBe(false);
  expect(await codex.isSaved({ conversationId: '../../etc', cwd: '/work', env })).toBe(false);
  expect(listed.length).toBe(1 + 3);
});

test('C10 the search at the end of a run has a cap: four folders, also after weeks', async () => {
  const { home } = newHome();
  const { listed, codex } = counting();
  await codex.bind(request(home, { startedAt: NOON, endedAt: NOON + 30 * 24 * 60 * MINUTE }));
  expect(listed.length).toBeLessThanOrEqual(4);
});

test('B3 to bind a run, and to look for its log and its writer, reads no folder but those of its days', async () => {
  const { home, written } = newHome();
  const DAY = 24 * 60 * MINUTE;
  for (let day = 1; day < 60; day += 1) written(NOON - day * DAY, own);
  const { id, path } = written(NOON, own);
  const env = { CODEX_HOME: home };
  const { listed, codex } = counting();
  const live = request(home, { process: await holding([path]) });
  expect([await codex.bind(live), listed]).toEqual([{ id, saved: true }, []]);
  await codex.isSaved({ conversationId: id, cwd: '/work', env });
  await codex.writer({ conversationId: id, env, processes: systemProcesses });
  expect(await codex.bind(request(home, { endedAt: NOON + MINUTE }))).toEqual({ id, saved: true });
  expect([...new Set(listed)]).toEqual([dayFolder(home, NOON)]);
});

test('case A3 a log lies where its id says or a day beside it, also where CODEX_HOME is a link', async () => {
  const { home } = newHome();
  const link = join(testFolder('toc-link-'), 'home');
  symlinkSync(home, link);
  const lying = async (days: number): Promise<boolean> => {
    // A moment before midnight, as some zone has it.
    const at = new Date(2026, 10, 25, 23, 59, 59).getTime();
    const id = uuid7(at);
    const folder = dayFolder(home, at + days * 24 * 60 * MINUTE);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `rollout-2026-11-25T23-59-59-${id}.jsonl.zst`), '');
    return codex.isSaved({ conversationId: id, cwd: '/work', env: { CODEX_HOME: link } });
  };
  expect([await lying(-2), await lying(-1), await lying(0), await lying(1), await lying(2)]).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});
