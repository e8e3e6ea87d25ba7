// `node scripts/record-codex-status.mjs [NAME…]`: what Codex writes on a terminal, with marks of what was true at
// which byte, for the test of its signals. Plays src/main/runtimes/codex/fixtures/status/README.md.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startModels } from '../e2e/support/models/models.ts';
import { askPerson, fail, hold, patch, run as command, say } from '../e2e/support/models/script.ts';
import { launchCodex } from '../src/main/runtimes/codex/launch.ts';
import { ROOT } from './ground.mjs';
import {
  becomeNobody,
  calledBack,
  codexConfig,
  codexFolder,
  keepRecording,
  keptCall,
  nobodysEnvironment,
  pause,
  PLACE,
  putCallback,
  putProgram,
  recordEach,
  RUN_FOLDER,
  startRecorded,
  TRUSTED,
} from './recording.mjs';

const STATUS = join(ROOT, 'src', 'main', 'runtimes', 'codex', 'fixtures', 'status');
const VERSIONS = ['0.169.0', '0.98.0', '0.47.0'];
/** So long has a thing been true when it is marked; what a terminal shows may lag a little. */
const SETTLED = 2000;

const asked = 'echo asked > answer; sleep 4';

/** What each prompt is answered with. */
const script = (models, gates) => {
  models.when(/the first/, [say('Working on it.'), hold(gates.first), say('The first is done.')]);
  models.when(/the second/, [say('A command now.'), command(asked)], [hold(gates.second), say('It ran.')]);
  models.when(/the third/, [say('Another command.'), command('echo denied > answer')], [say('Not reached.')]);
  models.when(/the fourth/, [say('A beginning'), hold(models.gate()), say('Not reached.')]);
  models.when(/the fifth/, [fail(400)]);
  models.when(/the sixth/, [say('All is done.')]);
};

/** The scenes, one after the other. A mark is made from what the server got, a gate held and a key did. */
const play = async (terminal, models, mark) => {
  const gates = { first: models.gate(), second: models.gate() };
  script(models, gates);
  await terminal.until(/›|▌|>_/);
  await pause(9000);
  await mark('idle ready');

  await terminal.enter('the first');
  await models.asked(/the first/);
  await mark('working');
  await pause(4000);
  await mark('working');
  gates.first.open();
  await mark('idle done');
  await terminal.type('half a prompt');
  await mark('idle done');
  terminal.keys('\x7f'.repeat('half a prompt'.length));
  await mark('idle done');

  await terminal.enter('the second');
  await models.asked(/the second/);
  await mark('waiting approval', asked);
  terminal.keys('y');
  await mark('working');
  await models.asked(/the second/, 2);
  await mark('working');
  gates.second.open();
  await mark('idle done');

  await terminal.enter('the third');
  await models.asked(/the third/);
  await mark('waiting approval', 'echo denied > answer');
  terminal.keys('\x1b');
  await mark('idle interrupted');

  await terminal.enter('the fourth');
  await models.asked(/the fourth/);
  await mark('working');
  terminal.keys('\x1b');
  await mark('idle interrupted');

  await terminal.enter('the fifth');
  await models.asked(/the fifth/);
  await pause(2000);
  await mark('idle failed');

  await terminal.enter('the sixth');
  await models.asked(/the sixth/);
  await mark('idle done');
};

const leave = async (terminal) => {
  for (let times = 0; times < 3; times += 1) {
    terminal.keys('\x03');
    if (await Promise.race([terminal.ended, pause(times === 0 ? 8000 : 3000)])) return;
  }
};

/** What the screen shows is all there is: nobody has signed in, and no model is set. */
const playSignIn = async (terminal, _, mark) => {
  await terminal.until(/Sign in/i);
  await mark('waiting sign-in');
};

const OUTSIDE = `*** Begin Patch
*** Add File: ${PLACE}/outside.txt
+outside
*** End Patch`;

/** A patch to a file out of the workspace, and a question of the agent where it may put one. */
const playAsks = async (terminal, models, mark, version) => {
  models.when(/the patch/, [say('A patch now.'), patch(OUTSIDE)], [say('It is patched.')]);
  models.when(
    /the question/,
    [say('A question.'), askPerson('Which one?', ['One', 'Two'])],
    [say('Thanks.')],
  );
  await terminal.until(/›|▌|>_/);
  await pause(9000);
  await terminal.enter('the patch');
  await models.asked(/the patch/);
  await mark('waiting approval');
  terminal.keys('y');
  await models.asked(/the patch/, 2);
  await mark('idle done');
  if (version === '0.47.0') return;
  // Only its plan mode lets the agent ask.
  terminal.keys('\x1b[Z');
  await pause(1000);
  await terminal.enter('the question');
  await models.asked(/the question/);
  await mark('waiting question', 'Which one?');
  terminal.keys('\r');
  await models.asked(/the question/, 2);
  await mark('idle done');
};

/** The older ones ask only where no flag says what Codex may do, so there they get none. */
const playTrust = async (terminal, _, mark) => {
  await terminal.until(/1\. /);
  await mark('waiting trust');
  terminal.keys('\r');
  await pause(9000);
  await mark('idle ready');
};

const unflagged = (args) => (args.includes('--no-daemon') ? args : []);
const PLAYS = {
  // Where a server fails there is no second try.
  turns: {
    play,
    config: (url) => codexConfig(url, TRUSTED),
    args: (args) => ['-c', 'model_providers.fake.stream_max_retries=0', ...args],
  },
  asks: { play: playAsks, config: (url) => codexConfig(url, TRUSTED), args: (args) => args },
  trust: { play: playTrust, config: codexConfig, args: unflagged },
  'sign-in': { play: playSignIn, config: () => 'check_for_update_on_startup = false\n', args: unflagged },
};

/** What Codex writes beside its terminal, as it comes: what its rollout tells of turns, and what it calls our notify with. */
const watch = ({ now }) => {
  const sessions = join(PLACE, 'home/.codex/sessions');
  const rollouts = [];
  const log = [];
  const notify = [];
  let seen = 0;
  const look = () => {
    for (const path of calledBack('notify').slice(notify.length)) notify.push(keptCall(now, path));
    const name = existsSync(sessions)
      ? readdirSync(sessions, { recursive: true }).find((one) => one.endsWith('.jsonl'))
      : undefined;
    if (name === undefined) return;
    if (rollouts.length === 0) rollouts.push({ ...now(), path: join('sessions', name) });
    const lines = readFileSync(join(sessions, name), 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(seen)) {
      // The rest is long, and the vendor's.
      if (line.includes('"type":"event_msg"') && line.length < 4000) log.push({ ...now(), text: line });
    }
    seen = lines.length;
  };
  const timer = setInterval(look, 40);
  return {
    seen: () => {
      clearInterval(timer);
      return { rollout: rollouts[0] ?? null, log, notify };
    },
  };
};

/** How toc would start it, at that place. */
const planned = (path, version, scene) => {
  const { launch } = launchCodex({
    program: { path, version },
    sessionId: '019abc00-1111-7000-8000-00000000aaaa',
    runFolder: RUN_FOLDER,
    cwd: join(PLACE, 'app'),
    model: '',
    permission: 'ask',
    instructions: '',
    resume: null,
    background: false,
    callbacks: { hook: '', notify: putCallback('notify') },
    settings: { notify: [] },
    newConversationId: '',
  }).value;
  const env = { ...nobodysEnvironment({ FAKE_KEY: 'k' }), ...launch.env };
  return { ...launch, args: PLAYS[scene].args(launch.args), env };
};

const record = async (name, program) => {
  const [version, scene] = name.split(' ');
  const host = becomeNobody();
  const models = await startModels();
  const path = putProgram(program, codexFolder(program));
  execFileSync('git', ['init', '--quiet', join(PLACE, 'app')], { env: nobodysEnvironment() });
  writeFileSync(join(PLACE, 'home/.codex/config.toml'), PLAYS[scene].config(models.codexUrl));
  const size = { cols: 100, rows: 30 };
  const terminal = startRecorded(planned(path, version, scene), size);
  const watched = watch(terminal);
  const marks = [];
  const mark = async (state, about = null) => {
    const since = terminal.now().ms;
    await pause(SETTLED);
    marks.push({ ...terminal.now(), since, state, about });
    if (process.env['SHOW']) console.error(`--- ${name} ${state}\n${terminal.shown()}`);
  };
  try {
    await PLAYS[scene].play(terminal, models, mark, version);
    await leave(terminal);
  } finally {
    terminal.kill();
    await models.close();
  }
  const { bytes, chunks } = terminal.recorded();
  const { began } = terminal;
  const head = { version, ...size, began, chunks, marks, ...watched.seen() };
  const packed = keepRecording(join(STATUS, `${version}-${scene}.gz`), { head, bytes, host });
  console.log(
    `${name}: ${bytes.length} bytes, ${marks.length} marks, ${head.log.length} lines, ${packed} packed`,
  );
};

await recordEach(fileURLToPath(import.meta.url), {
  names: VERSIONS.flatMap((version) => Object.keys(PLAYS).map((scene) => `${version} ${scene}`)),
  programOf: (clis, name) => clis.codex[name.split(' ')[0]],
  record,
});
