import { expect, test, vi } from 'vitest';
import { isMap, parseDocument } from 'yaml';
import { Permission } from '#shared/contract/agents.ts';
import { RuntimeId } from '#shared/contract/ids.ts';
import { newDefinition, parseDefinition, writeDefinition, type DefinitionChange } from './definition.ts';

// Hundreds of texts each, on machines that may have other work.
vi.setConfig({ testTimeout: 30_000 });

/** A repeatable source of choices; a failing seed is named by the test. */
const choices = (seed: number) => {
  let state = seed * 2654435761 + 1;
  return <Value>(options: readonly Value[]): Value => {
    state = (state * 1103515245 + 12345) % 2147483648;
    const chosen = options[Math.floor((state / 2147483648) * options.length)];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  };
};

const blocks = {
  runtime: ['runtime: codex', 'runtime:    "claude-code"   # which CLI', "'runtime': 'codex'", 'runtime:'],
  model: [
    null,
    'model: gpt-5.5',
    'model: "x"  # pinned',
    "model: ''",
    'model:',
    'model: 5',
    'model: !!str 7',
  ],
  name: [null, 'name: helper', 'name: "helper"'],
  permissions: [
    null,
    'permissions:',
    'permissions: {}',
    'permissions: { bypass: true }',
    'permissions: {filesystem: {write: off, execute: on}, bypass: true, network: {web: off}}',
    'permissions:\n  bypass: true # mine',
    'permissions:\n    filesystem:\n        # careful\n        write: on\n        execute: "ask"\n    network: { web: ask }',
    'permissions:\n  filesystem:\n  sub-agents:\n    "*": ask\n  bypass: true',
    'permissions:\n  integrations:\n    mail: ["ask: send:me", {ask: "read:all"}]\n  filesystem: {read: on}',
  ],
  other: [
    null,
    'group: team',
    'skills: [a,  b,c]',
    'on_end: |\n  Say bye.\n\n  Twice.',
    'description: >-\n    a long\n    text',
    'thinking:\n  effort: high',
    'compose:\n- a.md\n- "b.md"',
    'context: &globs ["*.md"]\nmore: *globs',
    '? odd key\n: odd value',
    '# only a comment',
    '',
  ],
} as const;

const textOf = (seed: number): string => {
  const choose = choices(seed);
  const parts = [
    choose(blocks.other.slice(0, 4)),
    choose(blocks.name),
    choose(blocks.runtime),
    choose(blocks.model),
    choose(blocks.permissions),
    choose(blocks.other.slice(4)),
  ].filter((part) => part !== null);
  const body = parts.join('\n') + choose(['\n', '', '\n\n# the end\n', '\n...\n']);
  const head = choose(['', '# ours\n', '---\n', '%YAML 1.2\n---\n']);
  const text = choose([false, false, true]) ? (head + body).replaceAll('\n', '\r\n') : head + body;
  return choose(['', '', '\uFEFF']) + text;
};

const read = (text: string) => {
  const parsed = parseDefinition(text);
  if (!parsed.ok) throw new Error(`${parsed.error.reason} in\n${text}`);
  return parsed.value;
};

const seeds = Array.from({ length: 150 }, (_, seed) => seed);

test('an unchanged definition keeps every byte, however it is written', () => {
  const changed = seeds.filter((seed) => {
    const text = textOf(seed);
    const before = read(text);
    return writeDefinition(text, before, { ...before, name: before.name ?? 'helper' }) !== text;
  });
  expect(changed).toEqual([]);
});

/** What a text means, without what a save may change. */
const rest = (text: string): unknown => {
  const doc = parseDocument(text.replace(/^\uFEFF/, ''));
  for (const key of ['runtime', 'model', 'name']) doc.delete(key);
  for (const path of [['filesystem', 'write'], ['filesystem', 'execute'], ['filesystem'], ['bypass'], []]) {
    const whole = ['permissions', ...path];
    const node = doc.getIn(whole, true);
    const empty = !isMap(node) || node.items.length === 0;
    if (empty && doc.hasIn(whole)) doc.deleteIn(whole);
  }
  return doc.toJS();
};

test('a changed definition reads back as it was asked for, and everything else means the same', () => {
  for (const seed of seeds) {
    const text = textOf(seed);
    const before = read(text);
    const choose = choices(seed + 7919);
    const change: DefinitionChange = {
      name: choose(['helper', 'other']),
      runtime: choose(RuntimeId.options),
      model: choose([
        '',
        'opus',
        'sonnet[1m]',
        'a: b # c',
        "it's",
        'null',
        'line\nbreak',
        '7',
        '*x',
        before.model,
      ]),
      permission: choose(Permission.options),
    };
    const written = writeDefinition(text, before, change);
    if (written === null) throw new Error(`seed ${seed} cannot be written:\n${text}`);
    const after = read(written);
    expect({ seed, runtime: after.runtime, model: after.model, permission: after.permission }).toEqual({
      seed,
      runtime: change.runtime,
      model: change.model,
      permission: change.permission,
    });
    expect({ seed, text: rest(written) }).toEqual({ seed, text: rest(text) });
    expect(after.name).toBe(before.name === null ? null : change.name);
    expect([written.startsWith('\uFEFF'), /[^\r]\n/.test(written)]).toEqual([
      text.startsWith('\uFEFF'),
      /[^\r]\n/.test(text),
    ]);
  }
});

test('every comment outlives every change', () => {
  const comments = (text: string): readonly string[] => text.match(/(?<=^|\s)# [^\r\n]*/g) ?? [];
  for (const seed of seeds) {
    const text = textOf(seed);
    const before = read(text);
    const permission = before.permission === 'ask' ? 'read-only' : before.permission;
    const change = { name: 'other', runtime: 'codex', model: 'new', permission } as const;
    expect(comments(writeDefinition(text, before, change) ?? '')).toEqual(comments(text));
  }
});

const level = (text: string) => {
  const { permission, grantsMore } = read(`runtime: codex\n${text}`);
  return [permission, grantsMore];
};

test('the level is the strictest that the file asks for, and says when the file grants more', () => {
  expect({
    nothing: level(''),
    'all on': level('permissions: {filesystem: {write: on, execute: on}}'),
    'execute asks': level('permissions: {filesystem: {execute: ask}}'),
    'write off': level('permissions: {filesystem: {write: off}}'),
    'old spelling': level('permissions: {filesystem: {write: false}}'),
    bypass: level('permissions: {bypass: true, filesystem: {write: off}}'),
    'bypass as a word': level('permissions: {bypass: "true", filesystem: {write: ask}}'),
  }).toEqual({
    nothing: ['ask', true],
    'all on': ['ask', true],
    'execute asks': ['ask', false],
    'write off': ['read-only', false],
    'old spelling': ['read-only', false],
    bypass: ['bypass', false],
    'bypass as a word': ['ask', false],
  });
});

test('a level changes only the keys it is made of', () => {
  const text = 'runtime: codex\npermissions:\n  filesystem: {read: ask, write: on, execute: on}\n';
  const before = read(text);
  const written = (permission: Permission) =>
    writeDefinition(text, before, { ...before, name: 'x', permission });
  expect([written('ask'), written('read-only'), written('bypass')]).toEqual([
    text,
    text.replace('write: on', 'write: off'),
    text.replace('permissions:\n', 'permissions:\n  bypass: true\n'),
  ]);
});

test('a new definition means what was chosen', () => {
  const asked = Permission.options.flatMap((permission) =>
    ['', 'a "quoted" #model'].map((model) => ({ name: 'x-1', runtime: 'codex', model, permission }) as const),
  );
  const made = asked.map((change) => {
    const { name, runtime, model, permission } = read(newDefinition(change));
    return { name, runtime, model, permission };
  });
  expect(made).toEqual(asked);
});

test('a missing runtime is a flaw, an empty one is the original’s default', () => {
  expect([parseDefinition('name: x\n'), read('runtime:\n').runtime, read('runtime: ""\n').runtime]).toEqual([
    { ok: false, error: { line: 1, reason: 'It names no runtime.' } },
    'claude-code',
    'claude-code',
  ]);
});

test('no text makes the reader throw or wait', () => {
  const hostile = [
    '['.repeat(20_000),
    '{a: '.repeat(8_000),
    `${'- '.repeat(10_000)}x`,
    `runtime: codex\nruntime: codex\n${Array.from({ length: 5_000 }, (_, i) => `k${i}: v`).join('\n')}\n`,
    `runtime: codex\n${Array.from(
      { length: 60 },
      (_, i) =>
        `k${i}: &k${i} [${Array(9)
          .fill(i ? `*k${i - 1}` : 'x')
          .join(', ')}]`,
    ).join('\n')}\n`,
    '__proto__: {runtime: codex}\n',
    'runtime: codex\npermissions: [a]\n',
    'runtime: {a: b}\n',
    'runtime: codex\n---\nruntime: codex\n',
    '%TAG ! tag:x,2000:\n---\n!odd\nruntime: codex\n...\n!',
    '\0\u0001\uFFFF',
    'runtime: codex\ncompose: rules.md\n',
    'runtime: *nobody\n',
  ];
  expect(hostile.map((text) => parseDefinition(text).ok)).toEqual(hostile.map(() => false));
});
