// `npm run record-streams [-- NAME…]`: what the real CLIs write on a terminal, for the test of exact hand-over.
// Needs Linux, and a kernel that gives namespaces of one's own: the CLIs see a home, a machine and a network
// that belong to nobody. Plays src/main/supervisor/fixtures/streams/README.md.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { startModels } from '../e2e/support/models/models.ts';
import { hold, run as command, say } from '../e2e/support/models/script.ts';
import { openPty } from '../src/main/supervisor/pty.ts';
import { createScreen } from '../src/main/supervisor/screen.ts';
import { openTerminal } from '../src/main/supervisor/test-support/watching.ts';
import { installClis } from './clis.mjs';
import { environment, main, node24, ROOT, run } from './ground.mjs';

const STREAMS = join(ROOT, 'src', 'main', 'supervisor', 'fixtures', 'streams');
const PLACE = '/mnt';
const KEY = 'sk-ant-api03-a-key-for-tests-0000000000';

/** Told to programs that ask, as a window would. */
const THEME = { foreground: '#eeeeee', background: '#101418', cursor: '#eeeeee', palette: [] };

const FIRST = `# Heading of the answer

Some **bold**, *italic*, ~~struck~~ and \`inline code\`, and [a link](https://example.org/docs).
Wide 漢字かな 한글, emoji 🙂 👩‍👩‍👧 🇫🇷 ❤️, accents e\u0301 n\u0303 o\u0308 and a\u0300\u0323.

- one item that is long enough to be wrapped on a narrow terminal, since it goes on and on
- another with 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字

| name | 値 | note |
| --- | ---: | :---: |
| alpha | 1 | 🙂 |
| beta | 22 | e\u0301 |
`;

const SECOND = `
\`\`\`ts
// A comment with 漢字.
const greet = (name: string): string => \`hello \${name} 🙂\`;
export const all = ['x', 'y'].map(greet).join('\\n');
\`\`\`

> A quotation.

${Array.from({ length: 24 }, (_, n) => `${n + 1}. line ${n + 1} of a list`).join('\n')}

End of the answer.`;

const codexConfig = (url) => `model_provider = "fake"
check_for_update_on_startup = false
[model_providers.fake]
name = "fake"
base_url = "${url}"
env_key = "FAKE_KEY"
wire_api = "responses"
[tui]
show_tooltips = false
[features]
plugins = false
[projects."${PLACE}/app"]
trust_level = "trusted"
`;

const claudeConfig = (version) => ({
  hasCompletedOnboarding: true,
  lastOnboardingVersion: version,
  lastReleaseNotesSeen: version,
  numStartups: 9,
  theme: 'dark',
  customApiKeyResponses: { approved: [KEY.slice(-20)], rejected: [] },
  projects: {
    [`${PLACE}/app`]: {
      allowedTools: [],
      hasTrustDialogAccepted: true,
      hasCompletedProjectOnboarding: true,
      projectOnboardingSeenCount: 9,
    },
  },
});

const call = (program, args) => execFileSync(program, args);

/** Puts a CLI at a place with a neutral path, and writes its settings. */
const settle = ({ program, runtime, version, args }, models) => {
  call('mount', ['-t', 'tmpfs', 'none', PLACE]);
  for (const folder of ['home/.codex', 'home/.claude', 'app', 'tmp', 'cli'])
    mkdirSync(join(PLACE, folder), { recursive: true });
  // Codex looks for its helpers beside the folder it lies in.
  const folder = runtime === 'codex' ? dirname(dirname(program)) : dirname(program);
  call('mount', ['--bind', folder, join(PLACE, 'cli')]);
  writeFileSync(join(PLACE, 'home/.codex/config.toml'), codexConfig(models.codexUrl));
  writeFileSync(join(PLACE, 'home/.claude.json'), JSON.stringify(claudeConfig(version)), { mode: 0o600 });
  writeFileSync(join(PLACE, 'home/.claude/settings.json'), JSON.stringify({ spinnerTipsEnabled: false }));
  return { file: join(PLACE, 'cli', relative(folder, program)), args };
};

const environmentOf = (models, more) => ({
  HOME: join(PLACE, 'home'),
  USER: 'dev',
  SHELL: '/bin/sh',
  LANG: 'C.UTF-8',
  PATH: '/usr/bin:/bin',
  TMPDIR: join(PLACE, 'tmp'),
  FAKE_KEY: 'k',
  ANTHROPIC_BASE_URL: models.claudeUrl,
  ANTHROPIC_API_KEY: KEY,
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_AUTOUPDATER: '1',
  IS_SANDBOX: '1',
  ...more,
});

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The program with a recorder on its terminal. */
const start = (launch, size) => {
  const chunks = [];
  const resizes = [];
  let length = 0;
  const pty = openPty({ launch, size });
  if (!pty.ok) throw new Error(pty.error);
  const { value } = pty;
  // Answers the program; what is on it is read from its twin.
  const answer = (text) => value.write(Buffer.from(text));
  const screen = createScreen({ size, theme: () => THEME, answer });
  const mirror = openTerminal(size);
  value.onData((bytes) => {
    chunks.push(bytes);
    length += bytes.length;
    screen.write(bytes);
    mirror.write(bytes);
  });
  const ended = new Promise((resolve) => value.onExit(resolve));
  const shown = () => {
    const { active } = mirror.buffer;
    const lines = Array.from({ length: active.length }, (_, at) =>
      active.getLine(at).translateToString(true),
    );
    return lines.join('\n');
  };
  return {
    shown,
    ended,
    keys: (text) => value.write(Buffer.from(text)),
    async type(text) {
      for (const key of text) {
        value.write(Buffer.from(key));
        await pause(25);
      }
    },
    async enter(text) {
      await this.type(text);
      // A key that comes at once after text is taken for a part of a paste.
      await pause(500);
      this.keys('\r');
    },
    async until(pattern) {
      const last = Date.now() + 40_000;
      while (!pattern.test(shown())) {
        if (Date.now() > last) throw new Error(`No ${pattern} on this screen:\n${shown()}`);
        await pause(50);
      }
      await pause(400);
    },
    async resize(cols, rows) {
      resizes.push([length, cols, rows]);
      value.resize({ cols, rows });
      screen.resize({ cols, rows });
      mirror.resize(cols, rows);
      await pause(500);
    },
    kill: () => process.kill(value.pid, 'SIGKILL'),
    recorded: () => ({ resizes, bytes: Buffer.concat(chunks) }),
  };
};

/** The scenes, one after the other. */
const play = async (cli, models, terminal) => {
  const gate = models.gate();
  models.when(/first/, [say(FIRST), hold(gate), say(SECOND)]);
  models.when(
    /second/,
    [say('Now a command.'), command('seq 1 30 > lines; echo 漢字 >> lines; cat lines')],
    [say('It ran well.')],
  );
  models.when(/third/, [say('A beginning'), hold(models.gate())]);

  await terminal.until(cli.ready);
  // Drawn is not yet listening.
  await pause(3000);
  await terminal.type('the first prömpt 漢字 🙂 wrong');
  await terminal.type('\x7f\x7f\x7f\x7f\x7f');
  for (const key of ['\x1b[D', '\x1b[D', '\x1b[C', '\x1b[C']) {
    terminal.keys(key);
    await pause(50);
  }
  await terminal.enter('');
  await terminal.until(/name/);
  await terminal.resize(61, 24);
  gate.open();
  await terminal.until(/End of the answer/);
  await terminal.resize(110, 20);
  await terminal.resize(90, 34);
  if (cli.asks) {
    await terminal.enter('the second');
    await terminal.until(cli.asks);
    await terminal.resize(80, 30);
    terminal.keys('\r');
    await terminal.until(/It ran well/);
  }
  await terminal.enter('the third');
  await terminal.until(/A beginning/);
  await pause(1500);
  terminal.keys('\x1b');
  await pause(1500);
  for (let times = 0; times < 3; times += 1) {
    terminal.keys('\x03');
    if (await Promise.race([terminal.ended, pause(times === 0 ? 500 : 8000)])) return;
  }
  throw new Error(`It would not end:\n${terminal.shown()}`);
};

const CLAUDE = {
  runtime: 'claude',
  args: ['--permission-mode', 'default'],
  ready: /❯|> /,
  asks: /Do you want to proceed/,
};
const CODEX = { runtime: 'codex', args: [], ready: /›/, asks: /Would you like to run/ };
const CLIS = {
  'codex-0.169.0': { ...CODEX, version: '0.169.0', args: ['--no-daemon'] },
  'codex-0.169.0-inline': { ...CODEX, version: '0.169.0', args: ['--no-daemon', '--no-alt-screen'] },
  // Runs commands by another tool than the one our fake model names.
  'codex-0.98.0': { ...CODEX, version: '0.98.0', asks: null },
  'claude-2.1.330': { ...CLAUDE, version: '2.1.330' },
  'claude-2.1.330-inline': {
    ...CLAUDE,
    version: '2.1.330',
    env: { CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN: '1' },
  },
};

/** Nothing of the machine it was recorded on may be in it. */
const refuseTraces = (bytes, host) => {
  for (const trace of [ROOT, dirname(ROOT), homedir(), host]) {
    if (bytes.includes(trace)) throw new Error(`The recording names ${trace}.`);
  }
};

/** Inside of the namespaces. */
const record = async (name, program) => {
  const host = hostname();
  writeFileSync('/proc/sys/kernel/hostname', 'machine');
  call('ip', ['link', 'set', 'lo', 'up']);
  const cli = { ...CLIS[name], program };
  const models = await startModels();
  const env = environmentOf(models, cli.env);
  const size = { cols: 100, rows: 30 };
  const terminal = start({ ...settle(cli, models), env, cwd: join(PLACE, 'app') }, size);
  try {
    await play(cli, models, terminal);
  } finally {
    await models.close();
  }
  const { resizes, bytes } = terminal.recorded();
  refuseTraces(bytes, host);
  const head = JSON.stringify({ cli: cli.runtime, version: cli.version, ...size, resizes });
  writeFileSync(
    join(STREAMS, `${name}.gz`),
    gzipSync(Buffer.concat([Buffer.from(`${head}\n`), bytes]), { level: 9 }),
  );
  console.log(`${name}: ${bytes.length} bytes, ${resizes.length} resizes`);
};

await main(async ([first, ...rest]) => {
  if (first === '--inside') {
    await record(...rest);
    process.exit(0);
  }
  const wanted = first ? [first, ...rest] : Object.keys(CLIS);
  const clis = await installClis({ matrix: true });
  const own = ['--user', '--map-root-user', '--mount', '--net', '--uts'];
  const self = fileURLToPath(import.meta.url);
  for (const name of wanted) {
    const program = clis[CLIS[name].runtime][CLIS[name].version];
    const code = await run('unshare', [...own, node24(), self, '--inside', name, program], {
      env: environment(),
    });
    if (code !== 0) return code;
  }
  return 0;
});
