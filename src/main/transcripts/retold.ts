import type { Step } from '#shared/contract/transcripts.ts';

/** Kinds of things that are told bit by bit; a plan that could not be made becomes a call. */
const BIT_BY_BIT = new Set<Step['kind']>(['tool', 'error', 'compaction']);

const told = ({ kind }: Step): Step['kind'] => (kind === 'todo' ? 'tool' : kind);

const moment = (step: Step): string => JSON.stringify([told(step), step.at]);

/** What a step is, as far as it was told. */
const identity = (step: Step): string =>
  JSON.stringify([
    moment(step),
    step.kind,
    step.tool,
    step.text,
    step.command,
    step.path,
    step.at === null ? step.output : null,
  ]);

const isOpen = ({ note }: Step): boolean => note === 'running' || note === 'no-result';

const about = ({ command, path }: Step): string | undefined => command ?? path;

/** Whether two tellings may be of one thing. */
const agree = (one: Step, other: Step): boolean => {
  const [first, second] = [about(one), about(other)];
  if (one.kind !== other.kind) return first === undefined && second === undefined;
  return first === second || first === undefined || second === undefined;
};

/** A call with a result whose call the log no longer holds. */
const answered = (call: Step, result: Step): Step => {
  const { note: _, ...rest } = call;
  const { exitCode, success, output } = result;
  return { ...rest, exitCode, success, ...(output === undefined ? {} : { output }) };
};

/** The fuller of two tellings; what was cut away does not come again. */
export const fuller = (kept: Step, step: Step): Step => {
  if (step.note === 'no-call' && kept.note !== 'no-call') return isOpen(kept) ? answered(kept, step) : kept;
  const isLess =
    (isOpen(step) && !isOpen(kept)) ||
    (step.success === null && kept.success !== null) ||
    (step.text === undefined && kept.text !== undefined) ||
    (step.output === undefined && kept.output !== undefined);
  return isLess ? kept : { ...step, seq: kept.seq };
};

/** Numbers by a name each, in order; a fork has thousands by one, since its copied lines have one moment. */
const lists = () => {
  const byName = new Map<string, Set<number>>();
  return {
    add(name: string, seq: number): void {
      const known = byName.get(name);
      if (known) known.add(seq);
      else byName.set(name, new Set([seq]));
    },
    first: (name: string): number | undefined => byName.get(name)?.values().next().value,
    isOne: (name: string): boolean => byName.get(name)?.size === 1,
    remove: (name: string, seq: number): void => void byName.get(name)?.delete(seq),
  };
};

/**
 * Steps that are kept and that this reader has not told yet, by what they are: equal ones in their order. One that
 * may have been told otherwise, a call or an error, is known by its moment where nothing else has the same.
 */
export const untold = (steps: readonly Step[]) => {
  const [same, near] = [lists(), lists()];
  const left = new Map<number, Step>();
  /** Calls that have no result. */
  const open = new Set<number>();
  for (const step of steps) {
    if (step.note === 'log-cut') continue;
    same.add(identity(step), step.seq);
    near.add(moment(step), step.seq);
    left.set(step.seq, step);
    if (step.kind === 'tool' && isOpen(step)) open.add(step.seq);
  }
  const nearest = (step: Step): number | undefined => {
    if (step.at === null || !near.isOne(moment(step))) return undefined;
    const seq = near.first(moment(step));
    const kept = seq === undefined ? undefined : left.get(seq);
    return kept && BIT_BY_BIT.has(told(kept)) && agree(kept, step) ? seq : undefined;
  };
  /** The one call that has no result: a result without its call is of this one. */
  const unanswered = (): number | undefined => (open.size === 1 ? open.values().next().value : undefined);
  return {
    isEmpty: () => left.size === 0,
    take(step: Step): number | null {
      const seq = same.first(identity(step)) ?? (step.note === 'no-call' ? unanswered() : nearest(step));
      const kept = seq === undefined ? undefined : left.get(seq);
      if (kept === undefined) return null;
      same.remove(identity(kept), kept.seq);
      near.remove(moment(kept), kept.seq);
      left.delete(kept.seq);
      open.delete(kept.seq);
      return kept.seq;
    },
  };
};
