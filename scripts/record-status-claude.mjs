// `node scripts/record-status-claude.mjs [NAME…]`: what the real Claude Code shows, lists and tells while its state is
// known for certain, for the tests of `signals` and `look`. Needs Linux, and a kernel that gives namespaces of one's
// own: the CLI sees a home, a machine and a network that belong to nobody. Plays
// src/main/runtimes/claude/fixtures/status/README.md.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startModels } from '../e2e/support/models/models.ts';
import { askPerson, callTool, hold, run as command, say } from '../e2e/support/models/script.ts';
import { environmentOf, settle, start } from './claude-recorder.mjs';
import { ROOT } from './ground.mjs';
import { becomeNobody, keepRecording, pause, PLACE, recordEach } from './recording.mjs';

const STATUS = join(ROOT, 'src', 'main', 'runtimes', 'claude', 'fixtures', 'status');

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
  models.when(/third/, [say('Now a file.'), callTool('Write', input)], [say('Not reached.')]);
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
  models.when(/plan/, [say('Here it is.'), callTool('ExitPlanMode', { plan })], [say('Not reached.')]);
  await terminal.enter('make a plan');
  await models.asked(/plan/);
  let since = terminal.now();
  await terminal.until(/Exit plan mode\?|Would you like to proceed\?/);
  await terminal.is(since, waiting('approval'), 'the server asked to leave plan mode');
  since = terminal.now();
  terminal.keys('\x1b');
  await terminal.is(since, INTERRUPTED, 'Esc was pressed, the server was asked no more');
};

/** So long that an old one's hook tells of it, which tells nothing when it is answered. */
const LONG = 7000;

/** A person who comes back late: a command that waits and then runs for long, and one that Esc denies. */
const aSlowPerson = async (terminal, models) => {
  const slow = 'touch slow; sleep 12; echo it has run';
  models.when(/slowly/, [say('Now a command.'), command(slow)], [say('It ran slowly.')]);
  models.when(/never/, [say('Another command.'), command('touch never')], [say('Not reached.')]);
  await terminal.enter('slowly');
  await models.asked(/slowly/);
  let since = terminal.now();
  await terminal.until(/Do you want to proceed/);
  await pause(LONG);
  await terminal.is(since, waiting('approval', slow), 'the server asked for a command, which did not run');
  if (made('slow')) throw new Error('It ran unasked.');
  since = terminal.now();
  terminal.keys('\r');
  await terminal.until(() => made('slow'));
  await terminal.is(since, WORKING, 'the command runs');
  await pause(4000);
  await terminal.is(since, WORKING, 'the command still runs');
  await models.asked(/slowly/, 2);
  since = terminal.now();
  await terminal.until(/It ran slowly/);
  await terminal.is(since, DONE, 'the server ended its answer');
  await terminal.enter('never');
  await models.asked(/never/);
  since = terminal.now();
  await terminal.until(/Do you want to proceed/);
  await pause(LONG);
  await terminal.is(since, waiting('approval', 'touch never'), 'the server asked for a command');
  since = terminal.now();
  terminal.keys('\x1b');
  await terminal.is(since, INTERRUPTED, 'Esc was pressed, the server was asked no more');
  await pause(LONG);
  await terminal.is(since, INTERRUPTED, 'nothing happened since');
  if (made('never')) throw new Error('It ran unasked.');
};

const SCENES = {
  async slow(terminal, models) {
    await terminal.until(READY_LINE);
    await terminal.is({ ms: 0, offset: 0 }, READY, 'nothing was asked yet; what was typed next arrived');
    await aSlowPerson(terminal, models);
  },
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
  'slow-2.1.330': { ...NEW, scene: 'slow', permission: 'ask' },
  'slow-1.0.128': { ...OLD, scene: 'slow', permission: 'ask' },
  'plan-2.1.330': { ...NEW, scene: 'plan', permission: 'read-only' },
  'plan-1.0.128': { ...OLD, scene: 'plan', permission: 'read-only' },
  'start-2.1.330': { ...NEW, scene: 'start', permission: 'bypass' },
  'start-1.0.128': { ...OLD, scene: 'start', permission: 'bypass' },
  'trust-1.0.128': { ...OLD, scene: 'start', permission: 'ask', composer: /for shortcuts/, dialogs: TRUST },
  'sign-in-2.1.330': { ...NEW, scene: 'sign-in', permission: 'ask' },
  'sign-in-1.0.128': { ...OLD, scene: 'sign-in', permission: 'ask' },
};

/** Inside of the namespaces. */
const record = async (name, program) => {
  const host = becomeNobody();
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
  keepRecording(join(STATUS, `${name}.gz`), {
    head: { version: cli.version, ...size, ...seen },
    bytes,
    host,
  });
  console.log(`${name}: ${bytes.length} bytes, ${seen.truth.length} truths, ${seen.hooks.length} hooks`);
};

await recordEach(fileURLToPath(import.meta.url), {
  names: Object.keys(RECORDINGS),
  programOf: (clis, name) => clis.claude[RECORDINGS[name].version],
  record,
});
