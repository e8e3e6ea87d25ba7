import { z } from 'zod';
import type { LogFacts, Step } from '#shared/contract/transcripts.ts';
import type { SourceFile } from '../store/logs-files.ts';
import type { LogsWriter } from '../store/logs-writer.ts';
import { fuller, untold } from './retold.ts';

/**
 * A log that was cut short, or written anew by a CLI that went on, no longer holds all that was read of its
 * conversation. The row of what lies there now takes over the steps of before; what it tells again of them gets
 * their numbers, what is new comes after.
 */
const Carried = z.object({
  /** `count` steps from the reader's `from` on are kept from `to` on. */
  runs: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
  /** The number of the next new step. */
  free: z.number(),
  /** It was said between the steps of before and what is new. */
  isSaid: z.boolean(),
  title: z.string().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  cwd: z.string().nullable(),
  cliVersion: z.string().nullable(),
  model: z.string().nullable(),
  parentId: z.string().nullable(),
  forkOf: z.string().nullable(),
});
type Carried = z.output<typeof Carried>;

type Run = Carried['runs'][number];

type Facts = Omit<LogFacts, 'runtime' | 'conversationId'>;

/** What a new row keeps of the one whose steps it takes over; `isSaid`: that steps are missing in it is said. */
export const carriedFrom = (row: Facts & { readonly steps: number }, isSaid: boolean): string => {
  const { steps: free, title, startedAt, endedAt, cwd, cliVersion, model, parentId, forkOf } = row;
  const carried: Carried = {
    runs: [],
    free,
    isSaid,
    title,
    startedAt,
    endedAt,
    cwd,
    cliVersion,
    model,
    parentId,
    forkOf,
  };
  return JSON.stringify(carried);
};

/** How a reader's numbers become those that steps are kept by. */
const numbers = (saved: readonly Run[]) => {
  const runs = [...saved];
  // The reader's numbers that are in a run are below it: nearly every step is a new one.
  let told = runs.reduce((top, { from, count }) => Math.max(top, from + count), 0);
  return {
    saved: (): readonly Run[] => runs,
    of(seq: number): number | null {
      if (seq >= told) return null;
      const run = runs.findLast(({ from, count }) => from <= seq && seq < from + count);
      return run ? run.to + seq - run.from : null;
    },
    assign(from: number, to: number): number {
      told = Math.max(told, from + 1);
      const last = runs.at(-1);
      if (last && last.from + last.count === from && last.to + last.count === to)
        runs[runs.length - 1] = { ...last, count: last.count + 1 };
      else runs.push({ from, to, count: 1 });
      return to;
    },
    /** Those below `end` that are none of these: from, and up to. */
    others(end: number): readonly (readonly [number, number])[] {
      const sorted = runs.toSorted((one, other) => one.to - other.to);
      const starts = [0, ...sorted.map(({ to, count }) => to + count)];
      const ends = [...sorted.map(({ to }) => to), end];
      return starts.flatMap((from, n) => {
        const to = ends[n] ?? end;
        return from < to ? [[from, to] as const] : [];
      });
    },
  };
};

const earlier = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other < one) ? other : one;

const later = (one: string | null, other: string | null): string | null =>
  one === null || (other !== null && other > one) ? other : one;

/** How the steps that a reader tells of a log are kept. */
export interface Numbering {
  /** The steps with the numbers they are kept by. */
  place(steps: readonly Step[]): readonly Step[];
  /** With what only the steps of before told. */
  facts(facts: Facts): Facts;
  /** To go on from; what the end of the log alone tells may be told otherwise when it goes on. */
  save(): string | null;
}

const asTold: Numbering = { place: (steps) => steps, facts: (facts) => facts, save: () => null };

const withBefore = (facts: Facts, before: Carried): Facts => ({
  ...facts,
  title: before.title ?? facts.title,
  startedAt: earlier(facts.startedAt, before.startedAt),
  endedAt: later(facts.endedAt, before.endedAt),
  cwd: facts.cwd ?? before.cwd,
  cliVersion: facts.cliVersion ?? before.cliVersion,
  model: facts.model ?? before.model,
  parentId: facts.parentId ?? before.parentId,
  forkOf: facts.forkOf ?? before.forkOf,
});

const cutStep = (seq: number, now: number): Step => ({
  seq,
  at: new Date(now).toISOString(),
  kind: 'lifecycle',
  text: 'The log was cut short, or begun anew',
  note: 'log-cut',
  exitCode: null,
  success: null,
});

/** The numbering of a log's steps; they are kept as they are told where nothing was taken over. */
export const openNumbering = (writer: LogsWriter, row: SourceFile, now: () => number): Numbering => {
  if (row.carried === null) return asTold;
  const carried = Carried.parse(JSON.parse(row.carried));
  const runs = numbers(carried.runs);
  let { isSaid, free } = carried;
  let waiting: ReturnType<typeof untold> | null = null;
  const rest = () =>
    (waiting ??= untold(runs.others(free).flatMap(([from, to]) => writer.steps(row.id, from, to))));

  /** As it is kept by a number, or as it is told now. */
  const revised = (step: Step, seq: number): Step => {
    const [kept] = writer.steps(row.id, seq, seq + 1);
    return kept ? fuller(kept, step) : { ...step, seq };
  };

  const placeNew = (step: Step): readonly Step[] => {
    const known = rest().take(step);
    if (known !== null) return [revised(step, runs.assign(step.seq, known))];
    const cut = !isSaid && !rest().isEmpty() ? [cutStep(free++, now())] : [];
    if (cut.length > 0) isSaid = true;
    return [...cut, { ...step, seq: runs.assign(step.seq, free++) }];
  };

  const placed = (step: Step): readonly Step[] => {
    const seq = runs.of(step.seq);
    return seq === null ? placeNew(step) : [revised(step, seq)];
  };

  const within = (step: Step): Step => {
    const seq = step.within === undefined ? null : runs.of(step.within);
    return seq === null ? step : { ...step, within: seq };
  };

  return {
    place: (steps) =>
      steps.toSorted((one, other) => one.seq - other.seq).flatMap((step) => placed(within(step))),
    facts: (facts) => withBefore(facts, carried),
    save: () => JSON.stringify({ ...carried, runs: [...runs.saved()], free, isSaid } satisfies Carried),
  };
};
