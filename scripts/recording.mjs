// What the scripts that record real CLIs stand on: a place that belongs to nobody, a terminal with a recorder
// on it, and the refusal of a recording that names the machine. Needs Linux and namespaces of one's own.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openPty } from '../src/main/supervisor/pty.ts';
import { createScreen } from '../src/main/supervisor/screen.ts';
import { openTerminal } from '../src/main/supervisor/test-support/watching.ts';
import { installClis } from './clis.mjs';
import { environment, main, node24, ROOT, run } from './ground.mjs';

export const PLACE = '/mnt';

/** A key that no server knows. */
export const KEY = 'sk-ant-api03-a-key-for-tests-0000000000';

/** Told to programs that ask, as a window would. */
const THEME = { foreground: '#eeeeee', background: '#101418', cursor: '#eeeeee', palette: [] };

const call = (program, args) => execFileSync(program, args);

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs a script again inside of namespaces of its own, as root there; resolves with its exit code. */
const inNamespaces = (script, args) => {
  const own = ['--user', '--map-root-user', '--mount', '--net', '--uts'];
  return run('unshare', [...own, node24(), script, '--inside', ...args], { env: environment() });
};

/** To be called first inside: a machine without a name, on a network that ends at itself. Returns the name it had. */
export const becomeNobody = () => {
  const host = hostname();
  writeFileSync('/proc/sys/kernel/hostname', 'machine');
  call('ip', ['link', 'set', 'lo', 'up']);
  call('mount', ['-t', 'tmpfs', 'none', PLACE]);
  for (const folder of ['home/.codex', 'home/.claude', 'app', 'tmp', 'cli'])
    mkdirSync(join(PLACE, folder), { recursive: true });
  return host;
};

/** Puts a program at a neutral path, with the folder it needs around it. Returns where it is now. */
export const putProgram = (program, folder) => {
  call('mount', ['--bind', folder, join(PLACE, 'cli')]);
  return join(PLACE, 'cli', relative(folder, program));
};

/** Where toc's own programs write what a CLI tells them. */
export const RUN_FOLDER = join(PLACE, 'run');

/** Puts one of toc's own programs at a path that a shell would like to take apart. Returns where it is. */
export const putCallback = (name) => {
  const folder = join(PLACE, `it's toc $(x)`);
  for (const one of [folder, RUN_FOLDER]) mkdirSync(one, { recursive: true });
  call('cp', [join(ROOT, 'resources', 'callbacks', name), folder]);
  return join(folder, name);
};

/** The files that one of toc's own programs wrote, the oldest first. */
export const calledBack = (kind) => {
  const folder = join(RUN_FOLDER, kind);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d/.test(name)) : [];
  return names.toSorted().map((name) => join(folder, name));
};

/** A moment, and the text that somebody wrote into a file then. */
export const keptCall = (now, path) => ({ ...now(statSync(path).mtimeMs), text: readFileSync(path, 'utf8') });

/** Codex looks for its helpers beside the folder it lies in. */
export const codexFolder = (program) => dirname(dirname(program));

export const nobodysEnvironment = (more) => ({
  HOME: join(PLACE, 'home'),
  USER: 'dev',
  SHELL: '/bin/sh',
  LANG: 'C.UTF-8',
  PATH: '/usr/bin:/bin',
  TMPDIR: join(PLACE, 'tmp'),
  ...more,
});

/** The settings of a Codex whose models are ours, and that asks nobody else. */
export const codexConfig = (url, more = '') => `model_provider = "fake"
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
${more}`;

/** What Claude Code remembers of somebody who has used it before; `trusting`: this folder and the key are approved. */
export const claudeConfig = (version, trusting = true) => ({
  hasCompletedOnboarding: true,
  lastOnboardingVersion: version,
  lastReleaseNotesSeen: version,
  numStartups: 9,
  theme: 'dark',
  customApiKeyResponses: { approved: trusting ? [KEY.slice(-20)] : [], rejected: [] },
  projects: {
    [`${PLACE}/app`]: {
      allowedTools: [],
      hasTrustDialogAccepted: trusting,
      hasCompletedProjectOnboarding: true,
      projectOnboardingSeenCount: 9,
    },
  },
});

/** A Claude Code that speaks to our models alone. */
export const claudeVariables = (models) => ({
  ANTHROPIC_BASE_URL: models.claudeUrl,
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_AUTOUPDATER: '1',
  IS_SANDBOX: '1',
});

/** A folder that Codex may work in. */
export const TRUSTED = `[projects."${PLACE}/app"]
trust_level = "trusted"
`;

/** All of it, what was scrolled away included. */
const textOn = ({ buffer: { active } }) =>
  Array.from({ length: active.length }, (_, at) => active.getLine(at).translateToString(true)).join('\n');

const kill = (pid) => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
};

/** The program with a recorder on its terminal. */
export const startRecorded = (launch, size) => {
  const began = Date.now();
  const pieces = [];
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
    pieces.push(bytes);
    length += bytes.length;
    chunks.push([length, Date.now() - began]);
    screen.write(bytes);
    mirror.write(bytes);
  });
  const ended = new Promise((resolve) => value.onExit(resolve));
  const shown = () => textOn(mirror);
  return {
    shown,
    ended,
    began,
    /** How many bytes came so far, and how many milliseconds after the beginning that is. */
    now: (at = Date.now()) => ({ at: length, ms: Math.round(at - began) }),
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
    kill: () => kill(value.pid),
    recorded: () => ({ resizes, chunks, bytes: Buffer.concat(pieces) }),
  };
};

/** Writes a recording: a line of JSON, then the bytes. Nothing of the machine it was made on may be in it. */
export const keepRecording = (file, { head, bytes, host }) => {
  const whole = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]);
  for (const trace of [ROOT, dirname(ROOT), homedir(), host]) {
    if (whole.includes(trace)) throw new Error(`The recording names ${trace}.`);
  }
  mkdirSync(dirname(file), { recursive: true });
  const packed = gzipSync(whole, { level: 9 });
  writeFileSync(file, packed);
  return packed.length;
};

/** A script's two lives: outside it starts itself once for each recording, inside it makes that one and ends. */
export const recordEach = (script, { names, programOf, record }) =>
  main(async ([first, ...rest]) => {
    if (first === '--inside') {
      await record(...rest).catch((problem) => {
        console.error(problem);
        // What the terminal still holds open would keep this process.
        process.exit(1);
      });
      process.exit(0);
    }
    const clis = await installClis({ matrix: true });
    for (const name of first ? [first, ...rest] : names) {
      const code = await inNamespaces(script, [name, programOf(clis, name)]);
      if (code !== 0) return code;
    }
    return 0;
  });
