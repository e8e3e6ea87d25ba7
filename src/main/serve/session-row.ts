import type { Session } from '#shared/contract/sessions.ts';
import { statusReason } from '#shared/status-reason.ts';

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

/** As `sessionRow`, with its newest run: what every command about one session prints with `--json`. */
export const runRow = (session: Session) => ({
  ...sessionRow(session),
  run: { kind: session.run.kind, result: session.run.result },
});
