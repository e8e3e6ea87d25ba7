import { stat } from 'node:fs/promises';
import type { RuntimeId } from '#shared/contract/ids.ts';
import type { RuntimeReport } from '#shared/contract/system.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Environment, Program, Runtime } from '../runtimes/runtime.ts';

export type ProgramRefused =
  | {
      readonly code: 'runtime-missing';
      readonly runtime: RuntimeId;
      readonly looked: readonly string[];
      readonly install: string;
    }
  | {
      readonly code: 'runtime-too-old';
      readonly runtime: RuntimeId;
      readonly version: string;
      readonly minimum: string;
      readonly upgrade: string;
    }
  | {
      readonly code: 'runtime-broken';
      readonly runtime: RuntimeId;
      readonly path: string;
      readonly message: string;
    };

export interface FoundProgram {
  readonly program: Program;
  readonly env: Environment;
}

const usable = (report: RuntimeReport): Result<Program, ProgramRefused> => {
  const runtime = report.id;
  const { problem, found, version } = report;
  switch (problem?.code) {
    case 'missing':
      return err({ code: 'runtime-missing', runtime, looked: problem.looked, install: problem.install });
    case 'too-old':
      return err({
        code: 'runtime-too-old',
        runtime,
        version: version ?? '?',
        minimum: problem.minimum,
        upgrade: problem.upgrade,
      });
    case 'broken':
      return err({ code: 'runtime-broken', runtime, path: found ?? '', message: problem.message });
    case 'signed-out':
    case undefined:
      // Signed out is the CLI's own matter: it asks in the terminal.
      break;
  }
  return found !== null && version !== null
    ? ok({ path: found, version })
    : err({ code: 'runtime-broken', runtime, path: found ?? '', message: 'it told no version' });
};

const markOf = async (path: string): Promise<string | null> => {
  try {
    const found = await stat(path);
    return `${found.ino}:${found.mtimeMs}:${found.size}`;
  } catch {
    // Gone since the last look.
    return null;
  }
};

/** What is installed, looked up once and again whenever a binary is no longer the one that was asked. */
export const createPrograms = (rooms: {
  readonly runtimes: Readonly<Record<RuntimeId, Runtime>>;
  readonly shell: { environment(fresh: boolean): Promise<{ readonly env: Environment }> };
  readonly changed: () => void;
}) => {
  const seen = new Map<RuntimeId, { report: Promise<RuntimeReport>; mark: Promise<string | null> }>();

  const look = (id: RuntimeId, env: Environment): Promise<RuntimeReport> => {
    const report = rooms.runtimes[id].probe(env);
    seen.set(id, { report, mark: report.then((one) => (one.found ? markOf(one.found) : null)) });
    return report;
  };

  const report = async (id: RuntimeId, fresh: boolean): Promise<RuntimeReport> => {
    const known = fresh ? undefined : seen.get(id);
    if (known) return known.report;
    return look(id, (await rooms.shell.environment(false)).env);
  };

  return {
    /** Every runtime's report; `fresh` asks the shell and the binaries again. */
    async reports(fresh: boolean): Promise<readonly RuntimeReport[]> {
      if (fresh) await rooms.shell.environment(true);
      const ids = Object.values(rooms.runtimes).map((runtime) => runtime.id);
      const found = await Promise.all(ids.map((id) => report(id, fresh)));
      if (fresh) rooms.changed();
      return found;
    },
    /** The program to launch now, looked up again when it was missing, replaced or removed since. */
    async find(id: RuntimeId): Promise<Result<FoundProgram, ProgramRefused>> {
      const { env } = await rooms.shell.environment(false);
      let current = await report(id, false);
      const mark = await seen.get(id)?.mark;
      const now = current.found === null ? null : await markOf(current.found);
      if (now === null || now !== mark || current.problem?.code === 'too-old') {
        current = await look(id, env);
        rooms.changed();
      }
      const program = usable(current);
      return program.ok ? ok({ program: program.value, env }) : program;
    },
    /** The last report, without looking. */
    async known(id: RuntimeId): Promise<RuntimeReport> {
      return report(id, false);
    },
  };
};

export type Programs = ReturnType<typeof createPrograms>;
