import { parseArgs } from 'node:util';

/** The parts of the bench, in order. */
export const PHASES = ['extraction', 'index', 'again', 'memory', 'main', 'live'] as const;
export type Phase = (typeof PHASES)[number];

export interface Options {
  /** Megabytes of logs per format. */
  readonly megabytes: number;
  /** Pairs of runs of each comparison. */
  readonly runs: number;
  readonly phases: readonly Phase[];
  readonly hasPeers: boolean;
  /** Where the figures go as JSON. */
  readonly json: string | null;
  readonly seed: number;
  /** Of the one large conversation, megabytes. */
  readonly long: number;
  /** Of the one long line, megabytes. */
  readonly monster: number;
}

/** What was asked for cannot be done; the message says all that a person needs. */
export class Refused extends Error {}

const USAGE = `Usage: npm run bench -- logs [--mb 1000] [--runs 3] [--only ${PHASES.join('|')}]
         [--no-peers] [--json FILE] [--seed 42] [--long 100] [--monster 50]`;

const whole = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Refused(`--${name} takes a whole number.\n${USAGE}`);
  return value;
};

const read = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        mb: { type: 'string', default: '1000' },
        runs: { type: 'string', default: '3' },
        only: { type: 'string', multiple: true },
        'no-peers': { type: 'boolean', default: false },
        json: { type: 'string' },
        seed: { type: 'string', default: '42' },
        long: { type: 'string', default: '100' },
        monster: { type: 'string', default: '50' },
      },
    }).values;
  } catch (problem) {
    throw new Refused(`${problem instanceof Error ? problem.message : String(problem)}\n${USAGE}`);
  }
};

/** What was asked for. Throws with the usage. */
export const optionsFrom = (argv: readonly string[]): Options => {
  const values = read(argv);
  const only = values.only ?? [];
  const phases = PHASES.filter((phase) => only.length === 0 || only.includes(phase));
  const known: readonly string[] = PHASES;
  if (only.some((name) => !known.includes(name)))
    throw new Refused(`--only takes ${PHASES.join(', ')}.\n${USAGE}`);
  return {
    megabytes: whole('mb', values.mb),
    runs: whole('runs', values.runs),
    phases,
    hasPeers: !values['no-peers'],
    json: values.json ?? null,
    seed: whole('seed', values.seed),
    long: whole('long', values.long),
    monster: whole('monster', values.monster),
  };
};
