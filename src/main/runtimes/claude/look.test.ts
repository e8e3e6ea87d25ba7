import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProcessTable } from '../../machine/process-identity.ts';
import { testFolder } from '../../machine/test-support/folder.ts';
import type { LookRequest } from '../runtime.ts';
import type { Says, Statement } from '../statement.ts';
import { callbackFolder } from '../test-support/called-back.ts';
import { CONVERSATION } from '../test-support/requests.ts';
import { folderName } from './locate.ts';
import { lookAtClaude } from './look.ts';
import { recordings, type Recording } from './test-support/recordings.ts';

const PROCESS = { pid: 40, started: '400' };

const alone: ProcessTable = {
  identify: async () => PROCESS,
  alive: async () => true,
  descendants: async () => [],
  bootId: async () => 'boot',
  signal: async () => false,
};

/** A home and a run's folder, and what Claude Code and the hook program write there. */
const newRun = (named: Partial<LookRequest> = {}) => {
  const folder = realpathSync(testFolder('toc-look-'));
  const [home, runFolder, cwd] = ['home', 'run', 'app'].map((name) => join(folder, name));
  if (!home || !runFolder || !cwd) throw new Error('no folders');
  for (const path of [join(home, 'sessions'), cwd]) mkdirSync(path, { recursive: true });
  const id = named.conversationId ?? CONVERSATION;
  const transcript = join(home, 'projects', folderName(cwd), `${id}.jsonl`);
  mkdirSync(dirname(transcript), { recursive: true });
  const look = lookAtClaude();
  const request: LookRequest = {
    process: PROCESS,
    processes: alone,
    env: { CLAUDE_CONFIG_DIR: home },
    cwd,
    version: '2.1.330',
    runFolder,
    conversationId: CONVERSATION,
    startedAt: 0,
    ...named,
  };
  return {
    hooks: join(runFolder, 'hooks'),
    listed(text: string | null): void {
      const path = join(home, 'sessions', `${request.process.pid}.json`);
      if (text === null) rmSync(path, { force: true });
      else writeFileSync(path, text);
    },
    /** As the hook program keeps it. */
    hooked: callbackFolder(join(runFolder, 'hooks')),
    wrote: (lines: readonly string[]): void =>
      writeFileSync(transcript, lines.map((line) => `${line}\n`).join('')),
    look: (): Promise<readonly Statement[]> => look(request),
  };
};

const hook = (name: string, more: object = {}): string => JSON.stringify({ hook_event_name: name, ...more });
const listed = (status: string, at: number, more: object = {}): string =>
  JSON.stringify({
    pid: 40,
    procStart: '400',
    sessionId: CONVERSATION,
    entrypoint: 'cli',
    status,
    statusUpdatedAt: at,
    ...more,
  });
const line = (at: number, more: object): string =>
  JSON.stringify({ timestamp: new Date(at).toISOString(), ...more });
const user = (at: number, content: unknown, more: object = {}): string =>
  line(at, { type: 'user', message: { role: 'user', content }, ...more });

/** What a recorded run's files say at each of its truths, beside that truth. */
const replay = async (recording: Recording) => {
  const { began, truth, registry, hooks, log, version } = recording;
  const started = /"procStart":"(\d+)"/.exec(registry.map(({ text }) => text).join('\n'))?.[1] ?? '1';
  const identity = { pid: recording.pid, started };
  const processes = { ...alone, identify: async () => identity };
  const conversationId = '6f1c1b7e-5d0a-4c55-9d55-00000000cccc';
  const run = newRun({ process: identity, processes, version, conversationId, startedAt: began });
  const told = [];
  let from = -1;
  for (const { until, says, because } of truth) {
    const upTo = <Of extends { ms: number }>(all: readonly Of[]) => all.filter(({ ms }) => ms <= until.ms);
    run.listed(upTo(registry).at(-1)?.text ?? null);
    for (const { ms, text } of upTo(hooks)) if (ms > from) run.hooked(text, began + ms);
    run.wrote(upTo(log).map(({ text }) => text));
    told.push({ because, says, statements: await run.look() });
    from = until.ms;
  }
  return told;
};

const newest = (statements: readonly Statement[]): Statement | undefined =>
  statements.toSorted((a, b) => b.at - a.at)[0];

const named = (prefix: RegExp) => recordings.filter(({ name }) => prefix.test(name));

type Replayed = Awaited<ReturnType<typeof replay>>[number];

/** As far as the truth goes: it does not always say what a turn is about. */
const shortened = (says: Says | undefined, truth: Replayed['says']): unknown => {
  if (says === undefined) return null;
  const { is } = says;
  if (says.is === 'idle') return { is, how: says.how };
  const about = typeof truth.about === 'string' ? { about: says.about } : {};
  return says.is === 'waiting' ? { is, for: says.for, ...about } : { is, ...about };
};

const plain = ({ about, ...says }: Replayed['says']) =>
  typeof about === 'string' ? { ...says, about } : says;

/** Nothing is listed before everything is confirmed; and of dialogs it is only listed that there is one. */
const listedIn = (name: string, { says }: Replayed): unknown => {
  if (name.startsWith('start') && says.is === 'waiting') return null;
  return says.for === 'sign-in' ? { is: 'waiting', for: 'dialog' } : plain(says);
};

test.each(named(/2\.1\.330/))(
  'the list of $name knows every state from the first prompt line on, and the hooks what it is about',
  async (recording) => {
    const all = await replay(recording);
    const firsts = all.map(({ because, says, statements: [first] }) => [
      because,
      first === undefined || first.source === 'registry' ? shortened(first?.says, says) : first,
    ]);
    expect(firsts).toEqual(all.map((one) => [one.because, listedIn(recording.name, one)]));
  },
);

// What it does after a person took long to answer no hook tells: the screen does.
test.each(named(/^(?!slow).*1\.0\.128/))(
  'hooks and transcript of $name know every state that is no dialog',
  async (recording) => {
    // No hook tells an approval before six seconds, and none a dialog: that is on the screen.
    const all = (await replay(recording)).filter(({ says }) => says.is !== 'waiting');
    const told = all.map(({ because, says, statements }) => [
      because,
      shortened(newest(statements)?.says, says),
    ]);
    expect(told).toEqual(all.map(({ because, says }) => [because, plain(says)]));
  },
);

test('a pending approval names the very command, as the hook was told it', async () => {
  const recording = recordings.find(({ name }) => name === 'turns-2.1.330');
  if (!recording) throw new Error('There is no such recording.');
  const pending = (await replay(recording)).filter(({ says }) => says.is === 'waiting');
  expect(
    pending.map(({ statements }) => statements.map(({ source, says, text }) => ({ source, says, text }))),
  ).toEqual([
    [
      {
        source: 'registry',
        says: { is: 'waiting', for: 'approval', about: 'touch ran; sleep 5; echo it has run' },
        text: 'waiting: permission prompt',
      },
      {
        source: 'hook',
        says: { is: 'waiting', for: 'approval', about: 'touch ran; sleep 5; echo it has run' },
        text: 'PermissionRequest: Bash',
      },
    ],
    [
      {
        source: 'registry',
        says: { is: 'waiting', for: 'approval', about: 'Write /mnt/app/notes.txt' },
        text: 'waiting: permission prompt',
      },
      {
        source: 'hook',
        says: { is: 'waiting', for: 'approval', about: 'Write /mnt/app/notes.txt' },
        text: 'PermissionRequest: Write',
      },
    ],
    [
      {
        source: 'registry',
        says: { is: 'waiting', for: 'question', about: 'Which colour shall it be?' },
        text: 'waiting: input needed',
      },
      {
        source: 'hook',
        says: { is: 'waiting', for: 'question', about: 'Which colour shall it be?' },
        text: 'PermissionRequest: AskUserQuestion',
      },
    ],
    [
      {
        source: 'registry',
        says: { is: 'waiting', for: 'dialog', about: null },
        text: 'waiting: dialog open',
      },
      { source: 'hook', says: { is: 'idle', how: 'done' }, text: 'Stop' },
      { source: 'log', says: { is: 'idle', how: 'done' }, text: 'turn_duration' },
    ],
  ]);
});

test('an entry of an earlier process, and one without a state, say nothing', async () => {
  const run = newRun();
  run.listed(listed('busy', 5, { procStart: '399' }));
  expect(await run.look()).toEqual([]);
  run.listed(listed('busy', 5, { status: undefined }));
  expect(await run.look()).toEqual([]);
  run.listed('{"pid":40,');
  expect(await run.look()).toEqual([]);
  run.listed(listed('busy', 5));
  expect(await run.look()).toEqual([
    { source: 'registry', at: 5, says: { is: 'working', about: null }, text: 'busy' },
  ]);
});

test('each call of the hook is read once, in order, and what is no news changes nothing', async () => {
  const run = newRun({ version: '2.0.76' });
  run.hooked(hook('UserPromptSubmit', { prompt: 'x' }), 1000);
  run.hooked(hook('PreToolUse', { tool_name: 'Bash', tool_input: { command: 'make\n\u202eall' } }), 2000);
  const working = {
    source: 'hook',
    at: 2000,
    says: { is: 'working', about: 'make' },
    text: 'PreToolUse: Bash',
  };
  expect(await run.look()).toEqual([working]);
  rmSync(run.hooks, { recursive: true });
  expect(await run.look()).toEqual([working]);
  mkdirSync(run.hooks);
  run.hooked(hook('Notification', { message: 'Claude needs your permission to use Bash' }), 8000);
  run.hooked('not json', 9000);
  run.hooked(hook('SessionStart', { source: 'compact' }), 9000);
  writeFileSync(join(run.hooks, '.1000000009-1'), hook('Stop'));
  const waiting = { is: 'waiting', for: 'approval', about: 'make' };
  expect(await run.look()).toEqual([{ source: 'hook', at: 8000, says: waiting, text: 'Notification' }]);
});

test('of a call whose end was cut off the kind is known', async () => {
  const run = newRun({ version: '2.0.76' });
  const whole = hook('PermissionRequest', {
    tool_name: 'Write',
    tool_input: { content: 'x'.repeat(70_000) },
  });
  run.hooked(`{"session_id":"s","cwd":"/\\"hook_event_name\\":\\"Stop\\"",${whole.slice(1, 65_000)}`, 1000);
  expect(await run.look()).toEqual([
    {
      source: 'hook',
      at: 1000,
      says: { is: 'waiting', for: 'approval', about: 'Write' },
      text: 'PermissionRequest: Write',
    },
  ]);
});

test('a turn that ends while a sub-agent goes on is not done; an idle minute ends one that Esc ended', async () => {
  const run = newRun({ version: '2.0.76' });
  run.hooked(hook('Stop', { background_tasks: [{ id: 'a' }] }), 1000);
  expect((await run.look())[0]?.says).toEqual({ is: 'working', about: 'in the background' });
  run.hooked(hook('Notification', { notification_type: 'idle_prompt' }), 2000);
  expect((await run.look())[0]?.says).toEqual({ is: 'idle', how: 'interrupted' });
  run.hooked(hook('Stop'), 3000);
  run.hooked(hook('Notification', { notification_type: 'idle_prompt' }), 63_000);
  expect((await run.look())[0]).toMatchObject({ at: 3000, says: { is: 'idle', how: 'done' } });
});

test('the transcript tells the end of the newest turn, past what the CLI writes for itself', async () => {
  const run = newRun({ version: '2.0.76', startedAt: 500 });
  const logs: readonly (readonly [readonly string[], unknown])[] = [
    [[user(1000, 'hello')], undefined],
    [[user(400, '[Request interrupted by user]')], undefined],
    [
      [user(1000, [{ type: 'text', text: '[Request interrupted by user for tool use]' }]), '{"type":"user"'],
      {
        source: 'log',
        at: 1000,
        says: { is: 'idle', how: 'interrupted' },
        text: '[Request interrupted by user for tool use]',
      },
    ],
    [
      [
        line(2000, { type: 'system', subtype: 'turn_duration' }),
        user(3000, '<command-name>/cost</command-name>'),
        user(3000, '[Request interrupted by user]', { isSidechain: true }),
        line(3000, { type: 'mode' }),
      ],
      { source: 'log', at: 2000, says: { is: 'idle', how: 'done' }, text: 'turn_duration' },
    ],
    [
      [
        line(2000, {
          type: 'assistant',
          isApiErrorMessage: true,
          message: { content: [{ type: 'text', text: 'API Error: 500' }] },
        }),
      ],
      { source: 'log', at: 2000, says: { is: 'idle', how: 'failed' }, text: 'API Error: 500' },
    ],
    [[`${'x'.repeat(300_000)}`, user(1000, '[Request interrupted by user]'), user(9000, 'again')], undefined],
  ];
  for (const [lines, wanted] of logs) {
    run.wrote(lines);
    expect((await run.look())[0]).toEqual(wanted);
  }
});
