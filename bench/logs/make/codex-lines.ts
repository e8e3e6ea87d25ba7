import type { Dice } from './dice.ts';
import type { LogWriter } from './log-writer.ts';
import type { Texts } from './texts.ts';

/** As Codex counts: what the cache gave is part of the input, reasoning part of the output. */
export interface Figures {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

/** One call of a tool. */
export interface Call {
  readonly id: string;
  readonly kind: 'command' | 'patch' | 'spawn';
  /** The command, the patch, or the task of a sub-agent. */
  readonly given: string;
  /** What it printed, or the id of the sub-agent. */
  readonly output: string;
  readonly exitCode: number;
}

/** What the model answered: thoughts, words, a call; and what it cost. */
export interface Answer {
  readonly thought: string | null;
  /** The thoughts themselves, which only the vendor can read. */
  readonly sealed: string;
  readonly words: string | null;
  readonly call: Call | null;
  readonly figures: Figures;
}

/** A rollout while it is written. */
export interface Rollout {
  readonly id: string;
  readonly writer: LogWriter;
  readonly dice: Dice;
  readonly texts: Texts;
  readonly cwd: string;
  readonly version: CodexVersion;
  model: string;
  /** Milliseconds. */
  now: number;
  ordinal: number;
  turn: string;
  turns: number;
  total: Figures;
  turnTotal: Figures;
  /** Of the newest response. */
  last: Figures;
}

/** How a generation of Codex writes what happens. */
export interface CodexDialect {
  begin(from: { readonly forkOf: Fork | null; readonly parent: string | null }): void;
  turnBegins(prompt: string, picture: string | null): void;
  /** Tells the moment at which the figures stand in the log. */
  answered(answer: Answer): number;
  /** The result of the call, or the person broke it off. */
  ended(call: Call, isBrokenOff: boolean): void;
  turnEnds(words: string, isBrokenOff: boolean): void;
  /** The context is made small, by one more request. Tells the moment at which its figures stand in the log. */
  compacted(summary: string, figures: Figures): number;
}

/** The generations whose lines are made. */
export type CodexVersion = '0.98.0' | '0.130.0' | '0.169.0';

/** Where another rollout was forked. */
export interface Fork {
  readonly id: string;
  readonly path: string;
  readonly version: CodexVersion;
  readonly cwd: string;
  readonly model: string;
  /** The place in it: lines and bytes from its start, its total there, and the moment. */
  readonly lines: number;
  readonly bytes: number;
  readonly ordinal: number;
  readonly total: Figures;
  readonly last: Figures;
  readonly at: number;
}

/** No tokens. */
export const NOTHING: Figures = { input: 0, cached: 0, output: 0, reasoning: 0 };

const plus = (one: Figures, other: Figures): Figures => ({
  input: one.input + other.input,
  cached: one.cached + other.cached,
  output: one.output + other.output,
  reasoning: one.reasoning + other.reasoning,
});

/** The text of a moment. */
export const stamp = (at: number): string => new Date(at).toISOString();

/** Whole seconds. */
export const seconds = (at: number): number => Math.floor(at / 1000);

/** What the limits of the account were. */
export const rateLimits = ({ dice, now }: Rollout) => ({
  limit_id: 'codex',
  limit_name: null,
  primary: {
    used_percent: dice.below(100),
    window_minutes: 300,
    resets_at: seconds(now) + dice.below(18_000),
  },
  secondary: { used_percent: dice.below(100), window_minutes: 10_080, resets_at: seconds(now) + 400_000 },
  credits: null,
  plan_type: 'pro',
  rate_limit_reached_type: null,
});

/** One more response. */
export const counted = (rollout: Rollout, figures: Figures): void => {
  rollout.total = plus(rollout.total, figures);
  rollout.turnTotal = plus(rollout.turnTotal, figures);
  rollout.last = figures;
};

/** A line is some milliseconds younger than the one before. */
export const tick = (rollout: Rollout): void => {
  rollout.now += rollout.dice.below(4);
};

/** What a command printed, as the model gets it. */
export const printed = ({ dice }: Rollout, { output, exitCode }: Call): string =>
  `Chunk ID: ${dice.hex(6)}\nWall time: 0.${dice.between(1000, 9999)} seconds\nProcess exited with code ${exitCode}\nOriginal token count: ${Math.ceil(output.length / 4)}\nOutput:\n${output}`;

/** Where a sub-agent comes from. */
export const spawnedBy = (parent: string) => ({
  subagent: {
    thread_spawn: {
      parent_thread_id: parent,
      depth: 1,
      agent_path: null,
      agent_nickname: 'Curie',
      agent_role: 'default',
    },
  },
});
