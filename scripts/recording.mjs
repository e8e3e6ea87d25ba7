// What the scripts that record real CLIs stand on: a place that belongs to nobody, a terminal with a recorder
// on it, and the refusal of a recording that names the machine. Needs Linux and namespaces of one's own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { openPty } from '../src/main/supervisor/pty.ts';
import { createScreen } from '../src/main/supervisor/screen.ts';
import { openTerminal } from '../src/main/supervisor/test-support/watching.ts';
import { environment, node24, ROOT, run } from './ground.mjs';

export const PLACE = '/mnt';

/** Told to programs that ask, as a window would. */
const THEME = { foreground: '#eeeeee', background: '#101418', cursor: '#eeeeee', palette: [] };

const call = (program, args) => execFileSync(program, args);

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs a script again inside of namespaces of its own, as root there; resolves with its exit code. */
export const inNamespaces = (script, args) => {
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

/** A folder that Codex may work in. */
export const TRUSTED = `[projects."${PLACE}/app"]
trust_level = "trusted"
`;

/** All of it, what was scrolled away included. */
const textOn = ({ buffer: { active } }) =>
  Array.from({ length: active.length }, (_, at) => active.getLine(at).translateToString(true)).join('\n');

/** The program with a recorder on its terminal. */
export const startRecorded = (launch, size) => {
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
  const shown = () => textOn(mirror);
  return {
    shown,
    ended,
    /** How many bytes came so far. */
    length: () => length,
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
    kill() {
      try {
        process.kill(value.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    },
    recorded: () => ({ resizes, bytes: Buffer.concat(chunks) }),
  };
};

/** Nothing of the machine it was recorded on may be in it. */
export const refuseTraces = (bytes, host) => {
  for (const trace of [ROOT, dirname(ROOT), homedir(), host]) {
    if (bytes.includes(trace)) throw new Error(`The recording names ${trace}.`);
  }
};
