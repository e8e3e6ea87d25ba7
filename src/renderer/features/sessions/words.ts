import type { Session, Evidence, LaunchNote } from '#shared/contract/sessions.ts';
import { statusReason } from '#shared/status-reason.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { ageInWords, exactTime } from '#renderer/ui/age.ts';

/** The agent's name, or a dash for a session without one. */
export const agentLabel = (session: Session): string => session.agent?.name ?? '–';

/** Codex 0.169.0, or without the number when it is not known. */
export const runtimeLabel = (session: Session): string =>
  [runtimeName(session.runtime), session.runtimeVersion].filter((part) => part !== null).join(' ');

/** The reason in a few words, for statuses that want to be looked at. */
export const shortReason = (session: Session): string | null => {
  const { cause } = session.status;
  switch (cause.code) {
    case 'starting':
      return 'starting';
    case 'exited':
      return cause.exitCode === 0 ? null : `exit ${cause.exitCode}`;
    case 'killed':
      return `ended by ${cause.signal}`;
    case 'spawn-failed':
      return 'did not start';
    case 'supervisor-died':
      return 'supervisor died';
    case 'machine-restarted':
      return 'machine restarted';
    case 'vanished':
      return 'process gone';
    case 'alive':
    case 'stopped':
      return null;
  }
};

/** What a row is called: everything it shows, in words. */
export const rowName = (session: Session, now: number): string => {
  const agent = session.agent?.name;
  const parts = [
    session.title,
    agent !== undefined && agent !== session.title ? agent : null,
    session.status.word,
    shortReason(session),
    runtimeName(session.runtime),
    ageInWords(session.run.startedAt, now),
  ];
  return parts.filter((part) => part !== null).join(', ');
};

/** Where a fact comes from. */
export const evidenceLabel = (source: Evidence['source']): string => {
  switch (source) {
    case 'exit-code':
      return 'Exit code';
    case 'signal':
      return 'Signal';
    case 'stop-record':
      return 'Stop';
    case 'process-table':
      return 'Process';
    case 'supervisor':
      return 'Supervisor';
    case 'boot-id':
      return 'Machine';
    case 'spawn':
      return 'Start';
  }
};

/** What the details must say about how a session was launched. */
export const noteSentence = (note: LaunchNote): string => {
  switch (note) {
    case 'instructions-in-argv':
      return 'The instructions are on the command line: other users of this machine could read them in ps.';
    case 'instructions-as-first-prompt':
      return 'This version takes no instructions of its own: they were sent as the first prompt.';
    case 'clear-not-followed':
      return 'This version does not tell when it starts another conversation: Resume takes the last one that is known.';
    case 'old-instructions-kept':
      return 'Codex keeps the instructions this conversation began with until it is compacted; the new ones count from then on.';
  }
};

/** Whether Resume continues a conversation, and what to know if it does not. */
export const savedSentence = (session: Session): string | null =>
  session.conversations.some(({ saved }) => saved)
    ? null
    : `Not yet saved by ${runtimeName(session.runtime)}: Resume starts anew.`;

/** What became of the agent since the session kept it. */
export const agentSentence = (session: Session): string | null => {
  switch (session.agentNow) {
    case 'same':
    case 'none':
      return null;
    case 'changed':
      return 'The agent has changed since. Resume keeps it as it was at the start.';
    case 'other-runtime':
      return 'The agent has changed its runtime since. Resume keeps it as it was at the start.';
    case 'gone':
      return 'The agent was deleted since. Resume keeps it as it was at the start.';
  }
};

/** The evidence as plain text, for a report. */
export const evidenceText = (session: Session): string =>
  [
    `${session.title}: ${session.status.word}. ${statusReason(session)}`,
    ...session.status.evidence.map(
      ({ source, value, at, decisive }) =>
        `${decisive ? 'Decided by' : 'Also seen'}: ${evidenceLabel(source)}: ${value} (${exactTime(at)})`,
    ),
    `Session ${session.id}`,
  ].join('\n');
