import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from './runtime.ts';

/** Where a program was looked for, and where it was found. */
export interface Lookup {
  readonly found: string | null;
  readonly looked: readonly string[];
}

const isProgram = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};

/** Finds a program as a shell would, in the PATH of that environment; relative folders are passed over. */
export const lookUp = async (name: string, env: Environment): Promise<Lookup> => {
  const looked = (env['PATH'] ?? '').split(':').filter((folder) => isAbsolute(folder));
  for (const folder of looked) {
    const path = join(folder, name);
    if (await isProgram(path)) return { found: path, looked };
  }
  return { found: null, looked };
};

const LIMIT_MS = 30_000;

/** How a short question to a CLI ended. */
export interface Asked {
  /** Null when it did not end by itself in time, or could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Asks a CLI one question, outside any project and without a terminal. The limit is long because a team of
 * agents keeps a machine busy: a CLI that is only slow must not be called broken.
 */
export const ask = async (file: string, args: readonly string[], env: Environment): Promise<Asked> => {
  const nowhere = await mkdtemp(join(tmpdir(), 'toc-ask-'));
  try {
    return await new Promise((resolve) => {
      const options = {
        env,
        cwd: nowhere,
        timeout: LIMIT_MS,
        killSignal: 'SIGKILL',
        maxBuffer: 1024 * 1024,
      } as const;
      const child = execFile(file, [...args], options, (problem, stdout, stderr) => {
        const code = problem === null ? 0 : typeof problem.code === 'number' ? problem.code : null;
        const unstarted = problem !== null && code === null && problem.killed !== true;
        resolve({ code, stdout, stderr: unstarted ? `${stderr}${problem.message}` : stderr });
      });
      child.stdin?.end();
    });
  } finally {
    await rm(nowhere, { recursive: true, force: true });
  }
};
