import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { endAll, processesWith } from './processes.ts';
import { startModels, type Models } from './models/models.ts';

export type RuntimeId = 'codex' | 'claude-code';

/** Where the real CLIs lie; scripts/e2e.mjs installs them and says so. */
const binary = (runtime: RuntimeId): string => {
  const name = runtime === 'codex' ? 'TOC_E2E_CODEX' : 'TOC_E2E_CLAUDE';
  const path = process.env[name];
  if (!path) throw new Error(`${name} is not set: start the tests with "npm run e2e".`);
  return path;
};

const COMMAND = { codex: 'codex', 'claude-code': 'claude' } as const;

/** Stands for a key; the fake servers ask for none. */
const KEY = 'sk-ant-api03-a-key-for-tests-0000000000';

const codexConfig = (url: string, trusted: readonly string[]): string =>
  [
    'model_provider = "fake"',
    'check_for_update_on_startup = false',
    '[model_providers.fake]',
    'name = "fake"',
    `base_url = "${url}"`,
    'env_key = "FAKE_KEY"',
    'wire_api = "responses"',
    'request_max_retries = 1',
    'stream_max_retries = 1',
    '[features]',
    'plugins = false',
    ...trusted.flatMap((path) => [`[projects.${JSON.stringify(path)}]`, 'trust_level = "trusted"']),
    '',
  ].join('\n');

const claudeConfig = (trusted: readonly string[]): string =>
  JSON.stringify({
    hasCompletedOnboarding: true,
    theme: 'dark',
    customApiKeyResponses: { approved: [KEY.slice(-20)], rejected: [] },
    projects: Object.fromEntries(
      trusted.map((path) => [
        path,
        // Claude Code writes all three; 1.0.128 does not start where the first is missing.
        { allowedTools: [], hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true },
      ]),
    ),
  });

/** What a login shell of this person sets. Login shells reset PATH, so it is here and not in the environment. */
const profile = (bin: string, models: Models): string =>
  [
    `export PATH='${bin}':"$PATH"`,
    'export FAKE_KEY=k',
    `export ANTHROPIC_BASE_URL='${models.claudeUrl}'`,
    `export ANTHROPIC_API_KEY='${KEY}'`,
    'export CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_TELEMETRY=1',
    'export DISABLE_ERROR_REPORTING=1 DISABLE_AUTOUPDATER=1 IS_SANDBOX=1',
    '',
  ].join('\n');

const Recorded = z.object({ generations: z.array(z.looseObject({ pid: z.number().int().positive() })) });

export interface Place {
  /** Where it lies; a fresh folder by default. */
  readonly root: string;
  /** Names of the two folders that the CLIs trust. */
  readonly folders: readonly [string, string];
}

const somewhere = (): Place => ({
  root: mkdtempSync(join(process.env['TOC_E2E_TMP'] ?? tmpdir(), 'toc-e2e-')),
  folders: ['app', 'other'],
});

/** A person's machine, for one test: a home, folders, the real CLIs, fake models, and an environment. */
export const createWorld = async (wanted: Place | null = null) => {
  const chosen = wanted ?? somewhere();
  if (wanted) rmSync(wanted.root, { recursive: true, force: true });
  mkdirSync(chosen.root, { recursive: true });
  const root = realpathSync(chosen.root);
  const place = (...parts: string[]): string => join(root, ...parts);
  for (const folder of ['home/.codex', 'bin', 'tmp', 'work']) mkdirSync(place(folder), { recursive: true });
  mkdirSync(place('run'), { mode: 0o700 });
  const models = await startModels();

  const addFolder = (name: string): string => {
    mkdirSync(place('work', name), { recursive: true });
    return place('work', name);
  };
  const workspace = addFolder(chosen.folders[0]);
  const other = addFolder(chosen.folders[1]);
  const odd = addFolder(`it's "odd" ; $(touch x) 🎈`);
  const trusted = [workspace, other, odd];
  /** The CLIs ask whether this one is trusted. */
  const stranger = addFolder('stranger');

  writeFileSync(place('home/.profile'), profile(place('bin'), models));
  writeFileSync(place('home/.codex/config.toml'), codexConfig(models.codexUrl, trusted));
  writeFileSync(place('home/.claude.json'), claudeConfig(trusted), { mode: 0o600 });

  const install = (runtime: RuntimeId, program = binary(runtime)): void =>
    symlinkSync(program, place('bin', COMMAND[runtime]));
  const uninstall = (runtime: RuntimeId): void => rmSync(place('bin', COMMAND[runtime]));
  install('codex');
  install('claude-code');

  const env: Record<string, string> = {
    HOME: place('home'),
    USER: 'tester',
    SHELL: '/bin/sh',
    LANG: 'C.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    TMPDIR: place('tmp'),
    XDG_RUNTIME_DIR: place('run'),
    TOC_HOME: place('toc'),
  };

  const closing: (() => Promise<unknown>)[] = [];

  /** By its program; an older Claude Code is a script, and then gives itself its own name. */
  const isCli = (runtime: RuntimeId, command: string): boolean => {
    const program = place('bin', COMMAND[runtime]);
    const [first, second] = command.split(' ');
    return first === program || first === COMMAND[runtime] || (first === 'node' && second === program);
  };

  return {
    root,
    env,
    /** Done when no process is left, before the files go. */
    atClose: (call: () => Promise<unknown>): void => void closing.push(call),
    models,
    workspace,
    folders: { other, odd, stranger },
    tocHome: place('toc'),
    install,
    uninstall,
    path: place,
    /** Sets a variable in every login shell from now on. */
    exports: (name: string, value: string): void =>
      appendFileSync(place('home/.profile'), `export ${name}='${value}'\n`),
    /** Living processes that were started in this world. */
    processes: () => processesWith(`HOME=${place('home')}`),
    /**
     * The living processes of a CLI that toc started here. What a CLI starts looks like the CLI itself between its
     * fork and its exec; those are not counted.
     */
    clis(runtime: RuntimeId): readonly number[] {
      const all = processesWith(`HOME=${place('home')}`).filter(({ command }) => isCli(runtime, command));
      const pids = new Set(all.map(({ pid }) => pid));
      return all.filter(({ parent }) => !pids.has(parent)).map(({ pid }) => pid);
    },
    /** The supervisor that was started last, or null. */
    supervisor(): number | null {
      try {
        const record = Recorded.parse(JSON.parse(readFileSync(place('toc/supervisor.json'), 'utf8')));
        return record.generations.at(-1)?.pid ?? null;
      } catch {
        return null;
      }
    },
    /** Ends what is left and says what would not end. */
    async close(): Promise<readonly string[]> {
      const left = await endAll(() => processesWith(`HOME=${place('home')}`));
      await models.close();
      for (const call of closing) await call();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
      return left;
    },
  };
};

export type World = Awaited<ReturnType<typeof createWorld>>;
