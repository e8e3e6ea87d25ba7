import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { claude } from './claude/claude.ts';
import { codex } from './codex/codex.ts';
import type { LaunchRequest, Runtime } from './runtime.ts';
import { installedClis, requiredClis, runToEnd } from './test-support/real-clis.ts';
import { CONVERSATION, planned, requestFor, TRICKY } from './test-support/requests.ts';

// Each run ends right behind the parser: Codex at a provider that does not exist, Claude Code for want of a
// prompt or of the conversation. So nothing reaches for the network, and a refused argument looks different.
const clis = await requiredClis(process.env);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'toc-parsers-')));
const [home, work, run] = ['home', 'work', 'run'].map((name) => join(folder, name));
if (!home || !work || !run) throw new Error('no folders');
for (const path of [home, work, run]) mkdirSync(path);
writeFileSync(join(home, 'config.toml'), 'model_provider = "nope"\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = {
  PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
  HOME: home,
  CODEX_HOME: home,
  TERM: 'xterm-256color',
  // Claude Code refuses to bypass permissions as root without it.
  IS_SANDBOX: '1',
  ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
  ANTHROPIC_AUTH_TOKEN: 'none',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_TELEMETRY: '1',
};

const resume = { conversationId: CONVERSATION, instructionsChanged: false };
const wanted: readonly Partial<LaunchRequest>[] = [
  { permission: 'read-only' },
  { permission: 'ask', model: '--yolo "; x', resume },
  { permission: 'bypass', model: '' },
  { permission: 'read-only', instructions: '', resume: { ...resume, instructionsChanged: true } },
  { permission: 'bypass', resume: { ...resume, instructionsChanged: true } },
];

const stdin = 'say hello';
const inBackground = [
  { permission: 'read-only', background: true, stdin },
  { permission: 'ask', model: '--yolo "; x', background: true, resume, stdin },
  { permission: 'bypass', model: '', background: true, stdin },
] as const;

/** One after the other: a CLI that starts takes a whole core, and other tests have limits of their own. */
const endsOf = async (
  runtime: Runtime,
  version: string,
  path: string,
  requests: readonly (Partial<LaunchRequest> & { readonly stdin?: string })[] = wanted,
) => {
  const ends = [];
  for (const { stdin, ...named } of requests) {
    const common = { path, cwd: work, runFolder: run, instructions: TRICKY };
    const plan = planned(runtime, requestFor(version, { ...common, ...named }));
    for (const file of plan.files) writeFileSync(file.path, file.text, { mode: 0o600 });
    const { code, said } = await runToEnd({ ...plan.launch, stdin }, env);
    ends.push({ code, said: said.trim() });
  }
  return ends;
};

const installed = (paths: Readonly<Record<string, string>>, versions: readonly string[]) =>
  versions.map((version) => ({ version, path: paths[version] ?? '' }));

describe.each(installed(clis.codex, ['0.169.0', '0.98.0', '0.47.0']))(
  'Codex $version',
  ({ version, path }) => {
    test.skipIf(path === '')('B6 its own parser takes every launch', { timeout: 120_000 }, async () => {
      const reached = { code: 1, said: expect.stringContaining('Model provider `nope` not found') };
      const forks = codex.canFork(version) ? [{ resume: { ...resume, fork: true } }] : [];
      const requests = [...wanted, ...inBackground, ...forks];
      expect(await endsOf(codex, version, path, requests)).toEqual(requests.map(() => reached));
      const refused = await runToEnd({ file: path, args: ['resume', 'x', '--no-such-flag'], cwd: work }, env);
      expect(refused.code).toBe(2);
    });
  },
);

describe.each(installed(clis.claude, ['2.1.330', '1.0.128']))('Claude Code $version', ({ version, path }) => {
  test.skipIf(path === '')('B6 its own parser takes every launch', { timeout: 120_000 }, async () => {
    const reached = (named: Partial<LaunchRequest>) => ({
      // The old one, with an empty prompt and in the background, says so with success.
      code: version === '1.0.128' && named.background === true && named.resume ? 0 : 1,
      said: expect.stringMatching(
        named.resume
          ? new RegExp(`No conversation found with session ID: ${CONVERSATION}`)
          : /Input must be provided either through stdin or as a prompt argument/,
      ),
    });
    const background = [{ background: true }, { background: true, resume }];
    const fork = { ...resume, fork: true };
    // The old one takes seconds to start: one start and one resume hold every flag it is given.
    const requests: readonly Partial<LaunchRequest>[] =
      version === '1.0.128'
        ? [...wanted.slice(0, 2), ...background]
        : [...wanted, ...background, { resume: fork }, { resume: fork, background: true }];
    expect(await endsOf(claude, version, path, requests)).toEqual(requests.map(reached));
    const refused = await runToEnd({ file: path, args: ['--no-such-flag'], cwd: work }, env);
    expect(refused.said).toContain("unknown option '--no-such-flag'");
  });
});

test.skipIf(!clis.codex['0.169.0'])(
  'D4 no launch makes a repository or anything else in the workspace',
  async () => {
    const path = clis.codex['0.169.0'] ?? '';
    await endsOf(codex, '0.169.0', path);
    expect(readdirSync(work)).toEqual([]);
  },
);

test('C9 a run on CI fails, and says how to mend it, when the real CLIs are not there', async () => {
  const env = { PATH: process.env['PATH'], TOC_TEST_CLIS: '{"codex":{},"claude":{}}' };
  await expect(requiredClis({ ...env, CI: 'true' })).rejects.toThrow(
    'Codex 0.169.0 and Claude Code 2.1.330 missing: run node scripts/clis.mjs first.',
  );
  expect(await requiredClis(env)).toEqual(await installedClis(env));
});
