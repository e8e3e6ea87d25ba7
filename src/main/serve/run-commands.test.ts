import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORPCError } from '@orpc/client';
import { onTestFinished, expect, test } from 'vitest';
import type { Agent } from '#shared/contract/agents.ts';
import { ConversationId, SessionId } from '#shared/contract/ids.ts';
import { CommandLineError } from './command-line-error.ts';
import { resume, run, stop, watch, type RunRooms } from './run-commands.ts';
import {
  ID,
  OTHER,
  STARTED,
  agentOf,
  ended,
  failed,
  sessionOf,
  stepOf,
  tried,
  withStatus,
  working,
  type World,
} from './test-support/played-main.ts';

const here = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'toc-run-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

test('run follows to the end, prints the result so that no terminal obeys it, and says by its code how it ended', async () => {
  const cwd = here();
  const flags = { prompt: '-', cwd, title: 'T' };
  const well = await tried((rooms) => run('fixer', flags, rooms), {
    happens: [{ session: working }, { session: ended }],
    stdin: 'Mend it\n',
  });
  const asked = {
    agent: { workspace: null, name: 'fixer' },
    workspace: cwd,
    title: 'T',
    prompt: 'Mend it\n',
  };
  expect(well).toEqual({ code: 0, out: 'All mended.␛[2J\n', err: '', done: [['run', asked]] });
  const badly = await tried((rooms) => run('fixer', flags, rooms), {
    happens: [{ session: failed }],
    stdin: 'x',
  });
  expect([badly.code, badly.out, badly.err]).toEqual([
    1,
    '',
    'Failed: The runtime said that it failed: no ␛[2Jcredit\n',
  ]);
});

test('a main that goes away is followed by the next one, and nothing is begun twice', async () => {
  const { code, done } = await tried((rooms) => resume('cafe', { prompt: 'Go on' }, rooms), {
    happens: [{ lost: true }, { session: ended }],
  });
  expect([code, done]).toEqual([0, [['continue', { sessionId: ID, agent: 'kept', prompt: 'Go on' }]]]);
});

test('in the background the id is printed at once; one that waits for a main that goes away says so', async () => {
  const queued = sessionOf(withStatus('Running', { code: 'queued', ahead: 2 }));
  const flags = { prompt: 'x', background: true, cwd: here() };
  const start = (world: World) => tried((rooms) => run('fixer', flags, rooms), world);
  expect(await start({})).toMatchObject({ code: 0, out: `${ID}\n`, err: '' });
  expect((await start({ begun: queued })).err).toBe('');
  const starting = sessionOf(withStatus('Running', { code: 'starting' }));
  const alone = { begun: starting, sessions: [starting], face: 'command' } as const;
  expect(await start({ ...alone, happens: [{ session: starting }, { session: working }] })).toMatchObject({
    out: `${ID}\n`,
    err: '',
  });
  expect((await start({ ...alone, happens: [{ session: queued }] })).err).toBe(
    'queued; it starts when toc runs: "toc serve" or the window.\n',
  );
  expect(JSON.parse((await start({ asJson: true })).out)).toEqual({
    id: ID,
    runtime: 'codex',
    agent: null,
    title: 'Mend the boiler',
    workspace: '/w',
    status: 'Working',
    statusReason: 'It works on its turn.',
    conversations: ['cafe-1'],
    createdAt: STARTED,
    updatedAt: STARTED,
    live: { pid: 7, startedAt: STARTED },
    run: { kind: 'background', result: null },
  });
});

test('what could not even be started has failed, and what is held waits, also where nobody follows it', async () => {
  const flags = { prompt: 'x', background: true, cwd: here() };
  const starting = sessionOf(withStatus('Running', { code: 'starting' }));
  const unborn = sessionOf(withStatus('Failed', { code: 'spawn-failed', message: 'no such file' }), {
    live: false,
  });
  const held = sessionOf(withStatus('Running', { code: 'held', why: 'The disk is full.' }));
  const alone = { begun: starting, sessions: [starting], face: 'command' } as const;
  const start = (session: typeof unborn) =>
    tried((rooms) => run('fixer', flags, rooms), { ...alone, happens: [{ session }] });
  const words = expect.stringMatching(/^Failed: .*no such file/);
  expect(await start(unborn)).toMatchObject({ code: 1, out: `${ID}\n`, err: words });
  expect((await start(held)).err).toMatch(/^queued; it starts when toc runs/);
  const resumed = await tried((rooms) => resume(ID, {}, rooms), { begun: unborn });
  expect(resumed).toMatchObject({ code: 1, out: `${ID}\n`, err: words });
});

test('an agent is the nearest one: of the folder, of a folder above it, else a personal one', async () => {
  const top = here();
  const below = join(top, 'a', 'b');
  mkdirSync(below, { recursive: true });
  const flags = { prompt: 'x', background: true, cwd: below };
  const used = async (agents: readonly Agent[]) =>
    (await tried((rooms) => run('fixer', flags, rooms), { agents })).done;
  const asked = (workspace: string | null) => [
    'run',
    { agent: { workspace, name: 'fixer' }, workspace: below, title: null, prompt: 'x' },
  ];
  const personal = agentOf('fixer', null);
  expect(await used([personal, agentOf('fixer', '/elsewhere')])).toEqual([asked(null)]);
  expect(await used([personal, agentOf('fixer', top), agentOf('fixer', join(top, 'a'))])).toEqual([
    asked(join(top, 'a')),
  ]);
  mkdirSync(join(top, 'a', '.toc', 'agents', 'fixer'), { recursive: true });
  expect(await used([personal])).toEqual([['addWorkspace', join(top, 'a')], asked(join(top, 'a'))]);
  const none = tried((rooms) => run('fixer', { ...flags, cwd: top }, rooms), {
    agents: [agentOf('tester', top), agentOf('cook', null), agentOf('far', '/elsewhere')],
  });
  await expect(none).rejects.toThrow(`There is no agent fixer in ${top}. There are: tester (${top}), cook.`);
});

test('watch tells each step of the run once, and again when more is known of it', async () => {
  const before = stepOf(0, { at: '2026-11-25T11:00:00.000Z', kind: 'user', text: 'Earlier' });
  const said = stepOf(1, { kind: 'user', text: 'Mend\nit \u001b[2J' });
  const running = stepOf(2, { tool: 'Bash', command: 'make', note: 'running' });
  const made = stepOf(2, { tool: 'Bash', command: 'make', exitCode: 2, success: false });
  const plan = stepOf(3, {
    kind: 'todo',
    todos: [
      { text: 'Mend', state: 'done' },
      { text: 'Try', state: 'doing' },
    ],
  });
  const last = stepOf(4, { kind: 'text', text: 'Done.' });
  const world: World = {
    happens: [
      { steps: [before, said, running] },
      { session: working },
      { steps: [before, said, running, plan] },
      { lost: true },
      { steps: [before, said, made, plan] },
      { session: ended },
    ],
    inLog: [before, said, made, plan, last],
  };
  const { code, out } = await tried((rooms) => watch(ID.slice(0, 36), rooms), world);
  expect([code, out.split('\n')]).toEqual([
    0,
    [
      '2026-11-25T12:00:01.000Z  You: Mend it ␛[2J',
      '2026-11-25T12:00:02.000Z  Bash: make (running)',
      '2026-11-25T12:00:03.000Z  Plan: 1 of 2 done, now: Try',
      '2026-11-25T12:00:02.000Z  Bash: make (exit 2)',
      '2026-11-25T12:00:04.000Z  Agent: Done.',
      'Ended: The runtime said that it finished.',
      '',
      'All mended.␛[2J',
      '',
    ],
  ]);
  const printed = await tried((rooms) => watch('cafe-1', rooms), { ...world, asJson: true });
  const objects = printed.out.trimEnd().split('\n');
  expect(objects.slice(0, 5).map((line): unknown => JSON.parse(line))).toEqual(
    [said, running, plan, made, last].map((step) => ({ step })),
  );
  expect(JSON.parse(objects[5] ?? '')).toMatchObject({ session: { id: ID, status: 'Ended' } });
});

test('stop prints how the session stands, and a refusal is a sentence', async () => {
  const stopped = sessionOf(withStatus('Stopped', { code: 'stopped', how: 'SIGINT' }), { live: false });
  expect(await tried((rooms) => stop('cafe', rooms), { begun: stopped })).toEqual({
    code: 0,
    out: 'Stopped: You stopped it (SIGINT).\n',
    err: '',
    done: [['stop', { sessionId: ID }]],
  });
  const refused = new ORPCError('NOT_LIVE', { defined: true });
  await expect(tried((rooms) => stop('cafe', rooms), { refused })).rejects.toThrow(
    'It has no process any more.',
  );
});

test('resume without a prompt gives it a terminal, and says where to see it', async () => {
  expect(await tried((rooms) => resume(ID, {}, rooms))).toMatchObject({
    code: 0,
    out: `${ID}\nIt goes on in a terminal that toc holds: open it in the window.\n`,
    done: [['resume', { sessionId: ID, agent: 'kept' }]],
  });
});

test('an id is the beginning of a session’s, then of a conversation’s; several are named', async () => {
  const other = sessionOf({
    id: SessionId.parse(OTHER),
    conversations: [{ id: ConversationId.parse('cafe-2'), saved: true, boundAt: STARTED }],
  });
  const stopping = (id: string) => tried((rooms) => stop(id, rooms), { sessions: [working, other] });
  expect((await stopping('cafe-2')).done).toEqual([['stop', { sessionId: OTHER }]]);
  expect((await stopping(OTHER)).done).toEqual([['stop', { sessionId: OTHER }]]);
  for (const several of ['0193', 'cafe']) {
    const wrong = stopping(several);
    await expect(wrong).rejects.toThrow(CommandLineError);
    await expect(wrong).rejects.toThrow(
      `${several} could be any of these: ${ID}, ${OTHER}. Give more of it.`,
    );
  }
  await expect(stopping('beef')).rejects.toThrow(/^No session of toc's has an id that begins with beef\./);
});

test.each<readonly [string, (rooms: RunRooms) => Promise<number>, RegExp]>([
  ['no prompt', (rooms) => run('fixer', {}, rooms), /^"run" takes a prompt/],
  ['an empty prompt', (rooms) => run('fixer', { prompt: ' ' }, rooms), /^-p: A prompt needs words\./],
  ['nothing on stdin', (rooms) => resume(ID, { prompt: '-' }, rooms), /^-p: A prompt needs words\./],
  ['no folder', (rooms) => run('fixer', { prompt: 'x', cwd: '/no/where' }, rooms), /there is no folder/],
  ['no name', (rooms) => run('../x', { prompt: 'x' }, rooms), /^"\.\.\/x" is no agent's name\.$/],
  ['nothing to go on with', (rooms) => resume(ID, { background: true }, rooms), /^--background goes on with/],
  ['a short id', (rooms) => watch('019', rooms), /^An id needs at least 4 characters/],
])('a wrong command line is told: %s', async (_, command, words) => {
  const wrong = tried(command);
  await expect(wrong).rejects.toThrow(CommandLineError);
  await expect(wrong).rejects.toThrow(words);
});
