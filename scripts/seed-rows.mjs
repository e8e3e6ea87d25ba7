// `npm run seed-rows`: the faults of toc's predecessor, the test that holds each, and its result.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { installClis } from './clis.mjs';
import { runPlaywright } from './e2e.mjs';
import { build, install } from './fresh.mjs';
import { CACHE, ROOT, main, node24, run } from './ground.mjs';
import { runIsolated } from './isolation.mjs';

const numbered = (name, count) => Array.from({ length: count }, (_, index) => `${name}${index + 1}`);

/** What the reviews of the predecessor found (A to D, N), and where they found that a test was missing (E). */
const REVIEWED = [
  ...numbered('A', 3),
  ...numbered('B', 7),
  ...numbered('C', 10),
  ...numbered('D', 8),
  'E',
  ...numbered('N', 5),
];

/** The checklist of what Codex needs, and the worked cases of its logs and of Claude Code's. */
const CASES = [...numbered('case A', 10), ...numbered('case C', 24)];

/** What belongs to something that toc does not have yet; of a case that is only so in part, that part. */
const LATER = new Map([
  ['C7', 'the state that toc-native keeps: toc-native is not here yet'],
  ['case A1', 'the arguments of codex exec: runs in the background are not here yet'],
  ['case A9', 'a parent that is told: sub-agents that toc starts are not here yet'],
]);

const ROWS = [...REVIEWED, ...CASES].filter((row) => row.startsWith('case') || !LATER.has(row));
const ANY = `(^|\\s)(${ROWS.join('|')})\\b`;
const WIDTH = Math.max(...ROWS.map((row) => row.length));

const rowOf = (title) => ROWS.find((row) => new RegExp(`^${row}\\b`).test(title));

const readReport = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null);

const unitResults = async () => {
  const report = join(CACHE, 'seed-rows.json');
  mkdirSync(CACHE, { recursive: true });
  rmSync(report, { force: true });
  // B6 asks the real CLIs, and a row whose test was skipped is a gap.
  await installClis();
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=json', `--outputFile=${report}`, '--silent'];
  await runIsolated(node24(), [vitest, 'run', '-t', ANY, ...reporters]);
  const tests = (readReport(report)?.testResults ?? []).flatMap((file) => file.assertionResults);
  return tests.map(({ title, status }) => ({ title, where: 'unit', result: status }));
};

const specsBelow = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsBelow)];

const storyResults = async () => {
  const grep = await run('grep', [
    '-rqE',
    `test\\(\\s*['"\`](${ROWS.join('|')})\\b`,
    join(ROOT, 'e2e'),
    '--include=*.spec.ts',
  ]);
  if (grep !== 0) return [];
  await build();
  const [chromium, clis] = await Promise.all([ensureChromium(), installClis()]);
  await runPlaywright(['--grep', ANY], { chromium, clis });
  const report = readReport(join(ROOT, 'test-results', 'e2e.json'));
  return (report?.suites ?? []).flatMap(specsBelow).flatMap(({ title, tests }) =>
    tests.map((one) => ({
      title,
      where: one.projectName,
      result: one.status === 'expected' ? 'passed' : one.status,
    })),
  );
};

/** Tests of one title and result (a table's, or one per version) become one line that tells how many. */
const gathered = (results) => {
  const lines = new Map();
  for (const one of results) {
    const key = JSON.stringify([one.title, one.where, one.result]);
    lines.set(key, { ...one, count: (lines.get(key)?.count ?? 0) + 1 });
  }
  return [...lines.values()];
};

await main(async () => {
  await install();
  const ran = [...(await unitResults()), ...(await storyResults())].filter(
    ({ title, result }) => rowOf(title) && result !== 'skipped' && result !== 'pending',
  );
  const results = gathered(ran);
  let gaps = 0;
  for (const row of ROWS) {
    const tests = results.filter(({ title }) => rowOf(title) === row);
    if (tests.length === 0) {
      gaps += 1;
      process.stdout.write(`${row.padEnd(WIDTH)} NO TEST\n`);
    }
    for (const { title, where, result, count } of tests) {
      if (result !== 'passed') gaps += 1;
      process.stdout.write(
        `${row.padEnd(WIDTH)} ${result.padEnd(7)} ${where.padEnd(8)} ${title}${count > 1 ? ` (${count} times)` : ''}\n`,
      );
    }
  }
  for (const [row, what] of LATER) process.stdout.write(`${row.padEnd(WIDTH)} LATER   ${what}\n`);
  process.stdout.write(`${ROWS.length} rows, ${gaps} gaps\n`);
  return gaps === 0 ? 0 : 1;
});
