import { figure, median, table } from '../figures.ts';
import type { Measured } from './measure.ts';

/** One line of what comes out: what was done, by whom, and what it took. */
export interface Row {
  readonly what: string;
  readonly by: string;
  readonly wall?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly error?: string;
  /** How many times ours it took, wall and CPU. */
  readonly times?: string;
  readonly aim?: string;
}

/** Milliseconds as people read them. */
export const duration = (milliseconds: number): string =>
  milliseconds < 1000 ? `${figure(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;

/** MiB as people read them. */
export const mebibytes = (size: number | null): string => (size === null ? '–' : `${size.toFixed(0)} MiB`);

/** An aim and whether it was met. */
export const aimed = (aim: string, isMet: boolean): string => `${aim}: ${isMet ? 'met' : 'missed'}`;

/** The middle one of each figure of several runs. */
export const middle = (runs: readonly Measured[]): Omit<Measured, 'output'> => {
  const peaks = runs.flatMap(({ peak }) => (peak === null ? [] : [peak]));
  return {
    wall: median(runs.map(({ wall }) => wall)),
    cpu: median(runs.map(({ cpu }) => cpu)),
    peak: peaks.length === 0 ? null : median(peaks),
  };
};

/** The cells of what runs of a process took. */
export const took = (runs: readonly Measured[]): Pick<Row, 'wall' | 'cpu' | 'memory'> => {
  const { wall, cpu, peak } = middle(runs);
  return { wall: duration(wall), cpu: duration(cpu), memory: mebibytes(peak) };
};

/** Two runs right after each other. */
export interface Pair {
  readonly ours: Measured;
  readonly theirs: Measured;
}

const bare = ({ wall, cpu, peak }: Measured) => ({ wall, cpu, peak });

/** The figures of a pair, to be kept. */
export const withoutOutput = ({ ours, theirs }: Pair) => ({ ours: bare(ours), theirs: bare(theirs) });

/** How many times ours theirs took, the middle one of the pairs. */
export const ratio = (pairs: readonly Pair[], of: 'wall' | 'cpu'): number =>
  median(pairs.map(({ ours, theirs }) => theirs[of] / Math.max(1, ours[of])));

/** Everything as one Markdown table; what is done stands once above all who do it. */
export const rowsTable = (rows: readonly Row[]): string =>
  table(
    ['what', 'by', 'wall', 'CPU', 'peak memory', 'error', '× ours: wall, CPU', 'aim'],
    rows.map(({ what, by, wall, cpu, memory, error, times, aim }, index) =>
      [what === rows[index - 1]?.what ? '' : what, by, wall, cpu, memory, error, times, aim].map(
        (cell) => cell ?? '',
      ),
    ),
  );
