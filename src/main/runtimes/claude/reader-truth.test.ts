import { expect, test } from 'vitest';
import {
  added,
  figuresOf,
  fixture,
  isStream,
  logNames,
  once,
  readLog,
  served,
  type Figures,
} from './reading/test-support/logs.ts';

const scenarios = Object.entries(served).flatMap(([version, all]) =>
  Object.entries(all).map(([scenario, requests]) => ({ version, scenario, requests })),
);

const logsOf = (version: string, scenario: string, isPrinted: boolean): readonly string[] =>
  logNames.filter((name) => name.startsWith(`${version}/${scenario}/`) && isStream(name) === isPrinted);

/**
 * Requests of the conversation or a sub-agent that no line of a transcript has, by the numbers of their answers:
 * their stream was cut before a first block had ended. Titles and small checks (`aux`) and summaries (`compact`)
 * are never in a transcript.
 */
const CUT: Readonly<Record<string, readonly number[]>> = {
  // Esc: told as a response without figures.
  '1.0.128 interactive': [17],
  // SIGINT, SIGTERM and SIGKILL: the first two leave no file at all.
  '1.0.128 interrupt': [1, 3, 24],
  // The terminal was closed.
  '2.1.330 interactive-life': [16],
  // SIGTERM and SIGKILL.
  '2.1.330 interrupt': [2, 6],
};

/**
 * Requests that the recording took for a title or a summary, and that are in transcripts: the warm-up of
 * sub-agents in 2.0.76, and a prompt that followed a summary.
 */
const KEPT: Readonly<Record<string, readonly number[]>> = {
  '1.0.128 interactive': [26],
  '2.0.76 simple': [3, 4, 6, 7, 10, 11],
};

/** Responses whose output no line has, by the numbers of their answers; their other figures are exact. */
const UNSURE: Readonly<Record<string, readonly number[]>> = {
  '1.0.128 compact': [1, 4, 5, 6, 11, 12, 14],
  '1.0.128 fork': [1, 4, 7],
  '1.0.128 interactive': [4, 9, 11, 15],
  '1.0.128 interrupt': [26],
  '1.0.128 limits': [4, 9, 11, 14, 16],
  '1.0.128 resume': [1, 4, 7, 10],
  '1.0.128 simple': [1, 3, 6],
  '1.0.128 streaminput': [1, 3],
  '1.0.128 subagent': [1, 6],
  '1.0.128 thinking': [1, 4, 5, 9],
  '1.0.128 tools': [1, 4, 5, 6, 11, 12, 14],
  '2.0.76 simple': [1, 3, 4, 5, 6, 7, 9, 10, 11],
};

/** Responses whose stream was cut behind a block. */
const ABORTED: Readonly<Record<string, readonly number[]>> = {
  '2.1.330 interactive': [7],
  '2.1.330 interrupt': [1],
};

/** What stands for requests that have no figures. */
const UNPAID: Readonly<Record<string, readonly string[]>> = {
  '1.0.128 compact': ['request-without-usage'],
  '1.0.128 interactive': ['aborted-stream', 'request-without-usage'],
  '2.1.330 compact': ['request-without-usage'],
  '2.1.330 interactive': ['request-without-usage'],
};

const numberOf = (key: string): number => Number(/(\d+)$/.exec(key)?.[1]);

test.each(scenarios.filter(({ version, scenario }) => logsOf(version, scenario, false).length > 0))(
  'case C21 the transcripts of $version $scenario count every response once, as it was served',
  ({ version, scenario, requests }) => {
    const name = `${version} ${scenario}`;
    const told = once(logsOf(version, scenario, false).flatMap((log) => readLog(fixture(log)).tokens));
    const counted = told.filter(({ totalTokens }) => totalTokens > 0);
    const missing = new Set(CUT[name]);
    const kept = new Set(KEPT[name]);
    const expected = requests.filter(
      ({ id, kind }) =>
        kept.has(numberOf(id)) || (kind !== 'aux' && kind !== 'compact' && !missing.has(numberOf(id))),
    );
    const byNumber = (reason: string): number[] =>
      counted
        .flatMap((one) => (one.reason === reason ? [numberOf(one.key ?? '')] : []))
        .toSorted((a, b) => a - b);
    expect(byNumber('output-placeholder')).toEqual(UNSURE[name] ?? []);
    expect(byNumber('aborted-stream')).toEqual(ABORTED[name] ?? []);
    const unpaid = told.flatMap((one) => (one.totalTokens === 0 ? [one.reason] : []));
    expect(new Set(unpaid)).toEqual(new Set(UNPAID[name]));
    expect(unpaid.length).toBe(UNPAID[name]?.length ?? 0);
    const sure = new Set(counted.flatMap(({ key, reason }) => (reason === null ? [key] : [])));
    const truth = expected.map(({ id, figures }): Figures => {
      const [input, written, read, output] = figures;
      return [input, written, read, sure.has(`claude ${id}`) ? output : 1];
    });
    expect(counted.length).toBe(expected.length);
    expect(added(counted.map(figuresOf))).toEqual(added(truth));
    expect(new Set(counted.map(({ key }) => key))).toEqual(new Set(expected.map(({ id }) => `claude ${id}`)));
  },
);

/** What was served and is in no result: input, cache writes, cache reads, output; and how many requests that is. */
const UNPRINTED: Readonly<Record<string, readonly [...Figures, number]>> = {
  // Helpers of runs that were killed, or that ended before their helper did; the 401 runs never ended.
  '1.0.128 apierr': [233, 7163, 140_163, 863, 7],
  // The summary and its two helpers: that result has a cost and no usage.
  '1.0.128 compact': [78, 3048, 60_048, 348, 3],
  // Killed runs print no result; their helpers are nowhere, and answers of which nothing was printed neither.
  '1.0.128 hooks-headless': [370, 9280, 180_280, 1180, 9],
  '1.0.128 interrupt': [479, 21_269, 420_269, 2369, 21],
  // Helpers that answered after the result.
  '1.0.128 limits': [77, 3047, 60_047, 347, 3],
  // A run with plain text output, and helpers of those runs.
  '1.0.128 simple': [92, 6032, 120_032, 632, 6],
  // The same, and two warm-up sub-agents of each run.
  '2.0.76 simple': [172, 10_072, 200_072, 1072, 10],
  // A killed run: the output of its answer is a placeholder.
  '2.1.330 hooks-headless': [0, 0, 0, 113, 0],
  // Killed while the model spoke: two answers; placeholders of two more, and the CLI's own guess for an aborted one.
  '2.1.330 interrupt': [28, 2008, 40_008, 506, 2],
  // A run with plain text output.
  '2.1.330 simple': [13, 1003, 20_003, 103, 1],
};

test.each(scenarios.filter(({ version, scenario }) => logsOf(version, scenario, true).length > 0))(
  'what $version printed for $scenario sums up to what was served',
  ({ version, scenario, requests }) => {
    const told = logsOf(version, scenario, true).flatMap((log) => readLog(fixture(log)).tokens);
    const [a, b, c, d] = added(requests.map(({ figures }) => figures));
    const [input, written, read, output] = added(told.map(figuresOf));
    const [i, w, r, o, count] = UNPRINTED[`${version} ${scenario}`] ?? [0, 0, 0, 0, 0];
    expect([a - input, b - written, c - read, d - output]).toEqual([i, w, r, o]);
    // Each request wrote 1000 and its number to the cache.
    expect(Math.floor(w / 1000)).toBe(count);
    expect(new Set(told.map(({ key }) => key)).size).toBe(told.length);
  },
);

test('sub-agents in files of their own belong to their parent, and to no total twice', () => {
  const names = logsOf('2.1.330', 'subagent', false);
  const [main, agent] = names.map((name) => readLog(fixture(name)));
  expect(agent?.facts.parentId).toBe(main?.facts.conversationId);
  const steps = main?.steps.filter(({ tool }) => tool === 'Agent');
  expect(steps).toMatchObject([
    { opens: agent?.facts.conversationId, success: true, output: 'I counted 42 things.' },
  ]);
  expect(added((main?.tokens ?? []).map(figuresOf))).toEqual([25, 2005, 40_005, 205]);
  expect(main?.counter).toMatchObject({ source: 'cost-state', costUSD: 0.044452000000000005 });
  expect(main?.counter?.tokens).toMatchObject({ inputTokens: 50, outputTokens: 410, totalTokens: 84_480 });
});

test('a fork has the keys and the owner of what it copied', () => {
  const [own, ...forks] = logsOf('2.1.330', 'fork', false).map((name) => readLog(fixture(name)));
  const keys = new Set(own?.tokens.map(({ key }) => key));
  for (const fork of forks) {
    expect(fork.facts.forkOf).toBe(own?.facts.conversationId);
    expect(fork.tokens.map(({ owner }) => owner)).toEqual([fork.facts.forkOf, fork.facts.forkOf, null]);
    expect(fork.tokens.map(({ key }) => keys.has(key))).toEqual([true, true, false]);
  }
  const old = logsOf('1.0.128', 'fork', false).map((name) => readLog(fixture(name)));
  expect(new Set(old.flatMap(({ tokens }) => tokens.map(({ key }) => key))).size).toBe(3);
});
