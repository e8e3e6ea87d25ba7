import type { Evidence, Status, StatusCause, StatusWord } from '#shared/contract/sessions.ts';
import { moment } from '../machine/clock.ts';
import type { RunEnd, SavedRun } from '../store/run-table.ts';

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

const exitFact = (end: RunEnd): Evidence[] => {
  if (end.code !== null) return [fact('exit-code', String(end.code), end.at)];
  return end.signal === null ? [] : [fact('signal', end.signal, end.at)];
};

const settled = (end: RunEnd): { word: StatusWord; cause: StatusCause; evidence: Evidence[] } => {
  switch (end.outcome) {
    case 'exited':
      return end.code === 0
        ? { word: 'Ended', cause: { code: 'exited', exitCode: 0 }, evidence: exitFact(end) }
        : { word: 'Failed', cause: { code: 'exited', exitCode: end.code ?? -1 }, evidence: exitFact(end) };
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
        evidence: [
          fact('stop-record', end.detail ?? 'Stop', end.at),
          ...exitFact(end).map((one) => ({ ...one, decisive: false })),
        ],
      };
    case 'spawn-failed':
      return {
        word: 'Failed',
        cause: { code: 'spawn-failed', message: end.detail ?? '' },
        evidence: [fact('spawn', end.detail ?? '', end.at)],
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
      return {
        word: 'Lost',
        cause: { code: 'vanished' },
        evidence: [fact('process-table', end.detail ?? 'no process, no exit code', end.at)],
      };
  }
};

/** The status that a run's record proves, with the facts it rests on. Pure. */
export const statusOf = (run: SavedRun): Status => {
  if (run.end !== null) {
    const { evidence, ...rest } = settled(run.end);
    return {
      ...rest,
      at: moment(run.end.at),
      evidence: [...evidence, ...processFact(run, run.end.at, true)],
    };
  }
  const at = moment(run.startedAt);
  if (run.process === null) {
    return {
      word: 'Running',
      cause: { code: 'starting' },
      at,
      evidence: [fact('spawn', 'asked', run.startedAt)],
    };
  }
  return {
    word: 'Running',
    cause: { code: 'alive', pid: run.process.pid, since: at },
    at,
    evidence: [
      fact('supervisor', 'holds its terminal', run.startedAt),
      ...processFact(run, run.startedAt, false),
    ],
  };
};

/** What an exit as told by the supervisor means for the run. Pure. */
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
