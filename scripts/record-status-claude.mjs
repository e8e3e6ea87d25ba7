// `node scripts/record-status-claude.mjs [NAME…]`: what the real Claude Code shows, lists and tells while its state is
// known for certain, for the tests of `signals` and `look`. Needs Linux, and a kernel that gives namespaces of one's
// own: the CLI sees a home, a machine and a network that belong to nobody. Plays
// src/main/runtimes/claude/fixtures/status/README.md.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, hostname } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { startModels } from '../e2e/support/models/models.ts';
import { askPerson, hold, run as command, say, use } from '../e2e/support/models/script.ts';
import { claude } from '../src/main/runtimes/claude/claude.ts';
import { openPty } from '../src/main/supervisor/pty.ts';
import { createScreen } from '../src/main/supervisor/screen.ts';
import { openTerminal } from '../src/main/supervisor/test-support/watching.ts';
import { installClis } from './clis.mjs';
import { environment, main, node24, ROOT, run } from './ground.mjs';

const STATUS = join(ROOT, 'src', 'main', 'runtimes', 'claude', 'fixtures', 'status');
const PLACE = '/mnt';
const KEY = 'sk-ant-api03-a-key-for-tests-0000000000';
const CONVERSATION = '6f1c1b7e-5d0a-4c55-9d55-00000000cccc';
/** A path that a shell would like to take apart. */
const HOOK_FOLDER = join(PLACE, `it's toc $(x)`);
const RUN_FOLDER = join(PLACE, 'run');

const call = (program, args) => execFileSync(program, args);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const homeFile = ({ version, scene }) => ({
  hasCompletedOnboarding: true,
  lastOnboardingVersion: version,
  lastReleaseNotesSeen: version,
  numStartups: 9,
  theme: 'dark',
  customApiKeyResponses: { approved: scene === 'start' ? [] : [KEY.slice(-20)], rejected: [] },
  projects: {
    [`${PLACE}/app`]: {
      allowedTools: [],
      hasTrustDialogAccepted: scene !== 'start',
      hasCompletedProjectOnboarding: true,
      projectOnboardingSeenCount: 9,
    },
  },
});

/** The user's own hook, beside which ours must run. */
const USERS_HOOK = { type: 'command', command: `echo x >> ${PLACE}/users-hook` };

const settle = ({ program, scene, version, permission }) => {
  call('mount', ['-t', 'tmpfs', 'none', PLACE]);
  for (const folder of ['home/.claude', 'app', 'tmp', 'cli', 'run', relative(PLACE, HOOK_FOLDER)])
    mkdirSync(join(PLACE, folder), { recursive: true });
  call('mount', ['--bind', dirname(program), join(PLACE, 'cli')]);
  call('cp', [join(ROOT, 'resources', 'callbacks', 'hook'), HOOK_FOLDER]);
  const cli = { version, scene };
  writeFileSync(join(PLACE, 'home/.claude.json'), JSON.stringify(homeFile(cli)), { mode: 0o600 });
  const settings = { spinnerTipsEnabled: false, hooks: { Stop: [{ hooks: [USERS_HOOK] }] } };
  writeFileSync(join(PLACE, 'home/.claude/settings.json'), JSON.stringify(settings));
  const plan = claude.launch({
    program: { path: join(PLACE, 'cli', relative(dirname(program), program)), version },
    sessionId: 's',
    runFolder: RUN_FOLDER,
    cwd: join(PLACE, 'app'),
    model: '',
    permission,
    instructions: '',
    resume: null,
    background: false,
    callbacks: { hook: join(HOOK_FOLDER, 'hook'), notify: '/none' },
    newConversationId: CONVERSATION,
  });
  if (!plan.ok) throw new Error(plan.error.code);
  for (const { path, text } of plan.value.files) writeFileSync(path, text, { mode: 0o600 });
  return plan.value.launch;
};

const environmentOf = (models, { scene, env = {} }) => ({
  HOME: join(PLACE, 'home'),
  USER: 'dev',
  SHELL: '/bin/sh',
  LANG: 'C.UTF-8',
  // The old one is a program for Node.
  PATH: `${dirname(node24())}:/usr/bin:/bin`,
  TMPDIR: join(PLACE, 'tmp'),
  ANTHROPIC_BASE_URL: models.claudeUrl,
  ...(scene === 'sign-in' ? {} : { ANTHROPIC_API_KEY: KEY }),
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  DISABLE_AUTOUPDATER: '1',
  IS_SANDBOX: '1',
  ...env,
});

/** What Claude Code writes beside its terminal, as it changes: its list of processes, our hooks, the conversation. */
const watch = (pid, now) => {
  const registry = [];
  const hooks = [];
  const log = [];
  const listed = join(PLACE, 'home/.claude/sessions', `${pid}.json`);
  const told = join(RUN_FOLDER, 'hooks');
  const projects = join(PLACE, 'home/.claude/projects');
  let seen = 0;
  const look = () => {
    const text = existsSync(listed) ? readFileSync(listed, 'utf8') : null;
    if (text !== (registry.at(-1)?.text ?? null)) registry.push({ ...now(), text });
    const names = existsSync(told) ? readdirSync(told).filter((name) => /^\d/.test(name)) : [];
    for (const name of names.toSorted().slice(hooks.length))
      hooks.push({
        ...now(statSync(join(told, name)).mtimeMs),
        text: readFileSync(join(told, name), 'utf8'),
      });
    const file = existsSync(projects)
      ? readdirSync(projects, { recursive: true }).find((name) => name.endsWith(`${CONVERSATION}.jsonl`))
      : undefined;
    const lines =
      file === undefined ? [] : readFileSync(join(projects, file), 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(seen)) {
      // What the vendor wrote at length is none of ours.
      if (/^\{[^]*"type":"(user|assistant|system)"/.test(line) && line.length < 8000)
        log.push({ ...now(), text: line });
    }
    seen = lines.length;
  };
  const timer = setInterval(look, 40);
  return { stop: () => clearInterval(timer), seen: () => ({ registry: registry.slice(), hooks, log }) };
};

const start = (launch, size) => {
  const began = Date.now();
  const bytes = [];
  const chunks = [];
  let length = 0;
  const pty = openPty({ launch, size });
  if (!pty.ok) throw new Error(pty.error);
  const { value } = pty;
  const answer = (text) => value.write(Buffer.from(text));
  const screen = createScreen({ size, theme: () => null, answer });
  const mirror = openTerminal(size);
  const now = (at = Date.now()) => ({ ms: Math.round(at - began), offset: length });
  value.onData((some) => {
    bytes.push(some);
    length += some.length;
    chunks.push([length, Date.now() - began]);
    screen.write(some);
    mirror.write(some);
  });
  const ended = new Promise((resolve) => value.onExit(resolve));
  const watched = watch(value.pid, now);
  const shown = () => {
    const { active } = mirror.buffer;
    return Array.from({ length: mirror.rows }, (_, at) =>
      active.getLine(active.baseY + at)?.translateToString(true),
    ).join('\n');
  };
  const truth = [];
  const keys = (text) => value.write(Buffer.from(text));
  return {
    shown,
    now,
    keys,
    ended,
    async enter(text) {
      for (const key of text) {
        keys(key);
        await pause(25);
      }
      // A key that comes at once after text is taken for a part of a paste.
      await pause(500);
      keys('\r');
    },
    async until(pattern) {
      const last = Date.now() + 40_000;
      while (!(pattern instanceof RegExp ? pattern.test(shown()) : pattern())) {
        if (Date.now() > last) throw new Error(`No ${pattern} on this screen:\n${shown()}`);
        await pause(50);
      }
    },
    /** True from `since` on, when something happened that makes it so, until the script does what is next. */
    async is(since, says, because) {
      // An old one still shows its turn for most of a second after Esc.
      await pause(1000);
      const settled = now();
      await pause(800);
      truth.push({ since, settled, until: now(), says, because });
      console.log(JSON.stringify(says), because);
    },
    kill: () => process.kill(value.pid, 'SIGKILL'),
    recorded: () => {
      watched.stop();
      return { pid: value.pid, began, chunks, truth, ...watched.seen(), bytes: Buffer.concat(bytes) };
    },
  };
};

const WORKING = { is: 'working' };
const DONE = { is: 'idle', how: 'done' };
const READY = { is: 'idle', how: 'ready' };
const FAILED = { is: 'idle', how: 'failed' };
const INTERRUPTED = { is: 'idle', how: 'interrupted' };
const waiting = (what, about = null) => ({ is: 'waiting', for: what, about });

const READY_LINE = /^\s*[❯>]/m;
const made = (name) => existsSync(join(PLACE, 'app', name));

/** A turn that streams, and ends by itself. */
const aTurn = async (terminal, models) => {
  const gate = models.gate();
  models.when(/first/, [say('A beginning of an answer.'), hold(gate), say('The end of the answer.')]);
  await terminal.enter('the first');
  await models.asked(/first/);
  await terminal.is(terminal.now(), WORKING, 'the server holds its answer back');
  const since = terminal.now();
  gate.open();
  await terminal.until(/The end of the answer/);
  await terminal.is(since, DONE, 'the server ended its answer');
};

/** A command that a person lets run, with another answer after it. */
const anApproval = async (terminal, models) => {
  const gate = models.gate();
  const line = 'touch ran; sleep 5; echo it has run';
  models.when(/second/, [say('Now a command.'), command(line)], [hold(gate), say('It ran well.')]);
  await terminal.enter('the second');
  await models.asked(/second/);
  let since = terminal.now();
  await terminal.until(/Do you want to proceed/);
  if (made('ran')) throw new Error('It ran unasked.');
  await terminal.is(since, waiting('approval', line), 'the server asked for a command, which did not run');
  since = terminal.now();
  terminal.keys('\r');
  await terminal.until(() => made('ran'));
  await terminal.is(since, WORKING, 'the command runs');
  await models.asked(/second/, 2);
  await terminal.is(terminal.now(), WORKING, 'the server holds back its answer to what the command said');
  since = terminal.now();
  gate.open();
  await terminal.until(/It ran well/);
  await terminal.is(since, DONE, 'the server ended its answer');
};

/** A file that a person does not let it write. */
const aDenial = async (terminal, models) => {
  const input = { file_path: join(PLACE, 'app', 'notes.txt'), content: 'one\ntwo\n' };
  models.when(/third/, [say('Now a file.'), use('Write', input)], [say('Not reached.')]);
  await terminal.enter('the third');
  await models.asked(/third/);
  let since = terminal.now();
  await terminal.until(/Do you want to (create|make)/);
  await terminal.is(since, waiting('approval'), 'the server asked to write a file, which is not there');
  if (made('notes.txt')) throw new Error('It wrote unasked.');
  since = terminal.now();
  terminal.keys('\x1b');
  await terminal.is(since, INTERRUPTED, 'Esc was pressed, the server was asked no more');
};

/** Stopped while the server still speaks. */
const anInterrupt = async (terminal, models) => {
  models.when(/fourth/, [say('A beginning.'), hold(models.gate())]);
  await terminal.enter('the fourth');
  await models.asked(/fourth/);
  await terminal.is(terminal.now(), WORKING, 'the server holds its answer back');
  const since = terminal.now();
  terminal.keys('\x1b');
  await terminal.is(since, INTERRUPTED, 'Esc was pressed');
};

const aQuestion = async (terminal, models) => {
  const gate = models.gate();
  const asks = askPerson('Which colour shall it be?', ['Red', 'Blue']);
  models.when(/fifth/, [say('I ask.'), asks], [hold(gate), say('Thanks for the answer.')]);
  await terminal.enter('the fifth');
  await models.asked(/fifth/);
  let since = terminal.now();
  await terminal.until(/Which colour/);
  await terminal.is(since, waiting('question', 'Which colour shall it be?'), 'the server asked the person');
  since = terminal.now();
  terminal.keys('\r');
  await models.asked(/fifth/, 2);
  await terminal.is(since, WORKING, 'the server holds back its answer to the answer');
  since = terminal.now();
  gate.open();
  await terminal.until(/Thanks for the answer/);
  await terminal.is(since, DONE, 'the server ended its answer');
};

const aDialog = async (terminal, { dialog, how }) => {
  await terminal.enter(dialog);
  await terminal.is(terminal.now(), waiting('dialog'), `${dialog} was typed`);
  const since = terminal.now();
  terminal.keys('\x1b');
  await terminal.is(since, how, 'Esc was pressed');
};

/** A plan that a person sends back. */
const aPlan = async (terminal, models) => {
  const plan = '# A plan\n\nFirst this, then that.\n';
  models.when(/plan/, [say('Here it is.'), use('ExitPlanMode', { plan })], [say('Not reached.')]);
  await terminal.enter('make a plan');
  await models.asked(/plan/);
  let since = terminal.now();
  await terminal.until(/Exit plan mode\?|Would you like to proceed\?/);
  await terminal.is(since, waiting('approval'), 'the server asked to leave plan mode');
  since = terminal.now();
  terminal.keys('\x1b');
  await terminal.is(since, INTERRUPTED, 'Esc was pressed, the server was asked no more');
};

const SCENES = {
  async turns(terminal, models, cli) {
    await terminal.until(READY_LINE);
    await terminal.is({ ms: 0, offset: 0 }, READY, 'nothing was asked yet; what was typed next arrived');
    await aTurn(terminal, models);
    await anApproval(terminal, models);
    await aDenial(terminal, models);
    await anInterrupt(terminal, models);
    if (cli.asks) await aQuestion(terminal, models);
    await aDialog(terminal, { dialog: cli.dialog, how: cli.asks ? DONE : INTERRUPTED });
  },
  async plan(terminal, models) {
    await terminal.until(READY_LINE);
    await terminal.is({ ms: 0, offset: 0 }, READY, 'nothing was asked yet; what was typed next arrived');
    await aPlan(terminal, models);
  },
  /** A folder nobody trusted, a key nobody approved, and a level that must be confirmed. */
  async start(terminal, models, cli) {
    let since = { ms: 0, offset: 0 };
    for (const [shows, keys, says, because] of cli.dialogs) {
      await terminal.until(shows);
      await terminal.is(since, says, because);
      since = terminal.now();
      for (const key of keys) {
        terminal.keys(key);
        await pause(300);
      }
    }
    await terminal.until(cli.composer);
    await terminal.is(since, READY, 'everything was answered; what was typed next arrived');
    await aTurn(terminal, models);
  },
  /** Without a key: a turn that cannot be, and the screen where one signs in. */
  async 'sign-in'(terminal) {
    await terminal.until(READY_LINE);
    await terminal.is({ ms: 0, offset: 0 }, READY, 'nothing was asked yet; what was typed next arrived');
    let since = terminal.now();
    await terminal.enter('hello');
    await terminal.until(/run \/login/);
    await terminal.is(since, FAILED, 'there is no key, and no server was asked');
    since = terminal.now();
    await terminal.enter('/login');
    await terminal.until(/Select login method/);
    await terminal.is(since, waiting('sign-in'), '/login was typed');
  },
};

const [UP, DOWN, ENTER] = ['\x1b[A', '\x1b[B', '\r'];

const NEW = {
  version: '2.1.330',
  asks: true,
  dialog: '/cost',
  composer: /bypass permissions on/,
  dialogs: [
    [/trust this folder/, [DOWN, ENTER], waiting('trust'), 'the folder is not trusted'],
    [/Detected a custom API key/, [UP, ENTER], waiting('dialog'), 'the key is not approved'],
    [/Yes, I accept/, [DOWN, ENTER], waiting('dialog'), 'bypassing was never confirmed'],
  ],
};
const OLD = {
  version: '1.0.128',
  asks: false,
  dialog: '/config',
  composer: /bypass permissions on/i,
  dialogs: [
    [/Detected a custom API key/, [UP, ENTER], waiting('dialog'), 'the key is not approved'],
    [/Yes, I accept/, [DOWN, ENTER], waiting('dialog'), 'bypassing was never confirmed'],
  ],
};
const TRUST = [
  OLD.dialogs[0],
  [/Do you trust the files/, [ENTER], waiting('trust'), 'the folder is not trusted'],
];
const INLINE = { CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN: '1' };
const RECORDINGS = {
  'turns-2.1.330': { ...NEW, scene: 'turns', permission: 'ask' },
  'turns-2.1.330-inline': { ...NEW, scene: 'turns', permission: 'ask', env: INLINE },
  'turns-1.0.128': { ...OLD, scene: 'turns', permission: 'ask' },
  'plan-2.1.330': { ...NEW, scene: 'plan', permission: 'read-only' },
  'plan-1.0.128': { ...OLD, scene: 'plan', permission: 'read-only' },
  'start-2.1.330': { ...NEW, scene: 'start', permission: 'bypass' },
  'start-1.0.128': { ...OLD, scene: 'start', permission: 'bypass' },
  'trust-1.0.128': { ...OLD, scene: 'start', permission: 'ask', composer: /for shortcuts/, dialogs: TRUST },
  'sign-in-2.1.330': { ...NEW, scene: 'sign-in', permission: 'ask' },
  'sign-in-1.0.128': { ...OLD, scene: 'sign-in', permission: 'ask' },
};

/** Nothing of the machine it was recorded on may be in it. */
const refuseTraces = (bytes, host) => {
  for (const trace of [ROOT, dirname(ROOT), homedir(), host])
    if (bytes.includes(trace)) throw new Error(`The recording names ${trace}.`);
};

/** Inside of the namespaces. */
const record = async (name, program) => {
  const host = hostname();
  writeFileSync('/proc/sys/kernel/hostname', 'machine');
  call('ip', ['link', 'set', 'lo', 'up']);
  const cli = { ...RECORDINGS[name], program };
  const models = await startModels();
  const size = { cols: 100, rows: 30 };
  const launch = settle(cli);
  const env = { ...environmentOf(models, cli), ...launch.env };
  const terminal = start({ ...launch, env }, size);
  try {
    await SCENES[cli.scene](terminal, models, cli);
  } finally {
    await models.close();
    terminal.kill();
  }
  const { bytes, ...recorded } = terminal.recorded();
  // It names the machine's boot.
  const seen = JSON.parse(
    JSON.stringify(recorded).replaceAll(/linux:[0-9a-f]{32}/g, `linux:${'0'.repeat(32)}`),
  );
  if (cli.scene === 'turns' && !existsSync(join(PLACE, 'users-hook')))
    throw new Error("The user's own hook did not run.");
  const head = JSON.stringify({ version: cli.version, ...size, ...seen });
  const whole = Buffer.concat([Buffer.from(`${head}\n`), bytes]);
  refuseTraces(whole, host);
  mkdirSync(STATUS, { recursive: true });
  writeFileSync(join(STATUS, `${name}.gz`), gzipSync(whole, { level: 9 }));
  console.log(`${name}: ${bytes.length} bytes, ${seen.truth.length} truths, ${seen.hooks.length} hooks`);
};

await main(async ([first, ...rest]) => {
  if (first === '--inside') {
    await record(...rest).catch((problem) => {
      console.error(problem);
      // The terminal's program would keep this alive.
      process.exit(1);
    });
    process.exit(0);
  }
  const wanted = first ? [first, ...rest] : Object.keys(RECORDINGS);
  const clis = await installClis({ matrix: true });
  const own = ['--user', '--map-root-user', '--mount', '--net', '--uts'];
  const self = fileURLToPath(import.meta.url);
  for (const name of wanted) {
    const program = clis.claude[RECORDINGS[name].version];
    const code = await run('unshare', [...own, node24(), self, '--inside', name, program], {
      env: environment(),
    });
    if (code !== 0) return code;
  }
  return 0;
});
