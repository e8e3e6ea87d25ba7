import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { factsIn, Flags, readArgv } from '../test-support/accepted.ts';
import {
  CONVERSATION,
  everyRequest,
  planned,
  requestFor,
  SESSION,
  TRICKY,
} from '../test-support/requests.ts';
import { atLeast } from '../versions.ts';
import { codex } from './codex.ts';
import { tomlString } from './toml.ts';

const facts = factsIn(
  join(import.meta.dirname, 'fixtures', 'flags.json'),
  z.record(
    z.string(),
    z.object({ start: Flags, beforeResume: z.array(z.string()), exec: Flags, fork: z.boolean() }),
  ),
);
const versions = Object.entries(facts);
const marker = `(toc session ${SESSION})`;

const argsOf = (version: string, named: Parameters<typeof requestFor>[1] = {}): readonly string[] =>
  planned(codex, requestFor(version, named)).launch.args;

describe.each(versions)('Codex %s', (version, { start, beforeResume, exec, fork }) => {
  test('E takes every flag of every start and resume', () => {
    for (const request of everyRequest(version)) {
      const { given } = readArgv(planned(codex, request).launch.args, start);
      const known = [...beforeResume, ...(atLeast(version, '0.160.0') ? ['--no-daemon'] : [])];
      expect(known).toEqual(expect.arrayContaining(given.map(([flag]) => flag)));
    }
  });

  test('A1 every flag stands before resume, and model and sandbox are given again', () => {
    for (const request of everyRequest(version).filter((one) => one.resume)) {
      const { args } = planned(codex, request).launch;
      expect(args.slice(args.indexOf('resume'))).toEqual(['resume', CONVERSATION]);
      const { given, positionals } = readArgv(args, start);
      expect(positionals).toEqual(['resume', CONVERSATION]);
      expect(given).toContainEqual(['--model', 'some-model']);
      expect(given.some(([flag]) => /^--(sandbox|dangerously-bypass)/.test(flag))).toBe(true);
    }
  });

  test('in the background exec takes every flag, none stands behind resume, the prompt comes on stdin', () => {
    for (const request of everyRequest(version, { background: true })) {
      const [first, ...args] = planned(codex, request).launch.args;
      expect(first).toBe('exec');
      const { given } = readArgv(args.slice(0, -1), exec);
      expect(given).toEqual(
        expect.arrayContaining([
          ['--json', null],
          ['--skip-git-repo-check', null],
        ]),
      );
      expect(given.some(([flag]) => /^--(sandbox|dangerously-bypass)/.test(flag))).toBe(true);
      const from = args.findIndex((text) => text === 'resume' || text === '-');
      expect(args.slice(from)).toEqual(request.resume ? ['resume', CONVERSATION, '-'] : ['-']);
    }
  });

  test('a copy is made where there is a command for it, and its id is not known before', () => {
    expect(codex.canFork(version)).toBe(fork);
    if (!fork) return;
    for (const request of everyRequest(version).filter((one) => one.resume)) {
      const resume = { conversationId: CONVERSATION, instructionsChanged: false, fork: true };
      const { launch, conversationId } = planned(codex, { ...request, resume });
      expect(readArgv(launch.args, start).positionals).toEqual(['fork', CONVERSATION]);
      expect(conversationId).toBeNull();
    }
  });
});

test('case A1 a start and a resume are these arguments, each flag before resume', () => {
  const flags = [
    '--model=some-model',
    '--sandbox',
    'workspace-write',
    '--ask-for-approval',
    'on-request',
    '--no-daemon',
    '-c',
    'notify=["/toc/callbacks/notify"]',
    '-c',
    String.raw`developer_instructions="Be brief.\n\n${marker}"`,
  ];
  const resume = { conversationId: CONVERSATION, instructionsChanged: false };
  expect(argsOf('0.169.0')).toEqual(flags);
  expect(argsOf('0.169.0', { resume })).toEqual([...flags, 'resume', CONVERSATION]);
});

test('in the background a start and a resume are these arguments', () => {
  const flags = [
    'exec',
    '--json',
    '--skip-git-repo-check',
    '--model=some-model',
    '--sandbox',
    'workspace-write',
    '-c',
    String.raw`developer_instructions="Be brief.\n\n${marker}"`,
  ];
  const resume = { conversationId: CONVERSATION, instructionsChanged: false };
  expect(argsOf('0.169.0', { background: true })).toEqual([...flags, '-']);
  expect(argsOf('0.169.0', { background: true, resume })).toEqual([...flags, 'resume', CONVERSATION, '-']);
});

test('in the background nobody is asked, which a level that would ask says', () => {
  const notes = (permission: 'read-only' | 'ask' | 'bypass') =>
    planned(codex, requestFor('0.169.0', { permission, instructions: '', background: true })).notes;
  expect([notes('read-only'), notes('ask'), notes('bypass')]).toEqual([[], ['background-never-asks'], []]);
});

test('in the background what no road adds stands before the prompt, out of argv and of any length', () => {
  const long = 'é'.repeat(200_000);
  const start = planned(
    codex,
    requestFor('0.60.0', { instructions: long, background: true, permission: 'bypass' }),
  );
  expect(start.promptPrefix).toBe(`${long}\n\n${marker}`);
  expect(start.notes).toEqual(['instructions-as-first-prompt']);
  expect(start.launch.args.at(-1)).toBe('-');
  const resume = { conversationId: CONVERSATION, instructionsChanged: true };
  const other = (named: Parameters<typeof requestFor>[1]) =>
    planned(codex, requestFor('0.60.0', { background: true, ...named })).promptPrefix;
  expect([other({ resume }), other({ instructions: '' }), other({ background: false })]).toEqual([
    null,
    null,
    null,
  ]);
});

test("our notify stands before the user's own, and stays out where that is not known or not needed", () => {
  const given = (named: Parameters<typeof requestFor>[1]) =>
    argsOf('0.169.0', named).filter((text) => text.startsWith('notify='));
  const users = ['/opt/my notify', '--say', 'a "b" $(c)'];
  expect(given({ settings: { notify: users } })).toEqual([
    String.raw`notify=["/toc/callbacks/notify","--","/opt/my notify","--say","a \"b\" $(c)"]`,
  ]);
  expect([{ settings: null }, { settings: { notify: null } }, { background: true }].map(given)).toEqual([
    [],
    [],
    [],
  ]);
  expect(planned(codex, requestFor('0.169.0')).launch.env).toEqual({ TOC_RUN_FOLDER: '/toc/runs/1' });
});

test('each level is the sandbox that holds it', () => {
  const level = (permission: 'read-only' | 'ask' | 'bypass') =>
    argsOf('0.47.0', { permission, model: '', instructions: '', settings: null });
  expect([level('read-only'), level('ask'), level('bypass')]).toEqual([
    ['--sandbox', 'read-only', '--ask-for-approval', 'on-request'],
    ['--sandbox', 'workspace-write', '--ask-for-approval', 'on-request'],
    ['--dangerously-bypass-approvals-and-sandbox'],
  ]);
});

test('an empty model leaves the choice to Codex', () => {
  expect(argsOf('0.169.0', { model: '' }).some((text) => text.startsWith('--model'))).toBe(false);
});

test('B1 a model that would be a command in a shell stays one inert argument', () => {
  const model = 'x"; touch /tmp/p; "';
  expect(argsOf('0.169.0', { model }).filter((text) => text.includes('touch'))).toEqual([`--model=${model}`]);
});

test('a model that begins with a dash is no flag', () => {
  expect(argsOf('0.169.0', { model: '--yolo' })).toContain('--model=--yolo');
});

test('instructions go in as one TOML string, with the session named behind them', () => {
  const { launch, notes, files } = planned(codex, requestFor('0.169.0', { instructions: TRICKY }));
  const given = launch.args.filter((text) => text.startsWith('developer_instructions='));
  expect(given).toEqual([`developer_instructions=${tomlString(`${TRICKY}\n\n${marker}`)}`]);
  expect({ notes, files }).toEqual({ notes: ['instructions-in-argv'], files: [] });
});

test('where no road adds to the base prompt, they are the first prompt, and a resume has none', () => {
  const { launch, notes } = planned(codex, requestFor('0.60.0', { instructions: '--help' }));
  expect(launch.args.slice(-2)).toEqual(['--', `--help\n\n${marker}`]);
  expect(notes).toEqual(['instructions-as-first-prompt', 'instructions-in-argv']);
  const resume = { conversationId: CONVERSATION, instructionsChanged: true };
  expect(argsOf('0.60.0', { resume }).slice(-2)).toEqual(['resume', CONVERSATION]);
  expect(argsOf('0.60.0', { instructions: '' })).not.toContain('--');
});

test('versions that append what a resume gives are given only what is new', () => {
  const given = (version: string, instructionsChanged: boolean): boolean =>
    argsOf(version, { resume: { conversationId: CONVERSATION, instructionsChanged } }).some((text) =>
      text.startsWith('developer_instructions='),
    );
  expect([given('0.98.0', false), given('0.115.9', false), given('0.98.0', true)]).toEqual([
    false,
    false,
    true,
  ]);
  expect([given('0.97.9', false), given('0.116.0', false)]).toEqual([true, true]);
});

test('a resume whose new instructions Codex will not take yet says so', () => {
  const notes = (version: string, instructionsChanged: boolean) =>
    planned(codex, requestFor(version, { resume: { conversationId: CONVERSATION, instructionsChanged } }))
      .notes;
  expect(notes('0.169.0', true)).toContain('old-instructions-kept');
  expect([notes('0.169.0', false), notes('0.98.0', true)].flat()).not.toContain('old-instructions-kept');
});

test('the detaching daemon stays off: never without an override, and told so where it can be', () => {
  for (const request of everyRequest('0.160.0')) {
    expect(planned(codex, request).launch.args).toEqual(expect.arrayContaining(['--no-daemon', '-c']));
  }
  expect(argsOf('0.159.9')).not.toContain('--no-daemon');
});

test('instructions too long for one argument are refused with both numbers', () => {
  const refused = codex.launch(requestFor('0.169.0', { instructions: 'é'.repeat(70_000) }));
  expect(refused).toMatchObject({ ok: false, error: { code: 'instructions-too-long', limit: 130_048 } });
  expect(codex.launch(requestFor('0.169.0', { instructions: 'x'.repeat(129_000) })).ok).toBe(true);
});

test('N2 the preview shows the very arguments that run', () => {
  for (const request of everyRequest('0.169.0')) {
    const { launch, lines } = planned(codex, request);
    expect(lines.flat().map((part) => part.text)).toEqual([launch.file, ...launch.args]);
  }
});

test('TOML text is exact: DEL escaped, emoji raw, half a surrogate pair replaced', () => {
  expect(tomlString('a"\\\n\t\u007f\ud83d\ude00\ud83d')).toBe('"a\\"\\\\\\n\\t\\u007f😀\ufffd"');
});
