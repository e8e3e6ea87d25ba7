import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { systemClock, type Clock } from './clock.ts';
import type { Log } from './log.ts';

/** What a child gets, and where it comes from. */
export interface ShellEnvironment {
  /** Cleaned for children. */
  readonly env: Readonly<Record<string, string>>;
  readonly shell: { readonly file: string; readonly problem: string | null };
  /** Folders of PATH: what this app was started with, and what the user's terminal has. */
  readonly path: { readonly app: readonly string[]; readonly shell: readonly string[] };
}

type Variables = Readonly<Record<string, string>>;

const LIMIT_MS = 10_000;
const LIMIT_BYTES = 4 * 1024 * 1024;

/** Ours, the app shell's, npm's, and what marks a process as being inside a session of a CLI. */
const NOT_FOR_CHILDREN: readonly RegExp[] = [
  /^ELECTRON_/,
  /^VITE_/,
  /^NODE(_OPTIONS)?$/,
  /^NODE_V8_COVERAGE$/,
  /^npm_/i,
  /^TOC_/,
  /^CLAUDECODE$/,
  /^CLAUDE_CODE_(SESSION_ID|ENTRYPOINT|SSE_PORT|CHILD_SESSION)$/,
  /^CLAUDE_(PID|PROJECT_DIR)$/,
  /^CODEX_(INTERNAL_ORIGINATOR_OVERRIDE|SANDBOX|SANDBOX_NETWORK_DISABLED|THREAD_ID|CI)$/,
  /^(INIT_CWD|COLUMNS|LINES|SHLVL|_|PWD|OLDPWD)$/,
];

const withoutOurs = (variables: Variables): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).filter(([name]) => !NOT_FOR_CHILDREN.some((rule) => rule.test(name))),
  );

/** What children may see of our own environment. Pure. */
export const forChildren = (variables: Variables): Variables => {
  const env = withoutOurs(variables);
  if (env['PATH'] !== undefined) {
    // npm puts these in front for its own scripts; the user's programs must not find our tools first.
    const folders = env['PATH']
      .split(':')
      .filter((folder) => !/\/node_modules\/\.bin\/?$|\/node-gyp-bin\/?$/.test(folder));
    env['PATH'] = folders.join(':');
  }
  return env;
};

/** What `env -0` printed between the two marks; null when they are not both there. Pure. */
export const between = (output: string, mark: string): Variables | null => {
  const from = output.indexOf(mark);
  const to = output.lastIndexOf(mark);
  if (from < 0 || to <= from) return null;
  const pairs = output
    .slice(from + mark.length, to)
    .split('\0')
    .flatMap((pair) => {
      const equals = pair.indexOf('=');
      return equals > 0 ? [[pair.slice(0, equals).trimStart(), pair.slice(equals + 1)] as const] : [];
    });
  return pairs.length > 0 ? Object.fromEntries(pairs) : null;
};

/** How each shell is asked to be the one the user's terminal runs. The mark is ours: hexadecimal digits. */
const question = (shell: string, mark: string): readonly string[] => {
  // The C shells take -l only by itself; interactive ones read the file that sets PATH anyway.
  if (/^t?csh$/.test(basename(shell))) return ['-i', '-c', `printf ${mark}; /usr/bin/env -0; printf ${mark}`];
  if (basename(shell) === 'nu') return ['-l', '-c', `print -n ${mark}; ^/usr/bin/env -0; print -n ${mark}`];
  return ['-i', '-l', '-c', `printf ${mark}; /usr/bin/env -0; printf ${mark}`];
};

type Answer =
  | { readonly ok: true; readonly variables: Variables }
  | { readonly ok: false; readonly problem: string };

/** The shell leads a group of its own, so what its start-up files left hanging ends with it. */
const endGroup = (leader: number | undefined, signal: NodeJS.Signals): void => {
  try {
    if (leader !== undefined) process.kill(-leader, signal);
  } catch {
    // They ended by themselves.
  }
};

const askShell = (shell: string, env: NodeJS.ProcessEnv, clock: Clock): Promise<Answer> =>
  new Promise((resolve) => {
    const mark = randomBytes(12).toString('hex');
    // A session of its own: an interactive shell must not reach for our terminal.
    const child = spawn(shell, question(shell, mark), {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    let output = '';
    const settle = (answer: Answer): void => {
      cancel();
      // What lingers must not keep us from ending.
      child.stdout.destroy();
      child.unref();
      resolve(answer);
    };
    const cancel = clock.after(LIMIT_MS, () => {
      endGroup(child.pid, 'SIGKILL');
      settle({ ok: false, problem: `It did not answer within ${LIMIT_MS / 1000} s.` });
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < LIMIT_BYTES) output += text;
      // A shell may linger on something it started; what we asked for is complete.
      const variables = output.split(mark).length > 2 ? between(output, mark) : null;
      if (variables) {
        endGroup(child.pid, 'SIGHUP');
        settle({ ok: true, variables });
      }
    });
    child.on('error', (problem) => settle({ ok: false, problem: problem.message }));
    child.on('close', (code) =>
      settle({ ok: false, problem: `It ended with ${code ?? 'a signal'} and told no environment.` }),
    );
  });

const loginShell = (env: NodeJS.ProcessEnv): string => env['SHELL'] || userInfo().shell || '/bin/sh';

const defined = (env: NodeJS.ProcessEnv): Variables =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

const folders = (path: string | undefined): readonly string[] =>
  (path ?? '').split(':').filter((one) => one !== '');

/**
 * The login shell's environment, asked once and again on request. An app started from the dock has a bare
 * PATH; the user's terminal has not. When the shell does not answer, the app's own environment serves and
 * `shell.problem` says why.
 */
export const createShellEnvironment = ({
  log,
  env = process.env,
  clock = systemClock,
}: {
  readonly log: Log;
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
}) => {
  let known: Promise<ShellEnvironment> | null = null;
  const look = async (): Promise<ShellEnvironment> => {
    const file = loginShell(env);
    // The shell starts from what a new terminal would have: no npm, no Electron.
    const clean = forChildren(defined(env));
    const answer = await askShell(file, clean, clock);
    if (!answer.ok) log.error('shell-environment', answer.problem, { file });
    // It never saw npm's folders: such a one in its answer is the user's own.
    const children = answer.ok ? withoutOurs(answer.variables) : clean;
    return {
      env: children,
      shell: { file, problem: answer.ok ? null : answer.problem },
      path: { app: folders(env['PATH']), shell: folders(children['PATH']) },
    };
  };
  return {
    environment(fresh: boolean): Promise<ShellEnvironment> {
      if (fresh || known === null) known = look();
      return known;
    },
  };
};
