import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../machine/test-support/folder.ts';
import { runtimes } from './catalog.ts';
import { requiredClis } from './test-support/real-clis.ts';

const clis = await requiredClis(process.env);
const SLOW = { timeout: 120_000 };

/** A home with one folder of programs, and the environment that finds them. */
const machine = (variables: Readonly<Record<string, string>> = {}) => {
  const home = testFolder('toc-probe-');
  const bin = join(home, 'bin');
  mkdirSync(bin);
  mkdirSync(join(home, '.codex'));
  const put = (name: string, text: string): string => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return join(bin, name);
  };
  const link = (name: string, path: string): string => {
    symlinkSync(path, join(bin, name));
    return join(bin, name);
  };
  // Claude Code keeps its quiet with these; an old one is a script that needs Node.
  const quiet = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' };
  const env = { ...quiet, HOME: home, PATH: `${bin}:relative:${dirname(process.execPath)}`, ...variables };
  return { home, bin, put, link, env };
};

describe.each(Object.values(runtimes))('$name', (runtime) => {
  const program = runtime.id === 'codex' ? 'codex' : 'claude';

  test('case A8 missing: every folder that was looked into is named, and how to install it', async () => {
    const { bin, env } = machine();
    writeFileSync(join(bin, program), 'not a program', { mode: 0o644 });
    chmodSync(join(bin, program), 0o644);
    mkdirSync(join(bin, 'x', program), { recursive: true });
    const PATH = `${bin}:relative:${bin}/x`;
    const report = await runtime.probe({ ...env, PATH });
    expect(report).toMatchObject({
      found: null,
      version: null,
      signedIn: null,
      problem: {
        code: 'missing',
        looked: [bin, `${bin}/x`],
        install: expect.stringMatching(/^npm install -g @/),
      },
    });
    expect(report.models).toEqual(runtime.models(null));
  });

  test('case A8 too old: refused with the oldest version accepted and how to upgrade', async () => {
    const { put, env } = machine();
    const found = put(program, 'echo 0.46.9');
    expect(await runtime.probe(env)).toMatchObject({
      found,
      version: '0.46.9',
      problem: {
        code: 'too-old',
        minimum: runtime.versions.oldest,
        upgrade: expect.stringMatching(/^npm install -g @.*@latest$/),
      },
    });
  });

  test('newer than any that was driven: works, with a note', async () => {
    const { put, env } = machine();
    put(program, 'echo 99.0.1');
    const { version, newerThanDriven, problem } = await runtime.probe(env);
    expect({ version, newerThanDriven, broken: problem?.code === 'broken' }).toEqual({
      version: '99.0.1',
      newerThanDriven: runtime.versions.newest,
      broken: false,
    });
  });

  test('case A8 broken: what it said instead of a version', async () => {
    const { put, env } = machine();
    put(program, 'echo "libfoo is missing" >&2; exit 127');
    expect((await runtime.probe(env)).problem).toEqual({ code: 'broken', message: 'libfoo is missing' });
  });
});

describe.each(['0.169.0', '0.98.0', '0.47.0'])('the real Codex %s', (version) => {
  const path = clis.codex[version] ?? '';

  test.skipIf(path === '')(
    'case A8 signed out, signed in, and a provider of its own that needs neither',
    async () => {
      const { home, link, env } = machine();
      const found = link('codex', path);
      const probed = async () => {
        const report = await runtimes.codex.probe(env);
        return { found: report.found, version: report.version, in: report.signedIn, problem: report.problem };
      };
      const out = { code: 'signed-out', run: 'codex login' };
      expect(await probed()).toEqual({ found, version, in: false, problem: out });
      writeFileSync(join(home, '.codex', 'config.toml'), 'model_provider = "mine"\n');
      expect(await probed()).toEqual({ found, version, in: null, problem: null });
      writeFileSync(join(home, '.codex', 'config.toml'), '');
      writeFileSync(join(home, '.codex', 'auth.json'), '{"OPENAI_API_KEY":"sk-proj-none"}');
      expect(await probed()).toEqual({ found, version, in: true, problem: null });
    },
  );
});

test.skipIf(!clis.claude['2.1.330'])(
  'the real Claude Code 2.1.330 tells whether it is signed in',
  SLOW,
  async () => {
    const { home, link, env } = machine();
    link('claude', clis.claude['2.1.330'] ?? '');
    const out = await runtimes['claude-code'].probe(env);
    expect([out.version, out.signedIn, out.problem]).toEqual([
      '2.1.330',
      false,
      { code: 'signed-out', run: 'claude' },
    ]);
    const token = { ...env, ANTHROPIC_AUTH_TOKEN: 'none', HOME: home };
    const signed = await runtimes['claude-code'].probe(token);
    expect([signed.signedIn, signed.problem]).toEqual([true, null]);
  },
);

test.skipIf(!clis.claude['1.0.128'])(
  'the real Claude Code 1.0.128 is not asked: it would take the question for a prompt',
  SLOW,
  async () => {
    // A question sent as a prompt would fail at this address and be told as signed out.
    const { home, link, env } = machine({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:9' });
    link('claude', clis.claude['1.0.128'] ?? '');
    const probed = async () => {
      const { version, signedIn, problem } = await runtimes['claude-code'].probe(env);
      return { version, signedIn, problem };
    };
    expect(await probed()).toEqual({ version: '1.0.128', signedIn: null, problem: null });
    mkdirSync(join(home, '.claude'), { recursive: true });
    writeFileSync(join(home, '.claude', '.credentials.json'), '{}');
    expect(await probed()).toEqual({ version: '1.0.128', signedIn: true, problem: null });
  },
);
