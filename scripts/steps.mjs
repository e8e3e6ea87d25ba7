// The steps of `npm test` and `npm run check`, and how their results are counted.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './fresh.mjs';
import { runPlaywright } from './e2e.mjs';
import { CACHE, ROOT, environment, node24, tool } from './ground.mjs';
import { runIsolated } from './isolation.mjs';

const passed = { passed: 0, failed: 0 };
const failed = { passed: 0, failed: 1 };

const ended = (code) => (code === 0 ? passed : failed);

/** Counts of a JSON report; a run that ended badly without a failed test is one failure all the same. */
const counted = (code, report, count) => {
  if (!existsSync(report)) return failed;
  const sums = count(JSON.parse(readFileSync(report, 'utf8')));
  return code !== 0 && sums.failed === 0 ? { ...sums, failed: 1 } : sums;
};

const format = async () => ended(await tool('oxfmt', ['--check']));

const lint = async () => ended(await tool('oxlint', ['--report-unused-disable-directives']));

const types = async () => {
  // tsc -b remembers errors that are mended and forgets some that are not.
  rmSync(join(ROOT, 'node_modules', '.cache', 'tsc'), { recursive: true, force: true });
  return ended(await tool('tsc', ['-b']));
};

const deadCode = async () => ended(await tool('knip', []));

/** Named so, no real CLI is driven: their starts alone take longer than the quick part may. */
const NO_CLIS = { TOC_TEST_CLIS: '{"codex":{},"claude":{}}' };

/** Unit tests, the map of rooms among them. */
const unit = (more) => async (stdio) => {
  mkdirSync(CACHE, { recursive: true });
  const report = join(CACHE, 'unit.json');
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const colors = process.stdout.isTTY ? ['--color'] : [];
  const args = [vitest, 'run', ...reporters, ...colors];
  const code = await runIsolated(node24(), args, environment(more), stdio);
  return counted(code, report, ({ numPassedTests, numFailedTests }) => ({
    passed: numPassedTests,
    failed: numFailedTests,
  }));
};

const built = async () => {
  await build();
  return passed;
};

/** The stories in both faces. `ground` brings Chromium and the CLIs, which were fetched meanwhile. */
const endToEnd = (ground) => async () => {
  const report = join(ROOT, 'test-results', 'e2e.json');
  rmSync(report, { force: true });
  const code = await runPlaywright([], await ground());
  return counted(code, report, ({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
  }));
};

const read = [
  ['format', format],
  ['lint', lint],
  ['types', types],
  ['dead code', deadCode],
];

/** What needs no browser and takes less than a minute: the unit tests wait so often that the rest fits in. */
export const quick = [...read, ['unit tests', unit(NO_CLIS), { ahead: true }]];

/** Everything. The unit tests drive the real CLIs too, so the downloads are waited for before them. */
export const all = (ground) => [
  ...read,
  ['build', built],
  ['Chromium and the CLIs', async () => ground().then(() => passed)],
  ['unit tests', unit({ TOC_CRASHES: '20' })],
  ['end to end', endToEnd(ground)],
];

const outcome = async (step, stdio) => {
  const since = Date.now();
  const result = await step(stdio).catch((problem) => ({ ...failed, problem }));
  return { ...result, seconds: (Date.now() - since) / 1000 };
};

/** Begins a step before its turn. What it writes is kept in a file and shown when its turn has come. */
const begin = (name, step) => {
  mkdirSync(CACHE, { recursive: true });
  const kept = join(CACHE, `${name.replaceAll(' ', '-')}.log`);
  const file = openSync(kept, 'w');
  const ends = outcome(step, ['ignore', file, file]).finally(() => closeSync(file));
  return async () => {
    const result = await ends;
    process.stdout.write(readFileSync(kept));
    return result;
  };
};

/**
 * Runs every step, also after a failed one; steps that may begin ahead of their turn do.
 * The last line printed is `N passed, N failed`.
 */
export const walk = async (steps) => {
  const sums = { passed: 0, failed: 0 };
  const bad = [];
  const turns = steps.map(([name, step, { ahead = false } = {}]) => ({
    name,
    end: ahead ? begin(name, step) : () => outcome(step),
  }));
  for (const { name, end } of turns) {
    process.stdout.write(`\n== ${name}\n`);
    const { passed: good, failed: wrong, problem, seconds } = await end();
    if (problem) process.stdout.write(`${problem.stack ?? problem}\n`);
    sums.passed += good;
    sums.failed += wrong;
    if (wrong > 0) bad.push(name);
    process.stdout.write(`== ${name}: ${seconds.toFixed(1)} s\n`);
  }
  if (bad.length > 0) process.stdout.write(`\nFailed: ${bad.join(', ')}\n`);
  process.stdout.write(`\n${sums.passed} passed, ${sums.failed} failed\n`);
  return sums.failed === 0 ? 0 : 1;
};
