// The real Claude Code on a terminal with a recorder: what it shows, lists, tells our hook and writes to its log, at a
// place with neutral paths. Part of record-status-claude.mjs.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { claude } from '../src/main/runtimes/claude/claude.ts';
import { openPty } from '../src/main/supervisor/pty.ts';
import { createScreen } from '../src/main/supervisor/screen.ts';
import { openTerminal } from '../src/main/supervisor/test-support/watching.ts';
import { node24 } from './ground.mjs';
import {
  calledBack,
  claudeConfig,
  claudeVariables,
  keptCall,
  KEY,
  nobodysEnvironment,
  pause,
  PLACE,
  putCallback,
  putProgram,
  RUN_FOLDER,
} from './recording.mjs';

const CONVERSATION = '6f1c1b7e-5d0a-4c55-9d55-00000000cccc';

/** The user's own hook, beside which ours must run. */
const USERS_HOOK = { type: 'command', command: `echo x >> ${PLACE}/users-hook` };

/** Puts the CLI at that place, writes its settings, and plans its start as toc would. */
export const settle = ({ program, scene, version, permission }) => {
  writeFileSync(join(PLACE, 'home/.claude.json'), JSON.stringify(claudeConfig(version, scene !== 'start')), {
    mode: 0o600,
  });
  const settings = { spinnerTipsEnabled: false, hooks: { Stop: [{ hooks: [USERS_HOOK] }] } };
  writeFileSync(join(PLACE, 'home/.claude/settings.json'), JSON.stringify(settings));
  const plan = claude.launch({
    program: { path: putProgram(program, dirname(program)), version },
    sessionId: 's',
    runFolder: RUN_FOLDER,
    cwd: join(PLACE, 'app'),
    model: '',
    permission,
    instructions: '',
    resume: null,
    background: false,
    callbacks: { hook: putCallback('hook'), notify: '/none' },
    settings: null,
    newConversationId: CONVERSATION,
  });
  if (!plan.ok) throw new Error(plan.error.code);
  for (const { path, text } of plan.value.files) writeFileSync(path, text, { mode: 0o600 });
  return plan.value.launch;
};

/** The environment of that place. */
export const environmentOf = (models, { scene, env = {} }) =>
  nobodysEnvironment({
    // The old one is a program for Node.
    PATH: `${dirname(node24())}:/usr/bin:/bin`,
    ...claudeVariables(models),
    ...(scene === 'sign-in' ? {} : { ANTHROPIC_API_KEY: KEY }),
    ...env,
  });

/** What Claude Code writes beside its terminal, as it changes: its list of processes, our hooks, the conversation. */
const watch = (pid, now) => {
  const registry = [];
  const hooks = [];
  const log = [];
  const listed = join(PLACE, 'home/.claude/sessions', `${pid}.json`);
  const projects = join(PLACE, 'home/.claude/projects');
  let seen = 0;
  const look = () => {
    const text = existsSync(listed) ? readFileSync(listed, 'utf8') : null;
    if (text !== (registry.at(-1)?.text ?? null)) registry.push({ ...now(), text });
    for (const path of calledBack('hooks').slice(hooks.length)) hooks.push(keptCall(now, path));
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

const rowsOf = ({ rows, buffer: { active } }) =>
  Array.from({ length: rows }, (_, at) => active.getLine(active.baseY + at)?.translateToString(true));

/** The program with a recorder on its terminal. */
export const start = (launch, size) => {
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
  const shown = () => rowsOf(mirror).join('\n');
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
