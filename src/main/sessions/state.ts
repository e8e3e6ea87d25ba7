import type { Evidence, Status, StatusCause, StatusWord } from '#shared/contract/sessions.ts';
import { z } from 'zod';
import { moment } from '../machine/clock.ts';
import type { Says, Statement } from '../runtimes/runtime.ts';
import type { RunEnd, SavedRun } from '../store/run-table.ts';
import { winnerOf } from './deciding.ts';

/** What was seen of a live run beside its record; times in milliseconds. */
export interface Seen {
  readonly statements: readonly Statement[];
  /** When anything of it was last visible: output, a line, a word of a source. Null: nothing yet. */
  readonly visibleAt: number | null;
  /** Of a queued run: how many must end before it. */
  readonly ahead: number;
  /** Of a queued run that has its turn: why it could not be started yet. */
  readonly held: string | null;
}

export const NOTHING_SEEN: Seen = { statements: [], visibleAt: null, ahead: 0, held: null };

/** From here on silence is told. */
export const QUIET = 5 * 60_000;

interface Settled {
  readonly word: StatusWord;
  readonly cause: StatusCause;
  readonly evidence: readonly Evidence[];
}

const fact = (source: Evidence['source'], value: string, at: number, decisive = true): Evidence => ({
  source,
  value,
  at: moment(at),
  decisive,
});

const processFact = (run: SavedRun, at: number, gone: boolean): Evidence[] =>
  run.process === null
    ? []
    : [
        fact(
          'process-table',
          `pid ${run.process.pid}, started ${run.process.started}${gone ? ', gone' : ''}`,
          at,
          false,
        ),
      ];

const exitFact = (end: RunEnd, decisive = true): Evidence[] => {
  if (end.code !== null) return [fact('exit-code', String(end.code), end.at, decisive)];
  return end.signal === null ? [] : [fact('signal', end.signal, end.at, decisive)];
};

const Unreachable = z.object({ seconds: z.number().int(), message: z.string() });

const unreachable = (detail: string | null): z.output<typeof Unreachable> => {
  try {
    return Unreachable.parse(JSON.parse(detail ?? ''));
  } catch {
    // Written by another version: the fact stands without its figures.
    return { seconds: 0, message: detail ?? '' };
  }
};

const lastWordFact = (end: RunEnd, value: string): Evidence[] => [
  fact('runtime-events', value, end.at),
  ...(end.code === null && end.signal === null
    ? [fact('exit-code', 'unknown', end.at, false)]
    : exitFact(end, false)),
];

/** Ends that the runtime's own events settle. */
const told = (run: SavedRun, end: RunEnd): Settled | null => {
  switch (end.outcome) {
    case 'completed':
      return {
        word: 'Ended',
        cause: { code: 'completed' },
        evidence: lastWordFact(end, 'its last word: it finished'),
      };
    case 'run-failed': {
      const message = end.detail ?? '';
      const evidence = lastWordFact(end, `its last word: ${message}`);
      return { word: 'Failed', cause: { code: 'run-failed', message }, evidence };
    }
    case 'no-last-word': {
      const known = end.code === null ? [fact('process-table', 'gone, no exit code', end.at)] : exitFact(end);
      return {
        word: end.code === null ? 'Lost' : 'Failed',
        cause: { code: 'no-last-word', exitCode: end.code },
        evidence: [...known, fact('runtime-events', 'no last word', end.at)],
      };
    }
    case 'other-conversation': {
      const [asked, got] = [run.asked ?? '', end.detail ?? ''];
      const evidence = [fact('runtime-events', `conversation ${got}, not ${asked}`, end.at)];
      return { word: 'Failed', cause: { code: 'other-conversation', asked, got }, evidence };
    }
    case 'unreachable': {
      const { seconds, message } = unreachable(end.detail);
      return {
        word: 'Failed',
        cause: { code: 'unreachable', seconds, message },
        evidence: [
          fact('deadline', `no server for ${seconds} s`, end.at),
          fact('runtime-events', message, end.at),
          ...exitFact(end, false),
        ],
      };
    }
    case 'exited':
    case 'killed':
    case 'stopped':
    case 'spawn-failed':
    case 'supervisor-died':
    case 'machine-restarted':
    case 'vanished':
      return null;
  }
};

const settled = (run: SavedRun, end: RunEnd): Settled => {
  const byEvents = told(run, end);
  if (byEvents) return byEvents;
  const detail = end.detail ?? '';
  switch (end.outcome) {
    case 'exited':
      return {
        word: end.code === 0 ? 'Ended' : 'Failed',
        cause: { code: 'exited', exitCode: end.code ?? -1 },
        evidence: exitFact(end),
      };
    case 'killed':
      return {
        word: 'Failed',
        cause: { code: 'killed', signal: end.signal ?? 'an unknown signal' },
        evidence: exitFact(end),
      };
    case 'stopped':
      return {
        word: 'Stopped',
        cause: { code: 'stopped', how: end.detail ?? 'Stop' },
        evidence: [fact('stop-record', end.detail ?? 'Stop', end.at), ...exitFact(end, false)],
      };
    case 'spawn-failed':
      return {
        word: 'Failed',
        cause: { code: 'spawn-failed', message: detail },
        evidence: [fact('spawn', detail, end.at)],
      };
    case 'supervisor-died':
      return {
        word: 'Lost',
        cause: { code: 'supervisor-died' },
        evidence: [fact('supervisor', end.detail ?? 'gone', end.at)],
      };
    case 'machine-restarted':
      return {
        word: 'Lost',
        cause: { code: 'machine-restarted' },
        evidence: [fact('boot-id', end.detail ?? 'changed', end.at)],
      };
    case 'vanished':
    case 'completed':
    case 'run-failed':
    case 'no-last-word':
    case 'other-conversation':
    case 'unreachable':
      return {
        word: 'Lost',
        cause: { code: 'vanished' },
        evidence: [fact('process-table', end.detail ?? 'no process, no exit code', end.at)],
      };
  }
};

const livelier = (says: Says): { readonly word: StatusWord; readonly cause: StatusCause } => {
  switch (says.is) {
    case 'working':
      return { word: 'Working', cause: { code: 'working', about: says.about } };
    case 'waiting':
      return { word: 'Waiting', cause: { code: 'waiting', for: says.for, about: says.about } };
    case 'idle':
      return { word: 'Idle', cause: { code: 'idle', how: says.how } };
  }
};

/** Before there is a process. */
const notYet = (run: SavedRun, { ahead, held }: Seen): Status => {
  const at = moment(run.startedAt);
  const base = { word: 'Running', at, quietSince: null } as const;
  if (run.isQueued && ahead === 0 && held !== null) {
    return { ...base, cause: { code: 'held', why: held }, evidence: [fact('queue', held, run.startedAt)] };
  }
  if (!run.isQueued || ahead === 0) {
    const evidence = [fact('spawn', 'asked', run.startedAt)];
    return { ...base, cause: { code: 'starting' }, evidence };
  }
  const evidence = [fact('queue', `${ahead} before it`, run.startedAt)];
  return { ...base, cause: { code: 'queued', ahead }, evidence };
};

const holderFact = (run: SavedRun, decisive: boolean): Evidence => {
  if (run.adoptedAt !== null) return fact('supervisor', 'died; the process goes on', run.adoptedAt, decisive);
  const holds = run.kind === 'background' ? 'holds it' : 'holds its terminal';
  return fact('supervisor', holds, run.startedAt, decisive);
};

const aliveCause = (run: SavedRun, pid: number): StatusCause =>
  run.adoptedAt === null
    ? { code: 'alive', pid, since: moment(run.startedAt) }
    : { code: 'adopted', pid, since: moment(run.adoptedAt) };

/** Silence of what should be heard; a session that waits for a person may be silent. */
const quietSince = (word: StatusWord, seen: Seen, now: number): string | null =>
  (word === 'Working' || word === 'Running') && seen.visibleAt !== null && now - seen.visibleAt >= QUIET
    ? moment(seen.visibleAt)
    : null;

/**
 * The status that a run's record and what was seen of it prove, with the facts it rests on. Pure, and total: an end
 * is final, whatever anybody says after it.
 */
export const statusOf = (run: SavedRun, seen: Seen, now: number): Status => {
  if (run.end !== null) {
    const { evidence, ...rest } = settled(run, run.end);
    return {
      ...rest,
      at: moment(run.end.at),
      evidence: [...evidence, ...processFact(run, run.end.at, true)],
      quietSince: null,
    };
  }
  if (run.process === null) return notYet(run, seen);
  const winner = winnerOf(seen.statements);
  const { word, cause } = winner
    ? livelier(winner.says)
    : { word: 'Running' as const, cause: aliveCause(run, run.process.pid) };
  const silence = quietSince(word, seen, now);
  return {
    word,
    cause,
    at: moment(winner?.at ?? run.adoptedAt ?? run.startedAt),
    evidence: [
      ...seen.statements
        .toSorted((one, other) => Number(other === winner) - Number(one === winner) || other.at - one.at)
        .map((one) => fact(one.source, one.text, one.at, one === winner)),
      holderFact(run, winner === null),
      ...processFact(run, run.startedAt, false),
      ...(silence === null || seen.visibleAt === null
        ? []
        : [fact('output', 'nothing since', seen.visibleAt, false)]),
    ],
    quietSince: silence,
  };
};

/** What an exit as told by the supervisor means for an interactive run. Pure. */
export const endOf = (exit: {
  readonly code: number | null;
  readonly signal: string | null;
  readonly at: number;
  readonly stopped: string | null;
}): RunEnd => {
  const base = { at: exit.at, code: exit.code, signal: exit.signal };
  if (exit.stopped !== null) return { ...base, outcome: 'stopped', detail: exit.stopped };
  if (exit.signal !== null) return { ...base, outcome: 'killed', detail: null };
  if (exit.code !== null) return { ...base, outcome: 'exited', detail: null };
  return { ...base, outcome: 'vanished', detail: 'no exit code' };
};
