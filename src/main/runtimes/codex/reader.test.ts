import { expect, test } from 'vitest';
import { z } from 'zod';
import { beside, fixture, logNames, readLog, sumOf } from './reading/test-support/logs.ts';
import type { Told } from '../test-support/reading.ts';

const Sum = z.object({
  requests: z.number(),
  input_tokens: z.number(),
  cached: z.number(),
  output_tokens: z.number(),
  reasoning: z.number(),
});
const Truth = z.object({ file: z.string(), thread_id: z.string(), served_total: Sum });
const truths = z.array(Truth).parse(JSON.parse(fixture('ground-truth.json').toString('utf8')));

const rollouts = new Map(truths.map(({ file }) => [file, readLog(fixture(file))]));
const rollout = (file: string): Told => {
  const told = rollouts.get(file);
  if (!told) throw new Error(`No rollout ${file}`);
  return told;
};
const execs = logNames.filter((name) => name.endsWith('.exec.jsonl'));

/**
 * 0.149 writes a response's figures after its tool has answered. These turns were killed while the tool ran, so
 * the figures are in no log; what stands there instead is said: a response without usage.
 */
const UNKNOWABLE = [
  '0.149.1/interrupted-nat-kill-one.rollout.jsonl',
  '0.149.1/interrupted-nat-term-one.rollout.jsonl',
  '0.149.1/interrupted-wrap-term-one.rollout.jsonl',
];

test('every rollout of every version gives exactly the tokens that were served', () => {
  const wrong = truths.flatMap(({ file, served_total: { requests, ...served } }) => {
    const { tokens, skipped } = rollout(file);
    const own = sumOf(tokens.filter(({ owner }) => owner === null));
    const count = tokens.filter(({ owner, totalTokens }) => owner === null && totalTokens > 0).length;
    const isRight = JSON.stringify([own, count, skipped]) === JSON.stringify([served, requests, 0]);
    return isRight ? [] : [file];
  });
  expect(truths.length).toBeGreaterThan(120);
  expect(wrong).toEqual(UNKNOWABLE);
});

test('a response whose figures were never written is told, with the reason', () => {
  for (const file of UNKNOWABLE) {
    expect(rollout(file).tokens).toMatchObject([{ totalTokens: 0, reason: 'request-without-usage' }]);
  }
  const told = truths.filter(({ file }) => rollout(file).tokens.some(({ reason }) => reason !== null));
  const reasons = told.map(({ file }) => [
    file,
    rollout(file)
      .tokens.map(({ reason }) => reason)
      .filter(Boolean),
  ]);
  // The stream hung until it was broken off; 0.47 writes nothing then.
  const hung = truths.filter(({ file }) => file.includes('hang-nat-int')).map(({ file }) => file);
  expect(reasons.filter(([file]) => !UNKNOWABLE.includes(String(file)))).toEqual([
    ...hung.filter((file) => !file.startsWith('0.47')).map((file) => [file, ['aborted-stream']]),
    ['app-server/rollout-0.169.0-c7d1d1.jsonl', ['aborted-stream']],
  ]);
});

test('each response counts once, and total is the sum of its parts', () => {
  for (const { tokens } of rollouts.values()) {
    const keys = tokens.map(({ key }) => key).filter((key) => key !== null);
    expect(new Set(keys).size).toBe(keys.length);
    for (const one of tokens) {
      const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, totalTokens } = one;
      expect(inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens).toBe(totalTokens);
    }
  }
});

const commandsOf = ({ steps }: Told) =>
  steps
    .filter(({ tool }) => tool === 'Bash')
    .map(({ command, exitCode, success }) => [command, exitCode, success]);

/** What the scenario of a file does, by its name: every command with its true exit code. */
const SCENARIOS: readonly (readonly [RegExp, (file: string) => readonly unknown[]])[] = [
  [
    /\/(tools|tui|tui-nodaemon|tui-daemon-before-resume)\.rollout/,
    (file) => [
      ['echo lab-ok && echo second-line', 0, true],
      ['echo lab-fail >&2; exit 3', 3, false],
      ...(/^0\.(47\.0\/tools|169\.0-direct)/.test(file) ? [['echo no-plan-tool', 0, true]] : []),
    ],
  ],
  [/\/simple\.rollout/, () => []],
  [/\/resume\.rollout/, () => [['echo resumed-ok', 0, true]]],
  [
    /\/para\.rollout/,
    () => [
      ['echo p1', 0, true],
      ['echo p2; exit 7', 7, false],
    ],
  ],
  [/\/bg\.rollout/, () => [['echo bg-start; sleep 3; echo bg-end; exit 5', 5, false]]],
  [
    /\/tools\+resume\.rollout/,
    () => [
      ['echo lab-ok && echo second-line', 0, true],
      ['echo lab-fail >&2; exit 3', 3, false],
    ],
  ],
];

test('every scenario shows its commands with their true exit codes', () => {
  let seen = 0;
  for (const { file } of truths) {
    const expected = SCENARIOS.find(([name]) => name.test(file))?.[1](file);
    if (!expected) continue;
    seen += 1;
    expect([file, commandsOf(rollout(file))]).toEqual([file, expected]);
  }
  expect(seen).toBeGreaterThan(40);
});

test('an interrupted command is never a success, and says what became of it', () => {
  // 0.47 writes a call only once it is answered: there the turn is broken off, and that is all.
  const files = truths.filter(({ file }) => file.includes('/interrupted-') && !file.startsWith('0.47'));
  for (const { file } of files) {
    const [command, ...more] = rollout(file).steps.filter(({ tool }) => tool === 'Bash');
    const note = command?.note ?? 'none';
    expect([file, command?.command, more.length, command?.success]).toEqual([
      file,
      'echo before-sleep; sleep 60; echo after-sleep',
      0,
      note === 'no-result' ? null : false,
    ]);
    expect(['interrupted', 'no-result']).toContain(note);
  }
});

test('every patch of the tools scenario: written, changed, and the one that failed', () => {
  for (const { file } of truths.filter((one) => /\/(tools|tui)[\w+-]*\.rollout/.test(one.file))) {
    if (file.includes('sigterm')) continue;
    const patches = rollout(file).steps.filter(({ tool }) => tool === 'Write' || tool === 'Edit');
    expect(patches.map(({ tool, added, removed, success }) => [tool, added, removed, success])).toEqual([
      ['Write', 2, 0, true],
      ['Edit', 1, 1, true],
      ['Edit', 1, 1, false],
    ]);
    expect(patches.map(({ path }) => path?.endsWith('/hello.txt'))).toEqual([true, true, true]);
    expect(patches[1]?.diff).toMatch(/^@@.*\n hello\n-world\n\+codex$/);
    expect(patches[2]?.output).toContain('apply_patch verification failed');
  }
});

test('what was said stands there once, and only the person speaks as the person', () => {
  for (const { file } of truths.filter((one) => /\/(tools|simple|para|bg)\.rollout/.test(one.file))) {
    const { steps, facts } = rollout(file);
    const texts = steps.filter(({ kind }) => kind === 'text').map(({ text }) => text);
    expect([file, new Set(texts).size]).toEqual([file, texts.length]);
    const thoughts = steps.filter(({ kind }) => kind === 'thinking').map(({ text }) => text);
    expect([file, new Set(thoughts).size]).toEqual([file, thoughts.length]);
    const prompts = steps.filter(({ kind }) => kind === 'user').map(({ text }) => text ?? '');
    expect(prompts.map((prompt) => /^SC=\w+/.test(prompt))).toEqual([true]);
    expect(facts.title).toBe(prompts[0]);
  }
});

test('the plan is one step, and one whose call failed is a failure', () => {
  const todos = [
    { text: 'run a command', state: 'done' },
    { text: 'edit a file', state: 'doing' },
    { text: 'report', state: 'open' },
  ];
  for (const { file } of truths.filter((one) => /\/tools\.rollout/.test(one.file))) {
    const { steps } = rollout(file);
    const failed = steps.filter(({ tool }) => tool === 'update_plan').map(({ success }) => success);
    const plans = steps.filter(({ kind }) => kind === 'todo').map((step) => step.todos);
    const hasPlan = !/^0\.(47|169)/.test(file);
    expect([file, plans, failed]).toEqual([
      file,
      hasPlan ? [todos] : [],
      file.startsWith('0.169.0/') ? [false] : [],
    ]);
  }
});

test('every exec log tells the commands of its rollout, with the same ends', () => {
  const byThread = new Map(truths.map(({ thread_id: id, file }) => [id, file]));
  let compared = 0;
  for (const name of execs) {
    const told = readLog(fixture(name));
    expect([name, told.skipped]).toEqual([name, 0]);
    const file = byThread.get(told.facts.conversationId ?? '');
    if (!file || /interrupted|sandbox/.test(name)) continue;
    const inRollout = commandsOf(rollout(file)).map((one) => JSON.stringify(one));
    for (const one of commandsOf(told))
      expect([name, inRollout]).toEqual([name, expect.arrayContaining([JSON.stringify(one)])]);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(60);
});

test('case A5 an exec log and the rollout of the same run agree on its tokens', () => {
  const wrong: unknown[] = [];
  let compared = 0;
  for (const name of execs.filter((one) => /\/(tools|simple|para|bg)\.exec/.test(one))) {
    const file = name.replace('.exec.', '.rollout.');
    const told = readLog(fixture(name));
    if (!rollouts.has(file) || told.tokens.length === 0) continue;
    compared += 1;
    const hasReasoning = !/^0\.(47|61|72|80|89|98|116)/.test(name);
    const inRollout = sumOf(rollout(file).tokens);
    const expected = { ...inRollout, reasoning: hasReasoning ? inRollout.reasoning : 0 };
    if (JSON.stringify(sumOf(told.tokens)) !== JSON.stringify(expected))
      wrong.push([name, sumOf(told.tokens)]);
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(20);
});

test('case A5 the runs of one thread one after another: exec gives what the rollout has', () => {
  for (const version of ['0.80.0', '0.98.0', '0.130.0', '0.149.1', '0.169.0', '0.169.0-direct']) {
    const runs = [1, 2, 3].map((run) => fixture(`${version}/resume${run}.exec.jsonl`));
    const { tokens, counter } = readLog(Buffer.concat(runs));
    const { tokens: inRollout } = rollout(`${version}/resume.rollout.jsonl`);
    const { reasoning: _, ...sum } = sumOf(tokens);
    const { reasoning: __, ...expected } = sumOf(inRollout);
    expect([version, sum, counter?.tokens?.totalTokens]).toEqual([version, expected, 10_100]);
  }
});

test('a sub-agent has a log of its own, which its step opens', () => {
  for (const version of ['0.130.0', '0.169.0']) {
    const folder = `subagents/${version}-subagent-spawn`;
    const names = logNames.filter((name) => name.startsWith(`${folder}/rollout`));
    const Expected = z.object({
      parent: z.string(),
      child: z.string(),
      served: z.record(z.string(), z.object({ input: z.number(), cached: z.number(), output: z.number() })),
    });
    const { parent, child, served } = Expected.parse(beside(`${folder}/expected.json`));
    const told = new Map(
      names.map((name) => [readLog(fixture(name)).facts.conversationId, readLog(fixture(name))]),
    );
    const agents = told.get(parent)?.steps.filter(({ tool }) => tool === 'Agent');
    expect(agents).toMatchObject([
      { opens: child, success: true, text: 'SC=childok please count things', output: 'I counted 42 things.' },
    ]);
    expect(told.get(child)?.facts.parentId).toBe(parent);
    expect(told.get(child)?.steps.filter(({ kind }) => kind === 'user')).toHaveLength(1);
    expect(commandsOf(told.get(child) ?? readLog([]))).toEqual([['echo child-counted 42', 0, true]]);
    for (const [id, { input, cached, output }] of Object.entries(served)) {
      const sum = sumOf(told.get(id)?.tokens ?? []);
      expect([sum.input_tokens, sum.cached, sum.output_tokens]).toEqual([input, cached, output]);
    }
  }
});
