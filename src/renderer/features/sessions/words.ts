import type { EvidenceSource, LaunchNote, Session, WaitingFor } from '#shared/contract/sessions.ts';
import { resumeCommand } from '#shared/resume-command.ts';
import { statusReason } from '#shared/status-reason.ts';
import { runtimeName } from '#renderer/bridge/failure-words.ts';
import { ageInWords, exactTime } from '#renderer/ui/age.ts';
import type { Act } from './use-acting.ts';

/** The agent's name, or a dash for a session without one. */
export const agentLabel = (session: Session): string => session.agent?.name ?? '–';

/** A background run whose turn has not come. */
export const isQueued = ({ status }: Pick<Session, 'status'>): boolean => status.cause.code === 'queued';

/** Whether a background run can be ended and gone on with in a terminal. One that waits would lose its prompt. */
export const canTakeOver = (session: Pick<Session, 'run' | 'status'>): boolean =>
  session.run.live && session.run.kind === 'background' && !isQueued(session);

/** Why it stands as it does, where its result says already what the error is. */
export const reasonBesideResult = (session: Session): string =>
  session.run.result?.isError === true && session.status.cause.code === 'run-failed'
    ? 'The runtime said that it failed.'
    : statusReason(session);

/** The agent's name, and that it works in the background. */
export const placeLabel = (session: Session): string =>
  session.run.kind === 'background'
    ? [session.agent?.name, 'background'].filter(Boolean).join(' · ')
    : agentLabel(session);

/** Codex 0.169.0, or without the number when it is not known. */
export const runtimeLabel = (session: Session): string =>
  [runtimeName(session.runtime), session.runtimeVersion].filter((part) => part !== null).join(' ');

const waitingShort: Readonly<Record<WaitingFor, string>> = {
  approval: 'asks for approval',
  question: 'asks a question',
  trust: 'asks to trust the folder',
  'sign-in': 'asks to sign in',
  dialog: 'shows a dialog',
};

const idleShort = { done: null, ready: null, interrupted: 'interrupted', failed: 'turn failed' } as const;

/** The reason in a few words, for statuses that want to be looked at. */
export const shortReason = (session: Session): string | null => {
  const { cause } = session.status;
  switch (cause.code) {
    case 'starting':
      return 'starting';
    case 'queued':
      return cause.ahead === 0 ? 'queued' : `queued behind ${cause.ahead}`;
    case 'held':
      return 'cannot start yet';
    case 'adopted':
      return 'supervisor died, goes on';
    case 'waiting':
      return waitingShort[cause.for];
    case 'idle':
      return idleShort[cause.how];
    case 'exited':
      return cause.exitCode === 0 ? null : `exit ${cause.exitCode}`;
    case 'run-failed':
      return 'said it failed';
    case 'no-last-word':
      return cause.exitCode === null ? 'exit code unknown' : `exit ${cause.exitCode}, no last word`;
    case 'other-conversation':
      return 'another conversation';
    case 'unreachable':
      return 'server unreachable';
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
    case 'working':
    case 'completed':
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
    session.run.kind === 'background' ? 'in the background' : null,
    runtimeName(session.runtime),
    ageInWords(session.run.startedAt, now),
  ];
  return parts.filter((part) => part !== null).join(', ');
};

const evidenceLabels: Readonly<Record<EvidenceSource, string>> = {
  'exit-code': 'Exit code',
  signal: 'Signal',
  'stop-record': 'Stop',
  'process-table': 'Process',
  supervisor: 'Supervisor',
  'boot-id': 'Machine',
  spawn: 'Start',
  'runtime-events': 'Its events',
  registry: 'Its registry',
  hook: 'Hook',
  'terminal-status': 'Terminal status',
  'terminal-title': 'Title',
  notify: 'Notify',
  log: 'Log',
  screen: 'Screen (weak)',
  output: 'Output',
  queue: 'Queue',
  deadline: 'Deadline',
};

/** Where a fact comes from. */
export const evidenceLabel = (source: EvidenceSource): string => evidenceLabels[source];

/** They tell of the turn, each in its own way, and so may disagree. */
const OF_THE_TURN: ReadonlySet<EvidenceSource> = new Set([
  'runtime-events',
  'registry',
  'hook',
  'terminal-status',
  'terminal-title',
  'notify',
  'log',
  'screen',
]);

/** Which source is believed where several tell of the turn; null when at most one does, or none settled it. */
export const believedSentence = ({ status }: Pick<Session, 'status'>): string | null => {
  const told = status.evidence.filter(({ source }) => OF_THE_TURN.has(source));
  const winner = told.find(({ decisive }) => decisive);
  const others = [...new Set(told.filter(({ decisive }) => !decisive).map(({ source }) => source))].filter(
    (source) => source !== winner?.source,
  );
  if (!winner || others.length === 0) return null;
  const named = (source: EvidenceSource): string =>
    evidenceLabel(source).replace(' (weak)', '').toLowerCase();
  return `Where they differ, ${named(winner.source)} is believed over ${others.map(named).join(' and ')}.`;
};

/** That nothing was seen of a live session for a while; empty while there is nothing to say. */
export const quietSentence = ({ status, run }: Pick<Session, 'status' | 'run'>, now: number): string => {
  if (!run.live || status.quietSince === null) return '';
  const minutes = Math.floor((now - Date.parse(status.quietSince)) / 60_000);
  return `Nothing visible for ${minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`}.`;
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
    case 'background-never-asks':
      return 'In the background nobody can be asked: what it would ask for is refused.';
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

/** What a person types to go on with a session's conversation without toc; null: nothing of it is saved. */
export const commandOf = ({ runtime, workspace, conversations }: Session): string | null => {
  const latest = conversations.findLast(({ saved }) => saved);
  return latest ? resumeCommand({ runtime, workspace, conversationId: latest.id }) : null;
};

const ACT_WORDS: Readonly<Record<Act, string>> = {
  stop: 'stopping',
  resume: 'resuming',
  'take-over': 'taking over',
  continue: 'continuing',
  fork: 'copying',
  forget: 'forgetting',
};

/** What is being done to a session now, in a word; null: nothing. */
export const underWord = (under: Act | null): string | null => (under === null ? null : ACT_WORDS[under]);
