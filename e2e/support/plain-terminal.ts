import { spawn } from 'node:child_process';
import { once } from 'node:events';
import headless from '@xterm/headless';
import { spawn as spawnOnPty } from 'node-pty';
import { textOf, typist } from './pane.ts';
import type { RuntimeId, World } from './world.ts';

/** One answer, then it ends: how each CLI is run in a script, and how it goes on with the last conversation. */
const COMMANDS = {
  codex: {
    begin: ['codex', 'exec', '--skip-git-repo-check', '-s', 'read-only', '-'],
    goOn: ['codex', 'exec', '--skip-git-repo-check', '-s', 'read-only', 'resume', '--last', '-'],
  },
  'claude-code': { begin: ['claude', '-p'], goOn: ['claude', '-p', '--continue'] },
} as const satisfies Record<RuntimeId, Record<'begin' | 'goOn', readonly string[]>>;

/** Runs a CLI in a login shell of this person, without toc: what was said is on disk when it resolves. */
export const askInPlainTerminal = async (
  world: World,
  runtime: RuntimeId,
  prompt: string,
  how: 'begin' | 'goOn' = 'begin',
): Promise<void> => {
  const command = COMMANDS[runtime][how];
  const child = spawn('/bin/sh', ['-lc', 'exec "$@"', 'sh', ...command], {
    cwd: world.workspace,
    env: world.env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (data) => (said += String(data)));
  child.stderr.on('data', (data) => (said += String(data)));
  child.stdin.end(prompt);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${String(code)}: ${said}`);
};

/** A terminal of this person's own, in which a login shell runs a line, without toc. */
export const openPlainTerminal = (world: World, line: string) => {
  const size = { cols: 80, rows: 24 };
  const screen = new headless.Terminal({ ...size, allowProposedApi: true });
  const pty = spawnOnPty('/bin/sh', ['-lc', line], { ...size, cwd: world.root, env: world.env });
  pty.onData((data) => screen.write(data));
  // Programs ask their terminal what it can.
  screen.onData((answer) => pty.write(answer));
  const ended = new Promise<void>((resolve) => void pty.onExit(() => resolve()));
  return {
    ...typist(
      () => textOf(screen),
      (text) => pty.write(text),
    ),
    /** Closes it as its owner would: what runs in it hears SIGHUP. */
    async close(): Promise<void> {
      pty.kill();
      await ended;
      screen.dispose();
    },
  };
};
