// What every script stands on. Plain JS for Node 20, no dependencies: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const BIN = join(ROOT, 'node_modules', '.bin');
export const CACHE = join(ROOT, 'node_modules', '.cache', 'toc');

/** A failure whose message is all that a person needs. */
export class Plain extends Error {}

/** The environment of every child: our own tools, and with them Node 24, come first. */
export const environment = (extra = {}) => ({
  ...process.env,
  PATH: [BIN, process.env.PATH].join(delimiter),
  ...extra,
});

/** A Node of at least 24: the one that the install brings (Linux), or the one that runs this. */
export const node24 = () => {
  const brought = join(BIN, 'node');
  if (existsSync(brought)) return brought;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Plain(
    `toc needs Node 24 or newer; this is ${process.version}, and the install brings one only on Linux (x64, arm64). Install Node 24 and try again.`,
  );
};

/** Runs a program to its end; resolves with its exit code (128 + n for a signal), however it ended. */
export const run = (file, args, { env = environment(), cwd = ROOT, stdio = 'inherit' } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio });
    // Ctrl-C reaches the child from the terminal; it decides, we wait. A lone signal to us is passed on.
    const passOn = (signal) => child.kill(signal);
    const ignore = () => {};
    process.on('SIGTERM', passOn);
    process.on('SIGINT', ignore);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', passOn);
      process.off('SIGINT', ignore);
      resolve(signal === null ? (code ?? 1) : signal === 'SIGINT' ? 130 : 143);
    });
  });

/** Runs one of our installed tools. */
export const tool = (name, args, options) => run(join(BIN, name), args, options);

/** Everything a child writes goes to stderr: stdout belongs to somebody else. */
export const QUIET = ['ignore', 2, 2];

/** Runs a script's main function; a plain failure is told in one line. */
export const main = async (work) => {
  try {
    process.exitCode = await work(process.argv.slice(2));
  } catch (problem) {
    process.stderr.write(`${problem instanceof Plain ? problem.message : (problem?.stack ?? problem)}\n`);
    process.exitCode = 1;
  }
};
