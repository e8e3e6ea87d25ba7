import type { Doctor, RuntimeProblem } from '#shared/contract/system.ts';
import { jsonText } from './plain.ts';
import { askMain } from './with-main.ts';

export interface CommandContext {
  /** Writes to stdout; returns the exit code 0. */
  print(text: string): number;
  /** Writes a sentence to stderr. */
  complain(text: string): void;
}

/** For what may be long. */
export interface LongContext extends CommandContext {
  /** As `print`; resolves when more may come. */
  write(text: string): Promise<void>;
}

/** A value as every `--json` prints it. */
export const json = (value: unknown): string => `${jsonText(value, 2)}\n`;

const problemWords = (problem: RuntimeProblem | null): string | null => {
  switch (problem?.code) {
    case undefined:
      return null;
    case 'missing':
      return `not found in PATH; install it with: ${problem.install}`;
    case 'too-old':
      return `older than ${problem.minimum}; update it with: ${problem.upgrade}`;
    case 'signed-out':
      return `signed out; run: ${problem.run}`;
    case 'broken':
      return `does not run: ${problem.message}`;
  }
};

/** The doctor's findings as `toc doctor --json` prints them. */
export const doctorReport = (found: Doctor) => ({
  runtimes: found.runtimes.map((runtime) => ({
    id: runtime.id,
    found: runtime.found,
    version: runtime.version,
    signedIn: runtime.signedIn,
    problem: problemWords(runtime.problem),
  })),
  path: found.path,
  tocHome: found.tocHome,
  supervisor: found.supervisor,
});

const signedIn = (value: boolean | null): string => {
  if (value === null) return 'sign-in not known';
  return value ? 'signed in' : 'signed out';
};

/** `toc doctor`. Exit code 0 also when something is missing: it was found out, not failed. */
export const doctor = async (asJson: boolean, context: CommandContext): Promise<number> => {
  const report = doctorReport(await askMain((calls) => calls.system.doctor({ fresh: true })));
  if (asJson) return context.print(json(report));
  const lines = report.runtimes.map((runtime) =>
    runtime.found === null
      ? `${runtime.id}: ${runtime.problem}\n`
      : `${runtime.id} ${runtime.version ?? '?'}, ${signedIn(runtime.signedIn)}, ${runtime.found}${runtime.problem ? `: ${runtime.problem}` : ''}\n`,
  );
  return context.print(`${lines.join('')}TOC_HOME ${report.tocHome}\n`);
};
