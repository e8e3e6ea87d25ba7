import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { factsIn, Flags, readArgv } from '../test-support/accepted.ts';
import {
  CONVERSATION,
  everyRequest,
  NEW_CONVERSATION,
  planned,
  requestFor,
  TRICKY,
} from '../test-support/requests.ts';
import { claude } from './claude.ts';

const facts = factsIn(join(import.meta.dirname, 'fixtures', 'flags.json'), z.record(z.string(), Flags));

const planOf = (version: string, named: Parameters<typeof requestFor>[1] = {}) =>
  planned(claude, requestFor(version, named));

describe.each(Object.entries(facts))('Claude Code %s', (version, flags) => {
  test('E takes every flag of every start and resume', () => {
    for (const request of everyRequest(version)) {
      const { args } = planned(claude, request).launch;
      const { given, positionals } = readArgv(args, flags);
      expect(positionals).toEqual([]);
      expect(given).toContainEqual(['--model', 'some-model']);
      const session = request.resume ? ['--resume', CONVERSATION] : ['--session-id', NEW_CONVERSATION];
      expect(args.slice(-2)).toEqual(session);
    }
    const fork = { conversationId: CONVERSATION, instructionsChanged: false, fork: true };
    for (const request of claude.canFork(version) ? everyRequest(version, { resume: fork }) : []) {
      const { given } = readArgv(planned(claude, request).launch.args, flags);
      expect(given.slice(-3)).toEqual([
        ['--resume', CONVERSATION],
        ['--fork-session', null],
        ['--session-id', NEW_CONVERSATION],
      ]);
    }
  });

  test('E a background run is the same start or resume, printing, and its prompt stands in no argument', () => {
    const news = new Set(['-p', '--output-format', '--verbose', '--settings']);
    for (const request of everyRequest(version)) {
      const [shown, printed] = [false, true].map(
        (background) => readArgv(planned(claude, { ...request, background }).launch.args, flags).given,
      );
      expect(printed?.slice(0, 3)).toEqual([
        ['-p', null],
        ['--output-format', 'stream-json'],
        ['--verbose', null],
      ]);
      expect(printed?.filter(([flag]) => !news.has(flag))).toEqual(
        shown?.filter(([flag]) => !news.has(flag)),
      );
      expect(
        readArgv(planned(claude, { ...request, background: true }).launch.args, flags).positionals,
      ).toEqual([]);
    }
  });
});

test('each level is always a mode of its own, never what the version would do by itself', () => {
  const level = (permission: 'read-only' | 'ask' | 'bypass') =>
    planOf('2.1.330', { permission, model: '', instructions: '' }).launch.args.slice(2, -2);
  expect([level('read-only'), level('ask'), level('bypass')]).toEqual([
    ['--permission-mode', 'plan', '--disallowedTools', 'Edit,Write,NotebookEdit'],
    ['--permission-mode', 'default'],
    ['--dangerously-skip-permissions'],
  ]);
});

test('instructions lie in a private file of the run and in no argument', () => {
  const { launch, files, notes } = planOf('2.0.76', { instructions: TRICKY });
  expect(files[0]).toEqual({ path: '/toc/runs/1/instructions.md', text: TRICKY });
  expect(launch.args.some((text) => text.includes('touch'))).toBe(false);
  expect(launch.args).toContain('/toc/runs/1/instructions.md');
  expect(notes).toEqual(['clear-not-followed']);
});

test('a version that cannot read a file gets them as one argument, and the session says so', () => {
  const { launch, files, notes } = planOf('1.0.128', { instructions: TRICKY, background: true });
  expect(launch.args).toContain(`--append-system-prompt=${TRICKY}`);
  expect({ files, notes }).toEqual({
    files: [],
    notes: ['instructions-in-argv', 'background-never-asks'],
  });
});

test('only where they are an argument do long instructions have a limit', () => {
  const instructions = 'x'.repeat(140_000);
  expect(claude.launch(requestFor('2.1.330', { instructions })).ok).toBe(true);
  expect(claude.launch(requestFor('1.0.128', { instructions }))).toMatchObject({
    ok: false,
    error: { code: 'instructions-too-long', limit: 130_048 },
  });
});

test('new instructions reach an old conversation only with its snapshot turned off', () => {
  const args = (version: string, instructionsChanged: boolean) =>
    planOf(version, { resume: { conversationId: CONVERSATION, instructionsChanged } }).launch.args;
  expect(args('2.1.330', true)).toEqual(expect.arrayContaining(['--system-prompt-snapshot', 'off']));
  expect(args('2.1.330', false)).not.toContain('--system-prompt-snapshot');
  expect(args('2.1.329', true)).not.toContain('--system-prompt-snapshot');
});

test('the conversation is known before the start, and stays on a resume', () => {
  const resume = { conversationId: CONVERSATION, instructionsChanged: false };
  expect([planOf('2.1.330').conversationId, planOf('2.1.330', { resume }).conversationId]).toEqual([
    NEW_CONVERSATION,
    CONVERSATION,
  ]);
});

test('a fork has an id of its own before the start; a version that would not tell it cannot fork', () => {
  const resume = { conversationId: CONVERSATION, instructionsChanged: false, fork: true };
  expect(planOf('2.1.330', { resume }).conversationId).toBe(NEW_CONVERSATION);
  expect(['1.0.128', '2.0.75', '2.0.76', '2.1.330'].map(claude.canFork)).toEqual([false, false, true, true]);
});

test('only a level that asks says that nobody can be asked in the background', () => {
  const notes = (permission: 'read-only' | 'ask' | 'bypass') =>
    planOf('2.1.330', { permission, background: true }).notes;
  expect([notes('read-only'), notes('ask'), notes('bypass')]).toEqual([[], ['background-never-asks'], []]);
});

test('hooks are told to a terminal run alone, in a private file that names one program and nothing else', () => {
  const hook = `/opt/to c/it's "$(x)"/hook`;
  const plan = planOf('2.1.330', { instructions: '', callbacks: { hook, notify: '/n' } });
  const path = '/toc/runs/1/claude-settings.json';
  const told = { type: 'command', command: `'/opt/to c/it'\\''s "$(x)"/hook'`, timeout: 5 };
  const all = (events: readonly string[]) => ({
    hooks: Object.fromEntries(events.map((event) => [event, [{ hooks: [told] }]])),
  });
  const old = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Notification', 'Stop'];
  expect(plan.launch.args.slice(0, 2)).toEqual(['--settings', path]);
  expect(plan.launch.env).toEqual({ TOC_RUN_FOLDER: '/toc/runs/1' });
  expect(plan.files.map((file) => [file.path, JSON.parse(file.text)])).toEqual([
    [path, all([...old, 'PermissionRequest', 'StopFailure', 'SessionEnd'])],
  ]);
  const [first] = planOf('1.0.128', { background: false, callbacks: { hook, notify: '/n' } }).files;
  expect(JSON.parse(first?.text ?? '')).toEqual(all([...old, 'SessionEnd']));
  const { files, launch } = planOf('2.1.330', { instructions: '', background: true });
  expect({ files, env: launch.env }).toEqual({ files: [], env: {} });
});

test('B1 a model that would be a command in a shell stays one inert argument', () => {
  const model = 'x"; touch /tmp/p; "';
  const { args } = planOf('2.1.330', { model }).launch;
  expect(args.filter((text) => text.includes('touch'))).toEqual([`--model=${model}`]);
});

test('D5 no shell reads what Claude Code is started with: each text is one whole argument or file', () => {
  for (const version of ['1.0.128', '2.1.330']) {
    const { launch, files } = planOf(version, { instructions: TRICKY, model: TRICKY });
    const { file, args } = launch;
    const whole = [...args, ...files.map(({ text }) => text)].filter((text) => text.includes('touch'));
    expect([file, whole.length]).toEqual(['/bin/cli', 2]);
    expect(whole.map((text) => text.replace(/^--[a-z-]+=/, ''))).toEqual([TRICKY, TRICKY]);
  }
});

test('N2 the preview shows the very arguments that run', () => {
  for (const request of everyRequest('2.1.330')) {
    const { launch, lines } = planned(claude, request);
    expect(lines.flat().map((part) => part.text)).toEqual([launch.file, ...launch.args]);
  }
});
