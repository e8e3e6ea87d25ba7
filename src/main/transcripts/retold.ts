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

/** Several things by one name each, in order. */
const lists = () => {
  const byName = new Map<string, number[]>();
  return {
    add: (name: string, seq: number): void => void byName.set(name, [...(byName.get(name) ?? []), seq]),
    all: (name: string): readonly number[] => byName.get(name) ?? [],
    remove: (name: string, seq: number): void =>
      void byName.set(
        name,
        (byName.get(name) ?? []).filter((one) => one !== seq),
      ),
  };
};

/**
 * Steps that are kept and that this reader has not told yet, by what they are: equal ones in their order. One that
 * may have been told otherwise, a call or an error, is known by its moment where nothing else has the same.
 */
export const untold = (steps: readonly Step[]) => {
  const [same, near] = [lists(), lists()];
  const left = new Map<number, Step>();
  for (const step of steps) {
    if (step.note === 'log-cut') continue;
    same.add(identity(step), step.seq);
    near.add(moment(step), step.seq);
    left.set(step.seq, step);
  }
  const nearest = (step: Step): number | undefined => {
    const [seq, ...others] = step.at === null ? [] : near.all(moment(step));
    if (seq === undefined || others.length > 0) return undefined;
    const kept = left.get(seq);
    return kept && BIT_BY_BIT.has(told(kept)) && agree(kept, step) ? seq : undefined;
  };
  /** The one call that has no result: a result without its call is of this one. */
  const unanswered = (): number | undefined => {
    const [call, ...others] = [...left.values()].filter((step) => step.kind === 'tool' && isOpen(step));
    return others.length === 0 ? call?.seq : undefined;
  };
  return {
    isEmpty: () => left.size === 0,
    take(step: Step): number | null {
      const seq = same.all(identity(step))[0] ?? (step.note === 'no-call' ? unanswered() : nearest(step));
      const kept = seq === undefined ? undefined : left.get(seq);
      if (kept === undefined) return null;
      same.remove(identity(kept), kept.seq);
      near.remove(moment(kept), kept.seq);
      left.delete(kept.seq);
      return kept.seq;
    },
  };
};
