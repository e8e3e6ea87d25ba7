import type { Session } from '#shared/contract/sessions.ts';
import type { Doctor, RuntimeProblem } from '#shared/contract/system.ts';
import { statusReason } from '#shared/status-reason.ts';
import { askMain } from './with-main.ts';

export interface CommandContext {
  /** Writes to stdout; returns the exit code 0. */
  print(text: string): number;
  /** Writes a sentence to stderr. */
  complain(text: string): void;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** A session as `toc sessions --json` prints it. */
export const sessionRow = (session: Session) => ({
  id: session.id,
  runtime: session.runtime,
  agent: session.agent?.name ?? null,
  title: session.title,
  workspace: session.workspace,
  status: session.status.word,
  statusReason: statusReason(session),
  conversations: session.conversations.map((one) => one.id),
  createdAt: session.createdAt,
  updatedAt: session.updatedAt,
  live:
    session.run.live && session.run.pid !== null
      ? { pid: session.run.pid, startedAt: session.run.startedAt }
      : null,
});

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

/** Control characters out: a title may come from a file or a program, and a terminal would obey them. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

/** `toc sessions`. */
export const sessions = async (asJson: boolean, context: CommandContext): Promise<number> => {
  const rows = (await askMain((calls) => calls.sessions.list())).map(sessionRow);
  if (asJson) return context.print(json(rows));
  if (rows.length === 0) return context.print('No sessions yet.\n');
  const lines = rows.map(
    (row) =>
      `${row.id.slice(0, 13)}  ${row.status.padEnd(7)}  ${plain(row.title)}  ${plain(row.workspace)}\n`,
  );
  return context.print(lines.join(''));
};

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
