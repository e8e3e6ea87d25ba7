import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

const Paths = z.record(z.string(), z.string());
const Clis = z.object({ codex: Paths, claude: Paths });
/** Path of each real CLI that is installed for tests, by version. */
export type Clis = z.output<typeof Clis>;

const clone = join(import.meta.dirname, '..', '..', '..', '..');

/** What `TOC_TEST_CLIS` names, else what scripts/clis.mjs installed before; downloads nothing. */
export const installedClis = async (env: NodeJS.ProcessEnv): Promise<Clis> => {
  const named = env['TOC_TEST_CLIS'];
  if (named) return Clis.parse(JSON.parse(named));
  const { stdout } = await run(process.execPath, [join(clone, 'scripts', 'clis.mjs'), '--cached'], { env });
  return Clis.parse(JSON.parse(stdout));
};

/** The same, but a test run on CI may not pass for want of the newest ones. */
export const requiredClis = async (env: NodeJS.ProcessEnv): Promise<Clis> => {
  const clis = await installedClis(env);
  const missing = [
    ...(clis.codex['0.169.0'] ? [] : ['Codex 0.169.0']),
    ...(clis.claude['2.1.330'] ? [] : ['Claude Code 2.1.330']),
  ];
  if (env['CI'] === 'true' && missing.length > 0) {
    throw new Error(`${missing.join(' and ')} missing: run node scripts/clis.mjs first.`);
  }
  return clis;
};

/** How a run of a CLI without a terminal ended. */
export interface Ended {
  readonly code: number;
  readonly said: string;
}

/** Runs a CLI to its end without a terminal; `stdin` is all that it can read. */
export const runToEnd = (
  launch: {
    readonly file: string;
    readonly args: readonly string[];
    readonly cwd: string;
    readonly stdin?: string | undefined;
  },
  env: Readonly<Record<string, string>>,
): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: launch.cwd, env, timeout: 60_000, killSignal: 'SIGKILL' } as const;
    const child = execFile(launch.file, [...launch.args], options, (problem, stdout, stderr) => {
      const code = problem === null ? 0 : typeof problem.code === 'number' ? problem.code : -1;
      resolve({ code, said: `${stdout}${stderr}` });
    });
    // One that ends without reading it breaks the pipe.
    child.stdin?.on('error', () => {});
    child.stdin?.end(launch.stdin ?? '');
  });
